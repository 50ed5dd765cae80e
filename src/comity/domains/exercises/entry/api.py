"""Handing in results for programs: what is asked, drafts, submissions with an Idempotency-Key, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from comity.base.errors import NotFoundError
from comity.domains.exercises.entry.handing_in import hand_in
from comity.domains.exercises.entry.wording import in_words, rendered
from comity.domains.exercises.models import Draft, Enrolment, Submission
from comity.domains.exercises.queries import submissions as queries
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.nominating import nominate_submission, provisional_verdict
from comity.domains.exercises.submission.checking import RowFaultsError
from comity.domains.exercises.submission.rows import LONGEST_COMMENT, MOST_ROWS
from comity.kernel.web.api import acting, api
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import HEADER, REPLAYED
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page
from comity.kernel.web.problem import problem_for_status

router = Router(tags=["results"])

LONGEST_CELL = 4000


class RowIn(Schema, extra="forbid"):
    """One result as typed: text in every cell, so that nothing is rounded on the way."""

    item: str = Field(max_length=80)
    measurand: str = Field(max_length=80)
    replicate: str = Field("", max_length=10)
    result: str = Field("", max_length=LONGEST_CELL, description="A number, <limit, a level, or names with semicolons")
    unit: str = Field("", max_length=200)
    form: str = Field("", max_length=200, description="Base or salt in which the result is stated")
    uncertainty: str = Field("", max_length=200, description="Expanded uncertainty U")
    coverage_factor: str = Field("", max_length=200)
    limit_of_quantification: str = Field("", max_length=200)
    technique: str = Field("", max_length=LONGEST_CELL)
    method: str = Field("", max_length=LONGEST_CELL)
    analyst: str = Field("", max_length=200)
    not_tested_reason: str = Field("", max_length=LONGEST_CELL)
    comment: str = Field("", max_length=LONGEST_CELL)


class RowsIn(Schema, extra="forbid"):
    """What a laboratory hands in, or has typed so far."""

    rows: list[RowIn] = Field(max_length=MOST_ROWS)
    comment: str = Field("", max_length=LONGEST_COMMENT)


class SubmissionIn(RowsIn):
    """Results to be submitted; `source` tells where they were typed."""

    source: str = Field("api", pattern="^(api|command line)$")


class ResultEntryOut(Schema):
    """A round in which one's laboratory hands in results."""

    id: UUID
    round: UUID
    scheme: str
    code: str
    laboratory: str
    state: str
    time_zone: str
    deadline: datetime | None
    grace_hours: float

    @staticmethod
    def resolve_round(enrolment: Enrolment) -> UUID:
        """The round's identifier."""
        return enrolment.round_id

    @staticmethod
    def resolve_scheme(enrolment: Enrolment) -> str:
        """The scheme's title."""
        return enrolment.round.scheme.title

    @staticmethod
    def resolve_code(enrolment: Enrolment) -> str:
        """The round's code, as in 2026/1."""
        return enrolment.round.code

    @staticmethod
    def resolve_laboratory(enrolment: Enrolment) -> str:
        """The laboratory's name."""
        return enrolment.laboratory.name

    @staticmethod
    def resolve_state(enrolment: Enrolment) -> str:
        """The round's state."""
        return enrolment.round.state

    @staticmethod
    def resolve_time_zone(enrolment: Enrolment) -> str:
        """The round's time zone."""
        return enrolment.round.time_zone

    @staticmethod
    def resolve_deadline(enrolment: Enrolment) -> datetime | None:
        """The round's deadline."""
        return enrolment.round.deadline

    @staticmethod
    def resolve_grace_hours(enrolment: Enrolment) -> float:
        """The round's period of grace."""
        return enrolment.round.grace_hours


class ItemOut(Schema):
    """A test item."""

    code: str
    title: str
    matrix: str
    identification: bool = Field(description="Whether the substances in it are asked for")


class MeasurandOut(Schema):
    """What is measured, and the units, forms and levels in which it may be reported."""

    code: str
    title: str
    kind: str
    quantity: str
    units: tuple[str, ...]
    forms: tuple[str, ...]
    levels: tuple[str, ...]


class PairOut(Schema):
    """A pair of item and measurand that is asked."""

    item: str
    measurand: str


class AskedOut(Schema):
    """Everything that is asked, under the code of the laboratory in this round."""

    participant: str
    takes_results: bool
    items: list[ItemOut]
    measurands: list[MeasurandOut]
    asked: list[PairOut]
    menu: tuple[str, ...]
    decimal_mark: str


class DraftOut(Schema):
    """What has been typed so far."""

    rows: list[dict[str, str]]
    comment: str
    saved_at: datetime
    version: int


class SubmissionOut(Schema):
    """A submission and its receipt. `receipt_digest` is the SHA-256 of the receipt's file."""

    id: UUID
    version: int
    submitted_at: datetime
    late: bool
    nominated: bool
    source: str
    comment: str
    rows: list[dict[str, str]]
    receipt_digest: str


class VerdictOut(Schema):
    """How one result stands, provisionally."""

    item: str
    measurand: str
    result: str
    performance: str
    score_name: str
    score: float | None


