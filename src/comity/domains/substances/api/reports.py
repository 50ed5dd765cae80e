"""Reports: list, one, file, correct, release, withdraw, findings, profiles, photographs, files in and out."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from comity.base.errors import NotFoundError
from comity.domains.substances import queries, services
from comity.domains.substances.api.schemas import (
    AnalysisIn,
    AnalysisOut,
    ChemicalProfileIn,
    ChemicalProfileOut,
    ConsentIn,
    CorrectionIn,
    FieldLabelIn,
    PhotographOut,
    ReportImportOut,
    ReportIn,
    ReportOut,
    ReportQuery,
    SubstanceLabelIn,
    SubstanceReasonIn,
)
from comity.domains.substances.api.taking_in import bounded, faults_out
from comity.domains.substances.exports import FORMATS, exported, written
from comity.domains.substances.models import Analysis, Profile, Report
from comity.domains.substances.queries import ReportSearch
from comity.domains.substances.queries.comparability import standing_of
from comity.domains.substances.reading import reader_of
from comity.domains.substances.services.importing import MAXIMUM_BYTES
from comity.domains.substances.services.photographs import LARGEST_PHOTOGRAPH
from comity.domains.substances.values import AnalysisValues, ProfileValues, ReportValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.services import note_export
from comity.kernel.files import store
from comity.kernel.handling.label_data import from_data
from comity.kernel.handling.queries import redacted
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, keyset_page

router = Router(tags=["substances"])


class ReportImportQuery(Schema):
    """How to take a file in."""

    dry_run: bool = Field(default=True, description="Say only what would happen")


class ReportExportQuery(ReportQuery):
    """Which reports, in which shape and form."""

    shape: Literal["ids", "arq", "ewa", "ews"]
    form: Literal["csv", "xlsx", "json"] = "json"


class CaptionQuery(Schema):
    """What stands below a picture."""

    caption: str = Field("", max_length=200)


@router.get("/reports", response=Page[ReportOut], operation_id="list_substance_reports")
def reports(request: HttpRequest, query: Query[ReportQuery]) -> dict[str, Any]:
    """The reports that the caller may see, newest first."""
    viewer = reader_of(request, acting(request))
    rows = queries.reports(viewer, _asked(query)).prefetch_related("analyses__substance", "profiles")
    question = f"reports {query.model_dump_json(exclude={'limit', 'cursor'})}"
    page = keyset_page(rows, order=("-happened_on",), limit=query.limit, cursor=query.cursor, asked=question)
    return {"items": [_out(viewer, one) for one in page.items], "next": page.cursor}


@router.post("/reports", response={201: ReportOut}, operation_id="file_substance_report")
@idempotent
def file_report(request: HttpRequest, data: ReportIn) -> Status[dict[str, Any]]:
    """Keep a report; until it is released only one's own organisation sees it."""
    actor = acting(request)
    return Status(201, _out(actor, services.file_report(actor, _values(data))))


@router.get(
    "/reports/export",
    operation_id="export_substance_reports",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "object" if "json" in kind else "string"}}
                    for kind in FORMATS.values()
                },
            }
        }
    },
)
def export(request: HttpRequest, query: Query[ReportExportQuery]) -> HttpResponse:
    """The reports that fit, in the shape of IDS, ARQ, EWA or EU-EWS."""
    actor = acting(request)
    shape, rows = exported(actor, query.shape, _asked(query), reader=reader_of(request, actor))
    note_export(actor, f"substance reports {query.shape}", rows=len(rows), question=request.GET.urlencode())
    return HttpResponse(written(shape, rows, query.form), content_type=FORMATS[query.form])


@router.post("/reports/import", response=ReportImportOut, operation_id="import_substance_reports")
def take_in(request: HttpRequest, file: File[UploadedFile], query: Query[ReportImportQuery]) -> dict[str, Any]:
    """Take in CSV or a workbook: good reports are kept, each fault is told with its place."""
    actor = acting(request)
    content = bounded(file, MAXIMUM_BYTES)
    outcome = services.import_reports(actor, content, file.name or "file", dry_run=query.dry_run)
    counts = {name: getattr(outcome, name) for name in ("kept", "created", "findings")}
    return {**counts, "faults": faults_out(outcome.faults), "fault_count": len(outcome.faults)}


@router.get("/reports/{uuid:report_id}", response=ReportOut, operation_id="get_substance_report")
def report(request: HttpRequest, response: HttpResponse, report_id: UUID) -> dict[str, Any]:
    """One report, as its label lets the caller see it."""
    return _answer(request, response, report_id)


@router.put("/reports/{uuid:report_id}", response=ReportOut, operation_id="correct_substance_report")
def correct(request: HttpRequest, response: HttpResponse, report_id: UUID, data: CorrectionIn) -> dict[str, Any]:
    """Replace what a report says; If-Match names the version that was read."""
    version = _matched(request, report_id)
    services.correct_report(acting(request), report_id, _values(data), data.reason, version=version)
    return _answer(request, response, report_id)


@router.post("/reports/{uuid:report_id}/release", response=ReportOut, operation_id="release_substance_report")
def release(request: HttpRequest, response: HttpResponse, report_id: UUID, data: SubstanceLabelIn) -> dict[str, Any]:
    """Let a report go to whoever the label names; If-Match names the version that was read."""
    version = _matched(request, report_id)
    services.release_report(acting(request), report_id, from_data(data.label), data.reason, version=version)
    return _answer(request, response, report_id)


