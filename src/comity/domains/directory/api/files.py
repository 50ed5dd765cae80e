"""Files in and out, and the reference data."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema
from ninja.files import UploadedFile

from comity.domains.directory import queries, services
from comity.domains.directory.api.schemas import DirectoryQuery, ImportOut, ReferenceOut
from comity.domains.directory.interchange import entries_as_csv, entries_as_json, read_entries
from comity.domains.directory.interchange.model import MAXIMUM_BYTES
from comity.domains.directory.interchange.reading import too_large
from comity.domains.directory.queries import Search
from comity.domains.directory.words import language
from comity.kernel.accounts.services import note_export
from comity.kernel.tables.limits import MAXIMUM_FAULTS
from comity.kernel.tables.places import PlacedError
from comity.kernel.web.api import acting

router = Router(tags=["directory"])


class ImportQuery(Schema):
    """How to take a file in."""

    dry_run: bool = Field(default=True, description="Say only what would happen")
    keep_good_rows: bool = Field(default=False, description="With faults: keep the good entries instead of nothing")


class ExportQuery(DirectoryQuery):
    """Which entries, in which form."""

    form: Literal["csv", "json"] = "json"


@router.post("/import", response=ImportOut, operation_id="import_directory")
def take_in(request: HttpRequest, file: File[UploadedFile], query: Query[ImportQuery]) -> dict[str, Any]:
    """Take in CSV, a workbook or JSON, as the export writes them."""
    actor = acting(request)
    actor.require("import directory")
    name = file.name or "file"
    if (file.size or 0) > MAXIMUM_BYTES:
        raise too_large(name)
    outcome = services.import_entries(
        actor, read_entries(file.read(), name), keep_good_rows=query.keep_good_rows, dry_run=query.dry_run
    )
    counts = {word: getattr(outcome, word) for word in ("kept", "created", "changed", "unchanged")}
    faults = [_fault(fault) for fault in outcome.faults[:MAXIMUM_FAULTS]]
    return {**counts, "faults": faults, "fault_count": len(outcome.faults)}


@router.get(
    "/export",
    operation_id="export_directory",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {
                    "application/json": {"schema": {"type": "object"}},
                    "text/csv": {"schema": {"type": "string"}},
                },
            }
        }
    },
)
def export(request: HttpRequest, query: Query[ExportQuery]) -> HttpResponse:
    """Everything that is known of the entries that fit, as a file that can be taken in again."""
    actor = acting(request)
    actor.require("see directory")
    conditions = query.model_dump(exclude={"limit", "cursor", "form"})
    entries = list(queries.export_entries(actor, Search(**{**conditions, "kind": query.kind or ""})))
    note_export(actor, "directory", rows=len(entries), question=request.GET.urlencode())
    if query.form == "csv":
        return HttpResponse("\ufeff" + entries_as_csv(entries), content_type="text/csv; charset=utf-8")
    return HttpResponse(entries_as_json(entries), content_type="application/json")


@router.post("/reference", response=ReferenceOut, operation_id="load_reference_data")
def load_reference(request: HttpRequest) -> services.ReferenceOutcome:
    """Load the networks and organisations that come with Comity; again changes nothing."""
    return services.load_reference_data(acting(request))


def _fault(fault: PlacedError) -> dict[str, str]:
    words = language()
    return {
        "code": fault.code,
        "place": fault.place.render(words),
        "what": fault.what.render(words),
        "value": fault.value,
        "remedy": fault.remedy.render(words) if fault.remedy else "",
    }
