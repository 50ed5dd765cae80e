"""Gates, evaluations, reports, cases, follow-ups and the list of ISO/IEC 17043 for programs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.domains.exercises import services
from comity.domains.exercises.models import (
    Case,
    EvaluationRun,
    FollowUp,
    Notice,
    ReportFile,
    Score,
    Screening,
    Statement,
)
from comity.domains.exercises.outcome import schemas as out
from comity.domains.exercises.outcome.views.downloads import TYPES, streamed
from comity.domains.exercises.queries import affairs, longitudinal, outcome
from comity.domains.exercises.queries.standard import standard_checklist
from comity.domains.exercises.services.cases import answer_case, file_case
from comity.domains.exercises.services.evaluations import request_evaluation
from comity.domains.exercises.services.follow_ups import update_follow_up
from comity.domains.exercises.services.gates import decide_gate, request_screening
from comity.domains.exercises.services.notices import acknowledge_notice
from comity.domains.exercises.services.statements import issue_statement
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["outcome of rounds"])
ROUND = "/rounds/{uuid:round_id}"


@router.post(f"{ROUND}/screenings", response={201: out.ScreeningOut}, operation_id="request_screening")
@idempotent
def screen(request: HttpRequest, round_id: UUID) -> Status[Screening]:
    """Run the gates in the background."""
    return Status(201, request_screening(acting(request), round_id))


@router.get(f"{ROUND}/findings", response=out.FindingsOut, operation_id="get_findings")
def findings(request: HttpRequest, round_id: UUID) -> out.FindingsOut:
    """What the gates found, what leaving it out would change, and what was decided."""
    actor = acting(request)
    screening, found = outcome.findings(actor, round_id)
    return out.findings_out(
        outcome.latest_screening(actor, round_id), screening, found, outcome.decisions(actor, round_id)
    )


@router.post(f"{ROUND}/decisions", response={201: list[out.DecisionOut]}, operation_id="decide_gate")
@idempotent
def decide(request: HttpRequest, round_id: UUID, data: out.GateDecisionIn) -> Status[list[out.DecisionOut]]:
    """Keep the results of some findings in the consensus, or exclude them, with a reason."""
    made = decide_gate(acting(request), round_id, **data.dict())
    return Status(201, [out.DecisionOut.of(one) for one in made])


@router.post(f"{ROUND}/evaluations", response={201: out.RunOut}, operation_id="request_evaluation")
@idempotent
def evaluate(request: HttpRequest, round_id: UUID, data: out.OutcomeReasonIn) -> Status[EvaluationRun]:
    """Evaluate in the background; read the evaluation to see how far it is."""
    return Status(201, request_evaluation(acting(request), round_id, reason=data.reason))


@router.get(f"{ROUND}/evaluations", response=Page[out.RunOut], operation_id="list_evaluations")
def evaluations(request: HttpRequest, round_id: UUID, query: Query[PageQuery]) -> KeysetPage[EvaluationRun]:
    """The evaluations of a round, the newest first."""
    found = outcome.runs(acting(request), round_id)
    asked = f"evaluations {round_id}"
    return keyset_page(found, order=("-version",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.get("/evaluations/{uuid:run_id}", response=out.RunOut, operation_id="get_evaluation")
def evaluation(request: HttpRequest, run_id: UUID) -> EvaluationRun:
    """One evaluation, and how far it is."""
    return outcome.get_run(acting(request), run_id)


@router.get("/evaluations/{uuid:run_id}/scores", response=Page[out.ScoreOut], operation_id="list_scores")
def scores(request: HttpRequest, run_id: UUID, query: Query[PageQuery]) -> KeysetPage[Score]:
    """The scores of an evaluation by code."""
    found = outcome.scores(acting(request), run_id)
    asked = f"scores {run_id}"
    return keyset_page(found, order=("code__code",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.get("/evaluations/{uuid:run_id}/document", operation_id="get_evaluation_document")
def document(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The whole document, for `comity exercises replay`."""
    from comity.base.errors import NotFoundError

    run = outcome.get_run(acting(request), run_id)
    if not run.document_digest:
        raise NotFoundError
    return streamed(request, run.document_digest, None, f"{run.round.code}-v{run.version}.json", TYPES["json"])


@router.get("/evaluations/{uuid:run_id}/reports", response=list[out.FileOut], operation_id="list_round_reports")
def round_reports(request: HttpRequest, run_id: UUID) -> list[ReportFile]:
    """The round's own reports of an evaluation."""
    return list(outcome.organiser_files(acting(request), run_id).exclude(format="svg"))


@router.post(f"{ROUND}/release", response=out.StateOut, operation_id="release_round")
def release(request: HttpRequest, response: HttpResponse, round_id: UUID) -> out.StateOut:
    """Release the reports. The version of the round that was seen stands in If-Match."""
    actor = acting(request)
    seen = outcome.get_closed_round(actor, round_id)
    require_match(request, seen.pk, seen.version)
    done = services.release_round(actor, round_id, version=seen.version)
    set_etag(response, done.pk, done.version)
    return out.StateOut.of(done)


@router.post(f"{ROUND}/amend", response=out.StateOut, operation_id="amend_round")
def amend(request: HttpRequest, response: HttpResponse, round_id: UUID, data: out.OutcomeReasonIn) -> out.StateOut:
    """Put a later evaluation in the place of the released one, with the reason. If-Match as for the release."""
    actor = acting(request)
    seen = outcome.get_closed_round(actor, round_id)
    require_match(request, seen.pk, seen.version)
    done = services.amend_round(actor, round_id, reason=data.reason, version=seen.version)
    set_etag(response, done.pk, done.version)
    return out.StateOut.of(done)


