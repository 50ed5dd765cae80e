"""What a coordinator does for all laboratories of a round at once: one call, one transaction, an entry for each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError
from comity.domains.exercises.conduct import life
from comity.domains.exercises.guests.refusing import refuse_guest
from comity.domains.exercises.models import Parcel
from comity.domains.exercises.services.holding import held_round, write_down
from comity.domains.exercises.services.parcels import dispatch_parcel
from comity.domains.exercises.services.statements import check_language
from comity.domains.exercises.states import ParcelState
from comity.kernel.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Dispatched:
    """Parcels that are on their way, and those that stayed, each with its reason."""

    sent: tuple[Parcel, ...]
    stayed: tuple[tuple[Parcel, ComityError], ...]


@transaction.atomic
def dispatch_parcels(actor: Actor, round_id: UUID, *, carrier: str = "") -> Dispatched:
    """Hand all prepared parcels of a round to one carrier; those that may not leave stay."""
    round_ = held_round(actor, round_id, "dispatch parcel")
    prepared = Parcel.objects.filter(enrolment__round=round_, state=ParcelState.PREPARED)
    sent: list[Parcel] = []
    stayed: list[tuple[Parcel, ComityError]] = []
    for parcel in prepared.select_related("enrolment__laboratory").order_by("reference", "id"):
        try:
            with transaction.atomic():
                sent.append(dispatch_parcel(actor, parcel.pk, carrier=carrier))
        except ComityError as error:
            stayed.append((parcel, error))
    write_down(actor, "dispatch parcel", round_, {"sent": len(sent), "stayed": len(stayed)})
    return Dispatched(tuple(sent), tuple(stayed))


@transaction.atomic
def request_statements(actor: Actor, round_id: UUID, *, language: str = "en") -> None:
    """A statement of participation for each laboratory that reported results, made in the background."""
    from comity.domains.exercises.tasks import state_all

    round_ = held_round(actor, round_id, "issue statement")
    life.check_state(round_.state, *life.PUBLISHED)
    refuse_guest(round_id)
    check_language(language)
    state_all.enqueue(str(round_id), language)
    write_down(actor, "request statements", round_, {"language": language})
