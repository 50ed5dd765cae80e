"""Gates, evaluations and results of a round by code, for those who organise it; reports for those they are for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from comity.base.errors import NotAllowedError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.deciding import Finding, Result, findings_from
from comity.domains.exercises.conduct.tallies import Tally
from comity.domains.exercises.models import (
    EvaluationRun,
    GateDecision,
    ParticipantCode,
    ReportFile,
    Round,
    Score,
    Screening,
)
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.published import released_rounds
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.states import RunState
from comity.kernel.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that holds about a result."""

    action: str
    reason: str
    by: str


def get_closed_round(actor: Actor, round_id: UUID) -> Round:
    """A round of one's organisation whose results may be looked at; `NotAllowedError` in words before the close.

    Before the close nobody of the organiser sees any result, and the answer does not depend on there being any.
    """
    round_ = get_organised_round(actor, round_id)
    actor.require("see results by code", round_.scheme.organiser)
    if round_.state not in life.SHOWING_RESULTS:
        raise NotAllowedError(
            "before-the-close",
            message("round", "Results are seen by nobody before the round is closed."),
            remedy=message("round", "Close the round first."),
        )
    return round_


def latest_screening(actor: Actor, round_id: UUID) -> Screening | None:
    """The latest run of the gates, also one that is under way."""
    round_ = get_closed_round(actor, round_id)
    return Screening.objects.filter(round=round_).order_by("-requested_at", "-id").first()


def findings(actor: Actor, round_id: UUID) -> tuple[Screening | None, list[Finding]]:
    """What the latest finished run of the gates found, and that run."""
    round_ = get_closed_round(actor, round_id)
    done = Screening.objects.filter(round=round_, state=RunState.DONE).order_by("-requested_at", "-id").first()
    return done, findings_from(done.findings) if done else []


def decisions(actor: Actor, round_id: UUID) -> dict[Result, Decision]:
    """The decision that holds about each result."""
    round_ = get_closed_round(actor, round_id)
    rows = GateDecision.objects.filter(round=round_).order_by("id").select_related("by__person", "code")
    return {
        (row.item, row.measurand, row.code.code): Decision(row.action, row.reason, row.by.person.name if row.by else "")
        for row in rows
    }


def runs(actor: Actor, round_id: UUID) -> QuerySet[EvaluationRun]:
    """The evaluations of a round, the newest first."""
    round_ = get_closed_round(actor, round_id)
    return EvaluationRun.objects.filter(round=round_).select_related("requested_by__person").order_by("-version")


def get_run(actor: Actor, run_id: UUID) -> EvaluationRun:
    """One evaluation, or `NotFoundError`."""
    found = EvaluationRun.objects.select_related("round__scheme__organiser").filter(pk=run_id).first()
    if found is None or not actor.may("see results by code", found.round.scheme.organiser):
        raise NotFoundError
    return found


def scores(actor: Actor, run_id: UUID) -> QuerySet[Score]:
    """The scores of an evaluation, by code."""
    return Score.objects.filter(run=get_run(actor, run_id)).select_related("code")


def tallies(actor: Actor, run_id: UUID) -> dict[tuple[str, str, str], Tally]:
    """How many scores of each kind, by item, measurand and its title; counted by the database."""
    rows = Score.objects.filter(run=get_run(actor, run_id)).order_by("item", "measurand")
    counted = rows.values_list("item", "measurand", "title", "performance").annotate(number=Count("pk"))
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for item, measurand, title, judged, count in counted:
        found.setdefault((item, measurand, title), {})[judged] = count
    return {key: Tally(counts) for key, counts in found.items()}


def organiser_files(actor: Actor, run_id: UUID) -> QuerySet[ReportFile]:
    """The round's own reports of an evaluation: the coordinator's for the coordinator, the summary for both."""
    run = get_run(actor, run_id)
    found = ReportFile.objects.filter(run=run, code__isnull=True)
    if not actor.may("see enrolments", run.round.scheme.organiser):
        found = found.exclude(audience="coordinator")
    return found


def released_run(round_id: UUID) -> EvaluationRun | None:
    """The evaluation that holds: the latest that was released."""
    found = EvaluationRun.objects.filter(round_id=round_id, released_at__isnull=False)
    return found.order_by("-version").first()


def own_reports(actor: Actor, round_id: UUID) -> QuerySet[ReportFile]:
    """The individual reports of one's own laboratories in a released round, of the evaluation that holds."""
    own = own_laboratories(actor)
    if not own or not actor.may_in_own_party("see own report"):
        return ReportFile.objects.none()
    found = ReportFile.objects.filter(
        run=released_run(round_id), run__isnull=False, code__laboratory_id__in=own, audience="laboratory"
    )
    return found.filter(run__round__state__in=life.PUBLISHED).select_related("run", "code")


def summary_files(actor: Actor, round_id: UUID) -> QuerySet[ReportFile]:
    """The summary of a released round, for those who took part, who organise it or who observe it."""
    round_ = Round.objects.select_related("scheme__organiser").filter(pk=round_id, state__in=life.PUBLISHED).first()
    if round_ is None or not sees_summary(actor, round_):
        return ReportFile.objects.none()
    found = ReportFile.objects.filter(run=released_run(round_id), run__isnull=False, audience="participants")
    return found.exclude(format="svg")


def sees_summary(actor: Actor, round_: Round) -> bool:
    """Whether the summary is for the actor, once it is released."""
    return released_rounds(actor).filter(pk=round_.pk).exists()


def get_file(actor: Actor, file_id: UUID) -> ReportFile:
    """A report that the actor may read, or `NotFoundError`: another's report is as if it were not there."""
    found = (
        ReportFile.objects.select_related("run__round__scheme__organiser", "code__laboratory")
        .filter(pk=file_id)
        .first()
    )
    if found is None or not _reads(actor, found):
        raise NotFoundError
    return found


def _reads(actor: Actor, file: ReportFile) -> bool:
    round_ = file.run.round
    released = file.run.released_at is not None and round_.state in life.PUBLISHED
    organiser = round_.scheme.organiser
    if file.audience == "laboratory":
        mine = file.code is not None and actor.may("see own report", file.code.laboratory)
        return released and mine
    if file.audience == "coordinator":
        return actor.may("see enrolments", organiser)
    return actor.may("see results by code", organiser) or (released and sees_summary(actor, round_))


def own_scores(actor: Actor, round_id: UUID | None = None) -> QuerySet[Score]:
    """The scores of one's own laboratories in released rounds, each by the evaluation that holds."""
    if not actor.may_in_own_party("see own report"):
        return Score.objects.none()
    codes = ParticipantCode.objects.filter(laboratory_id__in=own_laboratories(actor))
    found = Score.objects.filter(code__in=codes, run__in=holding_runs())
    if round_id is not None:
        found = found.filter(run__round_id=round_id)
    return found.select_related("run__round__scheme", "code__laboratory").defer("run__round__plan")


def holding_runs() -> QuerySet[EvaluationRun]:
    """For each released round the evaluation that holds."""
    later = EvaluationRun.objects.filter(released_at__isnull=False)
    later = later.filter(round_id=OuterRef("round_id"), version__gt=OuterRef("version"))
    held = EvaluationRun.objects.filter(released_at__isnull=False, round__state__in=life.PUBLISHED)
    return held.filter(~Exists(later))