@router.get(f"{ROUND}/reports", response=list[out.FileOut], operation_id="list_own_reports")
def own_reports(request: HttpRequest, round_id: UUID) -> list[ReportFile]:
    """One's own reports and the summary of a released round; empty where nothing is for the caller."""
    actor = acting(request)
    return [*outcome.own_reports(actor, round_id), *outcome.summary_files(actor, round_id)]


@router.get("/files/{uuid:file_id}", operation_id="get_report")
def report(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A report, as a file."""
    found = outcome.get_file(acting(request), file_id)
    name = f"{found.run.round.code}-v{found.run.version}-{found.name}.{found.format}"
    return streamed(request, found.digest, found.size, name, TYPES[found.format])


@router.get(f"{ROUND}/regions", response=list[out.RegionOut], operation_id="get_regions")
def regions(request: HttpRequest, round_id: UUID) -> list[out.RegionOut]:
    """Performance by region and country, as far as that points at nobody."""
    return [out.RegionOut.of(line) for line in longitudinal.population(acting(request), round_id)]


@router.get(f"{ROUND}/standard", response=list[out.PointOut], operation_id="get_standard_checklist")
def standard(request: HttpRequest, round_id: UUID) -> list[out.PointOut]:
    """The list of ISO/IEC 17043, filled from the records."""
    return [out.PointOut.of(answer) for answer in standard_checklist(acting(request), round_id)]


@router.get(f"{ROUND}/cases", response=Page[out.CaseOut], operation_id="list_cases")
def cases(request: HttpRequest, round_id: UUID, query: Query[PageQuery]) -> KeysetPage[Case]:
    """For the coordinator all cases about a round, for a laboratory its own."""
    actor = acting(request)
    organising = actor.may_in_own_party("see cases of round")
    found = affairs.cases_of_round(actor, round_id) if organising else affairs.own_cases(actor, round_id)
    asked = f"cases {round_id}"
    return keyset_page(found, order=("-filed_at",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.post(f"{ROUND}/cases", response={201: out.CaseOut}, operation_id="file_case")
@idempotent
def file_one(request: HttpRequest, round_id: UUID, data: out.CaseIn) -> Status[Case]:
    """File a complaint or an appeal."""
    return Status(201, file_case(acting(request), round_id, **data.dict()))


@router.post("/cases/{uuid:case_id}/answer", response=out.CaseOut, operation_id="answer_case")
def answer(request: HttpRequest, case_id: UUID, data: out.CaseAnswerIn) -> Case:
    """Answer a case, once and for all."""
    return answer_case(acting(request), case_id, **data.dict())


@router.get(f"{ROUND}/notices", response=Page[out.OutcomeNoticeOut], operation_id="list_notices")
def notices(request: HttpRequest, round_id: UUID, query: Query[PageQuery]) -> KeysetPage[Notice]:
    """What one's own laboratories have been told about a round."""
    found = affairs.notices_of_round(acting(request), round_id)
    return keyset_page(found, order=("-at",), limit=query.limit, cursor=query.cursor, asked=f"notices {round_id}")


@router.post("/notices/{uuid:notice_id}/read", response=out.OutcomeNoticeOut, operation_id="acknowledge_notice")
def read_notice(request: HttpRequest, notice_id: UUID) -> Notice:
    """Say that it has been read; it no longer waits on the home page. Again changes nothing."""
    return acknowledge_notice(acting(request), notice_id)


@router.get("/follow-ups", response=Page[out.FollowUpOut], operation_id="list_follow_ups")
def follow_ups(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage[FollowUp]:
    """What one's laboratories must look into."""
    found = affairs.follow_ups(acting(request))
    return keyset_page(found, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked="follow-ups")


@router.get("/follow-ups/{uuid:follow_up_id}", response=out.FollowUpOut, operation_id="get_follow_up")
def one_follow_up(request: HttpRequest, response: HttpResponse, follow_up_id: UUID) -> FollowUp:
    """One result to look into; its ETag goes into If-Match when it is changed."""
    found = affairs.get_follow_up(acting(request), follow_up_id)
    set_etag(response, found.pk, found.version)
    return found


@router.patch("/follow-ups/{uuid:follow_up_id}", response=out.FollowUpOut, operation_id="update_follow_up")
def follow_up(request: HttpRequest, response: HttpResponse, follow_up_id: UUID, data: out.FollowUpIn) -> FollowUp:
    """Say what the cause was and what is done. The ETag of what was seen stands in If-Match."""
    actor = acting(request)
    seen = affairs.get_follow_up(actor, follow_up_id)
    require_match(request, seen.pk, seen.version)
    done = update_follow_up(actor, follow_up_id, version=seen.version, **data.dict())
    set_etag(response, done.pk, done.version)
    return done


@router.post(f"{ROUND}/statements", response={201: out.StatementOut}, operation_id="issue_statement")
@idempotent
def statement(request: HttpRequest, round_id: UUID, data: out.StatementIn) -> Status[Statement]:
    """Issue a statement of participation."""
    return Status(201, issue_statement(acting(request), round_id, data.laboratory_id, language=data.language))