@router.get("/entries", response=Page[ResultEntryOut], operation_id="list_entries")
def entries(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage[Enrolment]:
    """The rounds in which one's laboratories hand in results, or did."""
    found = queries.entries(acting(request))
    return keyset_page(found, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked="entries")


@router.get("/entries/{uuid:entry_id}", response=AskedOut, operation_id="get_result_entry")
def entry(request: HttpRequest, entry_id: UUID) -> dict[str, Any]:
    """What is asked in a round."""
    found = queries.get_entry(acting(request), entry_id)
    plan = found.plan
    return {
        "participant": found.code.code,
        "takes_results": found.takes_results,
        "items": plan.items,
        "measurands": plan.measurands,
        "asked": [{"item": item, "measurand": measurand} for item, measurand in found.asked],
        "menu": plan.menu,
        "decimal_mark": plan.decimal_mark,
    }


@router.get("/entries/{uuid:entry_id}/draft", response=DraftOut, operation_id="get_draft")
def draft(request: HttpRequest, response: HttpResponse, entry_id: UUID) -> Draft:
    """One's own draft."""
    found = queries.own_draft(acting(request), queries.get_entry(acting(request), entry_id))
    if found is None:
        raise NotFoundError
    set_etag(response, found.pk, found.version)
    return found


@router.put("/entries/{uuid:entry_id}/draft", response=DraftOut, operation_id="save_draft")
def keep_draft(request: HttpRequest, response: HttpResponse, entry_id: UUID, data: RowsIn) -> Draft:
    """Save one's own draft, unchecked. Over one that is there, with its ETag in If-Match."""
    there = queries.own_draft(acting(request), queries.get_entry(acting(request), entry_id))
    if there is not None:
        require_match(request, there.pk, there.version)
    found = save_draft(acting(request), entry_id, _rows(data), comment=data.comment)
    set_etag(response, found.pk, found.version)
    return found


@router.get("/entries/{uuid:entry_id}/submissions", response=Page[SubmissionOut], operation_id="list_submissions")
def submissions(request: HttpRequest, entry_id: UUID, query: Query[PageQuery]) -> KeysetPage[Submission]:
    """The submissions of one's laboratory that one may see, the latest first."""
    actor = acting(request)
    found = queries.submissions(actor, queries.get_entry(actor, entry_id))
    return keyset_page(
        found, order=("-version",), limit=query.limit, cursor=query.cursor, asked=f"submissions {entry_id}"
    )


@router.post("/entries/{uuid:entry_id}/submissions", response={201: SubmissionOut}, operation_id="submit_results")
def submit(request: HttpRequest, response: HttpResponse, entry_id: UUID, data: SubmissionIn) -> Status[Submission]:
    """Hand in results. The same Idempotency-Key with the same rows gets the same receipt again, at any later time.

    With faults the answer names each (422), and the rows are kept as one's draft.
    """
    made = hand_in(
        acting(request),
        entry_id,
        _rows(data),
        comment=data.comment,
        source=data.source,
        key=request.headers.get(HEADER, ""),
    )
    set_etag(response, made.pk, made.nominated)
    if made.repeated:
        response[REPLAYED] = "true"
    return Status(201, made)


submit.comity_idempotent = True  # type: ignore[attr-defined]  # the service keeps the key, for as long as the round


@router.get("/submissions/{uuid:submission_id}", response=SubmissionOut, operation_id="get_submission")
def submission(request: HttpRequest, response: HttpResponse, submission_id: UUID) -> Submission:
    """One submission."""
    _entry, found = queries.get_submission(acting(request), submission_id)
    set_etag(response, found.pk, found.nominated)
    return found


@router.get("/submissions/{uuid:submission_id}/receipt", response=dict[str, Any], operation_id="get_receipt")
def receipt(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The receipt's file, byte for byte: its SHA-256 is the digest."""
    return HttpResponse(
        queries.receipt_file(*queries.get_submission(acting(request), submission_id)), content_type="application/json"
    )


@router.post("/submissions/{uuid:submission_id}/nomination", response=SubmissionOut, operation_id="nominate_submission")
def nominate(request: HttpRequest, response: HttpResponse, submission_id: UUID) -> Submission:
    """From now on this submission counts for the laboratory. Name the ETag of what you saw in If-Match."""
    _entry, found = queries.get_submission(acting(request), submission_id)
    require_match(request, found.pk, found.nominated)
    found = nominate_submission(acting(request), submission_id)
    set_etag(response, found.pk, found.nominated)
    return found


@router.post("/submissions/{uuid:submission_id}/verdict", response=list[VerdictOut], operation_id="provisional_verdict")
def verdict(request: HttpRequest, submission_id: UUID) -> Any:
    """The provisional verdict on the nominated submission, which stays the nominated one from then on."""
    return provisional_verdict(acting(request), submission_id)


def _rows(data: RowsIn) -> list[dict[str, str]]:
    return [{name: text for name, text in row.dict().items() if text} for row in data.rows]


def _faulty(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {
            "pointer": "#/rows" if fault.row is None else f"#/rows/{fault.row}/{fault.column}".rstrip("/"),
            "detail": in_words(fault),
            "code": fault.code,
        }
        for fault in error.faults
    ]
    remedy = rendered(error.remedy) if error.remedy else ""
    return problem_for_status(request, 422, code=error.code, detail=rendered(error.what), remedy=remedy, errors=errors)


api.add_exception_handler(RowFaultsError, _faulty)
