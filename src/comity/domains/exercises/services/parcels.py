"""Parcels: prepared, dispatched, delivered, damaged, replaced. Secrets of labels are shown once and kept as digests."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct import life, sending
from comity.domains.exercises.conduct.codes import fresh_reference
from comity.domains.exercises.conduct.enrolling import ENROLLING, permits_missing, receivable_items
from comity.domains.exercises.models import Enrolment, Parcel, ParcelEvent, Permit
from comity.domains.exercises.plan import Plan
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.services.holding import held_parcel, held_round, keep_places, write_down_for
from comity.domains.exercises.states import EnrolmentState, ParcelState
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import digest
from comity.kernel.audit.services import Detail
from comity.kernel.parties.names import clean_name

SECRET_BYTES = 18  # 144 bits: short enough for a small QR code, far too many to try


@dataclass(frozen=True, slots=True)
class PreparedParcel:
    """A parcel and, this once, the secret of its label."""

    parcel: Parcel
    secret: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """The parcels that were prepared, and the laboratories that may receive none of the items."""

    prepared: tuple[PreparedParcel, ...]
    left_out: tuple[Enrolment, ...]


@transaction.atomic
def prepare_parcels(
    actor: Actor,
    round_id: UUID,
    *,
    enrolment_ids: Collection[UUID] | None = None,
    items: Sequence[str] | None = None,
) -> Preparation:
    """One parcel for each enrolled laboratory that has none, with the items that it may lawfully receive."""
    keep_places(round_id)
    round_ = held_round(actor, round_id, "prepare parcels")
    life.check_state(round_.state, *ENROLLING)
    plan = _with_items(plan_of(round_), items)
    found = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED, parcels=None)
    if enrolment_ids is not None:
        found = found.filter(pk__in=list(enrolment_ids))
    prepared, left_out = [], []
    for enrolment in found.select_related("laboratory", "round__scheme__organiser").order_by("created_at", "id"):
        chosen = [item.code for item in receivable_items(plan, enrolment.menu) if items is None or item.code in items]
        if chosen:
            prepared.append(_prepare(actor, "prepare parcels", enrolment, chosen, fresh_reference(secrets.choice)))
        else:
            left_out.append(enrolment)
    return Preparation(tuple(prepared), tuple(left_out))


@transaction.atomic
def renew_label(actor: Actor, parcel_id: UUID) -> PreparedParcel:
    """A label is printed anew: it carries a new secret, and the old one opens nothing any more."""
    parcel = held_parcel(actor, parcel_id, "prepare parcels")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    parcel.secret_hash = digest(secret)
    parcel.version += 1
    parcel.save(update_fields=["secret_hash", "version"])
    _write_down(actor, "prepare parcels", parcel, {"label": "renewed"})
    return PreparedParcel(parcel, secret)


@transaction.atomic
def dispatch_parcel(actor: Actor, parcel_id: UUID, *, carrier: str = "", tracking: str = "") -> Parcel:
    """Hand it to the carrier; refused while a permit is missing or the menu forbids an item."""
    parcel = held_parcel(actor, parcel_id, "dispatch parcel")
    sending.check_step(parcel.state, ParcelState.DISPATCHED)
    _check_lawful(parcel)
    parcel.carrier = clean_name(carrier, longest=80, where="carrier", required=False)
    parcel.tracking = clean_name(tracking, longest=80, where="tracking", required=False)
    parcel.dispatched_at = now()
    return move(actor, "dispatch parcel", parcel, ParcelState.DISPATCHED, "carrier", "tracking", "dispatched_at")


@transaction.atomic
def replace_parcel(actor: Actor, parcel_id: UUID) -> PreparedParcel:
    """Prepare the same items again for a parcel that was damaged or lost; its reference ends in `-R1`."""
    parcel = held_parcel(actor, parcel_id, "replace parcel")
    life.check_state(parcel.enrolment.round.state, *ENROLLING)
    move(actor, "replace parcel", parcel, ParcelState.REPLACED)
    reference = sending.replacement_reference(parcel.reference)
    return _prepare(actor, "replace parcel", parcel.enrolment, parcel.items, reference, replacement_of=parcel)


def move(actor: Actor, verb: str, parcel: Parcel, then: ParcelState, *fields: str, note: str = "") -> Parcel:
    """Take one step with a parcel that is kept from others; the caller has asked the policy."""
    sending.check_step(parcel.state, then)
    parcel.state = then
    parcel.version += 1
    parcel.save(update_fields=["state", "version", *fields])
    via = "label" if actor.user_id is None and actor.via == "page" else actor.via
    ParcelEvent.objects.create(parcel=parcel, at=now(), state=then, via=via, note=note)
    _write_down(actor, verb, parcel, {"to": then.value})
    return parcel


def _prepare(
    actor: Actor,
    verb: str,
    enrolment: Enrolment,
    items: Sequence[str],
    reference: str,
    replacement_of: Parcel | None = None,
) -> PreparedParcel:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    parcel = Parcel.objects.create(
        enrolment=enrolment,
        reference=reference,
        items=list(items),
        secret_hash=digest(secret),
        prepared_at=now(),
        replacement_of=replacement_of,
    )
    ParcelEvent.objects.create(parcel=parcel, at=now(), state=ParcelState.PREPARED, via=actor.via)
    _write_down(actor, verb, parcel, {"items": list(items)})
    return PreparedParcel(parcel, secret)


def _with_items(plan: Plan | None, items: Sequence[str] | None) -> Plan:
    if plan is None or not plan.items:
        what = message("parcel", "The plan names no items yet.")
        raise ConflictError("no-items", what, remedy=message("parcel", "Save the plan with its items first."))
    unknown = sorted(set(items or ()) - {item.code for item in plan.items})
    if unknown:
        what = message("parcel", "The plan has no item “{item}”.", item=unknown[0])
        raise InputError("item-unknown", what, where="items")
    return plan


def _check_lawful(parcel: Parcel) -> None:
    enrolment = parcel.enrolment
    plan = _with_items(plan_of(enrolment.round), None)
    allowed = {item.code for item in receivable_items(plan, cast("list[str] | None", enrolment.menu))}
    forbidden = sorted(set(parcel.items) - allowed)
    if enrolment.state != EnrolmentState.ENROLLED:
        raise ConflictError("not-enrolled", message("parcel", "The laboratory does not take part (any more)."))
    if forbidden:
        what = message("parcel", "The laboratory may not receive item {items}.", items=", ".join(forbidden))
        raise ConflictError("item-not-lawful", what, remedy=message("parcel", "Prepare another parcel without it."))
    missing = permits_missing(list(Permit.objects.filter(enrolment=enrolment)), now().date())
    if missing:
        what = message("parcel", "A valid permit is missing: {directions}.", directions=", ".join(missing))
        raise ConflictError("permit-missing", what, remedy=message("parcel", "Record it when it is granted."))


def _write_down(actor: Actor, verb: str, parcel: Parcel, detail: Detail) -> None:
    write_down_for(actor, verb, parcel.enrolment, {"parcel": parcel.reference, **detail})