@router.put("/reports/{uuid:report_id}/field-label", response=ReportOut, operation_id="label_report_field")
def field_label(request: HttpRequest, response: HttpResponse, report_id: UUID, data: FieldLabelIn) -> dict[str, Any]:
    """Give one field a stricter audience than the rest."""
    queries.seen_report(reader_of(request, acting(request)), report_id)
    label = from_data(data.label) if data.label is not None else None
    services.label_field(acting(request), report_id, data.field, label, data.reason)
    return _answer(request, response, report_id)


@router.post("/reports/{uuid:report_id}/withdraw", response=ReportOut, operation_id="withdraw_substance_report")
def withdraw(request: HttpRequest, response: HttpResponse, report_id: UUID, data: SubstanceReasonIn) -> dict[str, Any]:
    """Say that a report was wrong; If-Match names the version that was read."""
    version = _matched(request, report_id)
    services.withdraw_report(acting(request), report_id, data.reason, version=version)
    return _answer(request, response, report_id)


@router.post("/reports/{uuid:report_id}/findings", response={201: AnalysisOut}, operation_id="add_finding")
@idempotent
def add_finding(request: HttpRequest, report_id: UUID, data: AnalysisIn) -> Status[Analysis]:
    """One more finding."""
    return Status(201, services.add_analysis(acting(request), report_id, _finding(data)))


@router.post("/reports/{uuid:report_id}/profiles", response={201: ChemicalProfileOut}, operation_id="record_profile")
@idempotent
def add_profile(request: HttpRequest, report_id: UUID, data: ChemicalProfileIn) -> Status[Profile]:
    """Keep a chemical profile with a report."""
    return Status(201, services.record_profile(acting(request), report_id, ProfileValues(**data.dict())))


@router.post("/reports/{uuid:report_id}/photographs", response={201: PhotographOut}, operation_id="attach_photograph")
def attach(
    request: HttpRequest, report_id: UUID, file: File[UploadedFile], query: Query[CaptionQuery]
) -> Status[dict[str, Any]]:
    """Keep a photograph, without what the camera wrote into it."""
    queries.seen_report(reader_of(request, acting(request)), report_id)
    content = bounded(file, LARGEST_PHOTOGRAPH)
    return Status(201, services.attach_photograph(acting(request), report_id, content, caption=query.caption))


@router.get(
    "/reports/{uuid:report_id}/photographs/{digest}",
    operation_id="get_photograph",
    openapi_extra={"responses": {200: {"description": "The picture", "content": {"image/jpeg": {}, "image/png": {}}}}},
)
def photograph(request: HttpRequest, report_id: UUID, digest: str) -> HttpResponse:
    """A photograph of a report."""
    view = queries.report(reader_of(request, acting(request)), report_id)
    known = {one["digest"]: one for one in view.data.get("photographs", ())}
    if digest not in known or view.report.from_node:
        raise NotFoundError
    return HttpResponse(store.read(digest), content_type=known[digest]["type"])


@router.delete("/reports/{uuid:report_id}/photographs/{digest}", response={204: None}, operation_id="remove_photograph")
def remove(request: HttpRequest, report_id: UUID, digest: str) -> Status[None]:
    """Take a photograph away; If-Match names the version of the report that was read."""
    _matched(request, report_id)
    services.remove_photograph(acting(request), report_id, digest)
    return Status(204, None)


@router.put("/comparability/{uuid:laboratory_id}", response={204: None}, operation_id="consent_to_comparability")
def consent(request: HttpRequest, laboratory_id: UUID, data: ConsentIn) -> Status[None]:
    """Whether a laboratory's scores may stand beside its results."""
    services.consent_to_comparability(acting(request), laboratory_id, consents=data.consents)
    return Status(204, None)


def _asked(query: ReportQuery) -> ReportSearch:
    names = ReportSearch.__dataclass_fields__
    given = {name: getattr(query, name) for name in names}
    return ReportSearch(**{**given, "kind": query.kind or "", "structural_group": query.structural_group or ""})


def _values(data: ReportIn) -> ReportValues:
    given = data.dict(exclude={"analyses", "reason"})
    given["transit_countries"] = tuple(given["transit_countries"])
    return ReportValues(**given, analyses=tuple(_finding(one) for one in data.analyses))


def _finding(data: AnalysisIn) -> AnalysisValues:
    given = data.dict()
    return AnalysisValues(**{**given, "techniques": tuple(given["techniques"])})


def _matched(request: HttpRequest, report_id: UUID) -> int:
    found = queries.seen_report(reader_of(request, acting(request)), report_id)
    require_match(request, found.pk, found.version)
    return found.version


def _answer(request: HttpRequest, response: HttpResponse, report_id: UUID) -> dict[str, Any]:
    actor = acting(request)
    viewer = reader_of(request, actor)
    found = queries.seen_report(viewer, report_id)
    set_etag(response, found.pk, found.version)
    return _out(viewer, found) | {"comparability": _standing(actor, found)}


def _standing(actor: Actor, found: Report) -> list[dict[str, Any]]:
    rows = found.analyses.select_related("substance__parent")
    return [
        {"finding": one.pk, "round": each.round, "released": each.released, "score": each.score}
        | {"performance": each.performance}
        for one in rows
        for each in standing_of(actor, one)
    ]


def _out(reader: Actor | Any, found: Report) -> dict[str, Any]:
    from comity.domains.substances.contents import report_data

    seen = redacted(found, report_data(found), reader)
    names = ("id", "version", "from_node", "released_at", "withdrawn_at")
    own = {name: getattr(found, name) for name in names}
    return own | {
        "tlp": found.handling.tlp.value,
        "withheld": seen.withheld,
        "data": seen.visible,
        "profiles": list(found.profiles.all()),
    }
