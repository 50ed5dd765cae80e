"""Rounds that have been released, as far as one may see them: for observers the summary and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.conduct.freezing import Change
from comity.domains.exercises.conduct.life import PUBLISHED
from comity.domains.exercises.models import ReportFile, Round
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.policy import may_in_own_party
from comity.kernel.parties.queries import parts_of


@dataclass(frozen=True, slots=True)
class PublishedDeviation:
    """A change of the plan after it was frozen; in which role it was made, never by whom."""

    at: datetime
    kind: str
    role: str
    reason: str
    changes: tuple[Change, ...]
    results_known: bool  # made after the round was closed


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A released round, the files of its summary report, and how its plan was kept to."""

    id: UUID
    code: str
    title: str
    scheme: str
    organiser: str
    state: str
    released_at: datetime | None
    amended_at: datetime | None
    plan_digest: str
    plan_frozen_at: datetime | None
    files: tuple[ReportFile, ...] = ()
    deviations: tuple[PublishedDeviation, ...] = ()


def published_rounds(actor: Actor) -> list[PublishedRound]:
    """Released rounds that one's organisation runs or that its laboratories took part in, newest first."""
    return [_published(round_) for round_ in released_rounds(actor).order_by("-released_at", "id")]


def get_published_round(actor: Actor, round_id: UUID) -> PublishedRound:
    """One of them with the files of its latest released summary; otherwise `NotFoundError`."""
    found = released_rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise NotFoundError
    latest = found.runs.filter(released_at__isnull=False).order_by("-version").first()
    files = ReportFile.objects.filter(run=latest, audience="participants") if latest else ReportFile.objects.none()
    return _published(found, tuple(files), published_deviations(found))


def published_deviations(round_: Round) -> tuple[PublishedDeviation, ...]:
    """The deviations of a round as its reports show them; the caller has asked who reads."""
    closed = round_.closed_at
    return tuple(
        PublishedDeviation(
            at=one.at,
            kind=one.kind,
            role=one.role,
            reason=one.reason,
            changes=tuple(Change(**change) for change in one.changes),
            results_known=closed is not None and one.at >= closed,
        )
        for one in round_.deviations.order_by("id")
    )


def released_rounds(actor: Actor) -> QuerySet[Round]:
    """Released rounds that concern the actor, without their plans."""
    found = Round.objects.filter(state__in=PUBLISHED).select_related("scheme__organiser").defer("plan")
    if actor.via == "system":
        return found
    seen = Q(pk__in=())
    if may_in_own_party(actor, "see released summary"):
        seen |= Q(scheme__organiser_id=actor.party_id)
    if actor.party_id and any(may_in_own_party(actor, verb) for verb in ("see released summary", "see own report")):
        own = {actor.party_id, *parts_of(actor.party_id, now().date())}
        seen |= Q(enrolments__laboratory_id__in=own, enrolments__state=EnrolmentState.ENROLLED)
    return found.filter(seen).distinct()


def _published(
    round_: Round, files: tuple[ReportFile, ...] = (), deviations: tuple[PublishedDeviation, ...] = ()
) -> PublishedRound:
    return PublishedRound(
        id=round_.pk,
        code=round_.code,
        title=round_.title,
        scheme=round_.scheme.title,
        organiser=round_.scheme.organiser.name,
        state=round_.state,
        released_at=round_.released_at,
        amended_at=round_.amended_at,
        plan_digest=round_.plan_digest,
        plan_frozen_at=round_.plan_frozen_at,
        files=files,
        deviations=deviations,
    )
