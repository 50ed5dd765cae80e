"""What became of a parcel: said by a person of the laboratory, by the organiser, or by whoever holds its label.

A label's link works without signing in, on a phone beside the opened parcel. It speaks for that one parcel only, and
sending the same answer twice, as phones on a bad line do, changes nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.models import Parcel
from comity.domains.exercises.queries.parcels import parcel_for_secret
from comity.domains.exercises.services.holding import held_parcel, kept_parcel
from comity.domains.exercises.services.parcels import move
from comity.domains.exercises.states import ParcelState
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.names import clean_name

LONGEST_NOTE = 1000


@transaction.atomic
def confirm_delivery(actor: Actor, parcel_id: UUID, *, received_by: str = "", note: str = "") -> Parcel:
    """The parcel has arrived whole."""
    return _confirm(actor, held_parcel(actor, parcel_id, "confirm delivery"), received_by, note)


@transaction.atomic
def confirm_delivery_by_label(actor: Actor, secret: str, *, received_by: str = "", note: str = "") -> Parcel:
    """The same, by whoever holds the label: its secret stands in for the policy."""
    return _confirm(actor, kept_parcel(parcel_for_secret(secret).pk), received_by, note)


@transaction.atomic
def report_damage(actor: Actor, parcel_id: UUID, *, note: str) -> Parcel:
    """The parcel, or something in it, is damaged or lost."""
    return _damaged(actor, held_parcel(actor, parcel_id, "report damage"), note)


@transaction.atomic
def report_damage_by_label(actor: Actor, secret: str, *, note: str) -> Parcel:
    """The same, by whoever holds the label."""
    return _damaged(actor, kept_parcel(parcel_for_secret(secret).pk), note)


def _confirm(actor: Actor, parcel: Parcel, received_by: str, note: str) -> Parcel:
    if parcel.state == ParcelState.DELIVERED:
        return parcel
    parcel.received_by = clean_name(received_by, longest=120, where="received_by", required=False)
    parcel.condition_note = _note(note, required=False)
    parcel.delivered_at = now()
    parcel.confirmed_via = "label" if actor.user_id is None and actor.via == "page" else actor.via
    fields = ("received_by", "condition_note", "delivered_at", "confirmed_via")
    return move(actor, "confirm delivery", parcel, ParcelState.DELIVERED, *fields, note=parcel.condition_note)


def _damaged(actor: Actor, parcel: Parcel, note: str) -> Parcel:
    if parcel.state == ParcelState.DAMAGED:
        return parcel
    parcel.condition_note = _note(note, required=True)
    parcel.damaged_at = now()
    fields = ("condition_note", "damaged_at")
    return move(actor, "report damage", parcel, ParcelState.DAMAGED, *fields, note=parcel.condition_note)


def _note(text: str, *, required: bool) -> str:
    note = " ".join(text.split())
    if (required and not note) or len(note) > LONGEST_NOTE:
        what = message("parcel", "Say in at most {count} characters what is wrong.", count=LONGEST_NOTE)
        raise InputError("note-missing", what, where="note")
    return note
