"""Enrolments with names: for the coordinator, and each laboratory's own. No code and no result is reachable here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Enrolment, ParticipantCode, Permit, Round, Submission
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """How many laboratories stand where."""

    invited: int
    requested: int
    enrolled: int
    submitted: int
    capacity: int | None


def enrolments(actor: Actor, round_id: UUID, *, state: str = "", text: str = "") -> QuerySet[Enrolment]:
    """The laboratories of a round by name, each with `has_submitted`: yes or no, never when or what."""
    round_ = get_organised_round(actor, round_id)
    actor.require("see enrolments", round_.scheme.organiser)
    found = Enrolment.objects.filter(round=round_).select_related("laboratory", "round")
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(laboratory__name__icontains=text) | Q(laboratory__short_name__icontains=text))
    return found.annotate(has_submitted=Exists(_submissions_of())).order_by("laboratory__name", "id")


def get_enrolment(actor: Actor, enrolment_id: UUID) -> Enrolment:
    """One enrolment, for the coordinator or the laboratory itself; otherwise `NotFoundError`."""
    found = Enrolment.objects.select_related("laboratory", "round__scheme__organiser").filter(pk=enrolment_id).first()
    if found is None or not sees_enrolment(actor, found):
        raise NotFoundError
    return found


def sees_enrolment(actor: Actor, enrolment: Enrolment) -> bool:
    """Whether the actor may see who this is and that they take part."""
    if actor.may("see enrolments", enrolment.round.scheme.organiser):
        return True
    return actor.may("see own enrolment", enrolment.laboratory)


def permits(actor: Actor, enrolment_id: UUID) -> QuerySet[Permit]:
    """The permits of one enrolment."""
    return Permit.objects.filter(enrolment=get_enrolment(actor, enrolment_id))


def progress(actor: Actor, round_id: UUID) -> Progress:
    """Numbers for the coordinator's page of a round."""
    round_ = get_organised_round(actor, round_id)
    actor.require("see who submitted", round_.scheme.organiser)
    states = list(Enrolment.objects.filter(round=round_).values_list("state", flat=True))
    submitted = Submission.objects.filter(code__round=round_).values("code_id").distinct().count()
    counts = {state: states.count(state) for state in EnrolmentState}
    return Progress(
        invited=counts[EnrolmentState.INVITED],
        requested=counts[EnrolmentState.REQUESTED],
        enrolled=counts[EnrolmentState.ENROLLED],
        submitted=submitted,
        capacity=round_.capacity,
    )


def places_left(round_: Round) -> int | None:
    """How many laboratories can still enrol; None where there is no bound."""
    if round_.capacity is None:
        return None
    return max(0, round_.capacity - Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED).count())


def _submissions_of() -> QuerySet[Submission]:
    code = ParticipantCode.objects.filter(
        round_id=OuterRef(OuterRef("round_id")), laboratory_id=OuterRef(OuterRef("laboratory_id"))
    )
    return Submission.objects.filter(code__in=code.values("pk"))
