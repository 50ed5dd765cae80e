"""What services of this room share: the record that is kept from others until the transaction ends, and its version."""

from __future__ import annotations

from uuid import UUID

from comity.base.errors import ConflictError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.guests.refusing import refuse_guest
from comity.domains.exercises.models import Enrolment, Parcel, Round
from comity.domains.exercises.queries.enrolments import get_enrolment
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.parcels import get_parcel
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.parties.locks import one_at_a_time


def held_round(actor: Actor, round_id: UUID, verb: str) -> Round:
    """A round of the actor's organisation, kept from others; refused unless the policy allows the verb.

    A round of another node is decided there.
    """
    round_ = get_organised_round(actor, round_id)
    actor.require(verb, round_.scheme.organiser)
    refuse_guest(round_id)
    kept = Round.objects.select_for_update(of=("self",)).select_related("scheme__organiser").filter(pk=round_id).first()
    if kept is None:
        raise NotFoundError
    return kept


def held_enrolment(actor: Actor, enrolment_id: UUID, verb: str) -> Enrolment:
    """An enrolment that the actor may do this with, for the organiser or for the laboratory, kept from others."""
    found = get_enrolment(actor, enrolment_id)
    require_on_one_side(actor, found, verb)
    keep_places(found.round_id)
    kept = Enrolment.objects.select_for_update(of=("self",)).select_related("laboratory", "round__scheme__organiser")
    return kept.get(pk=found.pk)


def held_parcel(actor: Actor, parcel_id: UUID, verb: str) -> Parcel:
    """A parcel that the actor may do this with, kept from others."""
    found = get_parcel(actor, parcel_id)
    require_on_one_side(actor, found.enrolment, verb)
    keep_places(found.enrolment.round_id)
    return kept_parcel(found.pk)


def kept_parcel(parcel_id: UUID) -> Parcel:
    """A parcel, kept from others; the caller has asked whether the actor may."""
    kept = Parcel.objects.select_for_update(of=("self",)).select_related(
        "enrolment__laboratory", "enrolment__round__scheme__organiser"
    )
    return kept.get(pk=parcel_id)


def require_on_one_side(actor: Actor, enrolment: Enrolment, verb: str) -> None:
    """The policy must allow the verb for the organiser or for the laboratory."""
    if not actor.may(verb, enrolment.round.scheme.organiser):
        actor.require(verb, enrolment.laboratory)


def keep_places(round_id: UUID) -> None:
    """Enrolments and parcels of one round change one after another: the last place is given once.

    Always taken before a row of the round is kept, so that two never wait for each other.
    """
    one_at_a_time(f"places of {round_id}")


def keep_round(round_id: UUID) -> None:
    """Nobody closes the round or submits to it until this transaction ends."""
    Round.objects.select_for_update().only("pk").get(pk=round_id)


def check_version(found: int, seen: int | None) -> None:
    """Refuse to write over what somebody else wrote meanwhile; `seen` None: whatever there is."""
    if seen is not None and seen != found:
        raise ConflictError(
            "changed-meanwhile",
            message("round", "Somebody else has changed this while you were looking at it."),
            remedy=message("round", "Look at it again, then decide again; what you typed is still here."),
        )


def write_down(actor: Actor, verb: str, round_: Round, detail: Detail | None = None) -> None:
    """The audit entry of something done to a round: it belongs to the organiser."""
    record(actor, verb, party_id=round_.scheme.organiser_id, object_ref=f"round:{round_.pk}", detail=detail)


def write_down_for(actor: Actor, verb: str, enrolment: Enrolment, detail: Detail | None = None) -> None:
    """The audit entry of something done about a laboratory's part; it belongs to the laboratory and holds no code."""
    record(actor, verb, party_id=enrolment.laboratory_id, object_ref=f"enrolment:{enrolment.pk}", detail=detail)
