"""What a coordinator does for all laboratories of a round at once: one call, one transaction, an entry for each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError
from comity.domains.exercises.conduct import life
from comity.domains.exercises.models import Enrolment, Parcel, Statement, Submission
from comity.domains.exercises.services.holding import held_round, write_down
from comity.domains.exercises.services.parcels import dispatch_parcel
from comity.domains.exercises.services.statements import issue_statement
from comity.domains.exercises.states import EnrolmentState, ParcelState
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
def issue_statements(actor: Actor, round_id: UUID, *, language: str = "en") -> tuple[Statement, ...]:
    """A statement of participation for each laboratory that reported results; those that have one keep it."""
    round_ = held_round(actor, round_id, "issue statement")
    life.check_state(round_.state, *life.PUBLISHED)
    reported = Submission.objects.filter(code__round=round_).values("code__laboratory_id")
    found = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED, laboratory_id__in=reported)
    laboratories = found.order_by("laboratory__name", "id").values_list("laboratory_id", flat=True)
    made = tuple(issue_statement(actor, round_id, laboratory, language=language) for laboratory in laboratories)
    write_down(actor, "issue statement", round_, {"count": len(made), "language": language})
    return made
