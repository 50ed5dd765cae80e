"""What follows a round, for those whom it concerns: cases, things to look into, statements, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Case, Enrolment, FollowUp, Notice, Statement
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor


def cases_of_round(actor: Actor, round_id: UUID) -> QuerySet[Case]:
    """Complaints and appeals about a round, for its coordinator; the newest first."""
    round_ = get_organised_round(actor, round_id)
    actor.require("see cases of round", round_.scheme.organiser)
    return Case.objects.filter(round=round_).select_related("laboratory", "round__scheme").order_by("-filed_at", "id")


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Cases about rounds of one's organisation that wait for an answer, the oldest first."""
    if not actor.may_in_own_party("see cases of round"):
        return Case.objects.none()
    found = Case.objects.filter(round__scheme__organiser_id=actor.party_id, state="open")
    return found.select_related("laboratory", "round__scheme").defer("round__plan").order_by("filed_at", "id")


def own_cases(actor: Actor, round_id: UUID | None = None) -> QuerySet[Case]:
    """The cases of one's own laboratories."""
    if not actor.may_in_own_party("see own cases"):
        return Case.objects.none()
    found = Case.objects.filter(laboratory_id__in=own_laboratories(actor))
    if round_id is not None:
        found = found.filter(round_id=round_id)
    return found.select_related("laboratory", "round__scheme").order_by("-filed_at", "id")


def get_case(actor: Actor, case_id: UUID) -> Case:
    """One case, for the coordinator of its round or the laboratory that filed it; otherwise `NotFoundError`."""
    found = Case.objects.select_related("laboratory", "round__scheme__organiser").filter(pk=case_id).first()
    if found is None:
        raise NotFoundError
    organising = actor.may("see cases of round", found.round.scheme.organiser)
    if not organising and not actor.may("see own cases", found.laboratory):
        raise NotFoundError
    return found


def follow_ups(actor: Actor, *, open_only: bool = False) -> QuerySet[FollowUp]:
    """What one's own laboratories must look into, what is open first."""
    if not actor.may_in_own_party("see own report"):
        return FollowUp.objects.none()
    found = FollowUp.objects.filter(laboratory_id__in=own_laboratories(actor))
    if open_only:
        found = found.exclude(state="closed")
    return (
        found.select_related("laboratory", "round__scheme").defer("round__plan").order_by("-created_at", "item", "pk")
    )


def get_follow_up(actor: Actor, follow_up_id: UUID) -> FollowUp:
    """One of them, or `NotFoundError`."""
    found = FollowUp.objects.select_related("laboratory", "round__scheme").filter(pk=follow_up_id).first()
    if found is None or not actor.may("see own report", found.laboratory):
        raise NotFoundError
    return found


def unread_notices(actor: Actor) -> QuerySet[Notice]:
    """What one's own laboratories have been told and nobody has read yet."""
    if not actor.may_in_own_party("see own report"):
        return Notice.objects.none()
    found = Notice.objects.filter(laboratory_id__in=own_laboratories(actor), read_at__isnull=True)
    return found.select_related("laboratory", "round__scheme").defer("round__plan").order_by("-at", "id")


def notices_of_round(actor: Actor, round_id: UUID) -> QuerySet[Notice]:
    """What one's own laboratories have been told about a round."""
    found = Notice.objects.filter(round_id=round_id, laboratory_id__in=own_laboratories(actor))
    return found.order_by("-at", "id")


def own_part(actor: Actor, round_id: UUID) -> QuerySet[Enrolment]:
    """The enrolments of one's own laboratories in a round."""
    found = Enrolment.objects.filter(round_id=round_id, laboratory_id__in=own_laboratories(actor))
    return found.filter(state=EnrolmentState.ENROLLED).select_related("laboratory").order_by("laboratory__name", "pk")


def own_statements(actor: Actor, round_id: UUID) -> QuerySet[Statement]:
    """The statements of one's own laboratories in a round."""
    return Statement.objects.filter(round_id=round_id, laboratory_id__in=own_laboratories(actor)).order_by("language")


def get_statement(actor: Actor, statement_id: UUID) -> Statement:
    """One statement, for its laboratory or the organiser; otherwise `NotFoundError`."""
    found = Statement.objects.select_related("laboratory", "round__scheme__organiser").filter(pk=statement_id).first()
    if found is None or not _sees_statement(actor, found):
        raise NotFoundError
    return found


def _sees_statement(actor: Actor, found: Statement) -> bool:
    return actor.may("see own report", found.laboratory) or actor.may("see enrolments", found.round.scheme.organiser)


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """What a statement's number says to anybody who holds it."""

    number: str
    laboratory: str
    organiser: str
    scheme: str
    round: str
    issued_at: datetime
    digest: str


def check_statement(number: str) -> CheckedStatement:
    """The statement of that number, for whoever was shown it; otherwise `NotFoundError`."""
    found = (
        Statement.objects.select_related("laboratory", "round__scheme__organiser")
        .filter(number=number.strip().upper())
        .first()
    )
    if found is None:
        raise NotFoundError
    return CheckedStatement(
        number=found.number,
        laboratory=found.laboratory.name,
        organiser=found.round.scheme.organiser.name,
        scheme=found.round.scheme.title,
        round=found.round.code,
        issued_at=found.issued_at,
        digest=found.digest,
    )
