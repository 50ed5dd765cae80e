"""The register: list, one, suggestions, and what its keepers do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from comity.base.errors import NotFoundError
from comity.domains.substances import queries, services
from comity.domains.substances.api.schemas import (
    ControlIn,
    IdentifyIn,
    RegisterQuery,
    RenameIn,
    ScheduleImportOut,
    SubstanceDetailOut,
    SubstanceIn,
    SubstanceLabelIn,
    SubstanceNameIn,
    SubstanceOut,
    SubstanceReasonIn,
    SuggestionOut,
    UnknownIn,
)
from comity.domains.substances.api.taking_in import bounded, faults_out
from comity.domains.substances.drawings import drawing_of
from comity.domains.substances.models import Substance
from comity.domains.substances.queries import SubstanceSearch
from comity.domains.substances.services.schedules import MAXIMUM_BYTES
from comity.domains.substances.values import ControlValues, SubstanceValues
from comity.kernel.handling.label_data import from_data
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, keyset_page

router = Router(tags=["substances"])


class SuggestQuery(Schema):
    """What somebody typed."""

    text: str = Field(max_length=300)
    limit: int = Field(8, ge=1, le=50)


class ScheduleImportQuery(Schema):
    """How to take a file in."""

    dry_run: bool = Field(default=True, description="Say only what would happen")
    source: str = Field("", max_length=300, description="Decision or list with its date, for rows that name none")


@router.get("/register", response=Page[SubstanceOut], operation_id="list_substances")
def substances(request: HttpRequest, query: Query[RegisterQuery]) -> dict[str, Any]:
    """Substances by name."""
    asked = {name: value or "" for name, value in query.model_dump(exclude={"limit", "cursor"}).items()}
    rows = queries.substances(acting(request), SubstanceSearch(**asked))
    question = f"substances {query.model_dump_json(exclude={'limit', 'cursor'})}"
    page = keyset_page(rows, order=("name",), limit=query.limit, cursor=query.cursor, asked=question)
    return {"items": page.items, "next": page.cursor}


@router.post("/register", response={201: SubstanceOut}, operation_id="register_substance")
@idempotent
def register(request: HttpRequest, data: SubstanceIn) -> Status[Substance]:
    """Add an identified substance; from a SMILES follow InChIKey, formula and mass."""
    return Status(201, services.register_substance(acting(request), SubstanceValues(**data.dict())))


@router.post("/unknowns", response={201: SubstanceOut}, operation_id="register_unknown")
@idempotent
def unknown(request: HttpRequest, data: UnknownIn) -> Status[Substance]:
    """Give an unknown a provisional code."""
    made = services.register_unknown(
        acting(request), data.description, formula=data.formula, exact_mass=data.exact_mass
    )
    return Status(201, made)


@router.get("/suggest", response=list[SuggestionOut], operation_id="suggest_substances")
def suggest(request: HttpRequest, query: Query[SuggestQuery]) -> list[queries.Suggestion]:
    """Candidates for free text. None of them is the substance until a person has said so."""
    actor = acting(request)
    actor.require("see substances")
    return queries.suggest(actor, query.text, limit=query.limit)


@router.get("/shared-cas", response=list[SubstanceOut], operation_id="list_shared_cas")
def shared(request: HttpRequest) -> list[Substance]:
    """Substances that share a CAS number with another structure."""
    return list(queries.shared_cas(acting(request))[:1000])


@router.get("/register/{uuid:substance_id}", response=SubstanceDetailOut, operation_id="get_substance")
def substance(request: HttpRequest, response: HttpResponse, substance_id: UUID) -> dict[str, Any]:
    """One substance."""
    return _shown(request, response, substance_id)


@router.get(
    "/register/{uuid:substance_id}/structure.svg",
    operation_id="get_structure",
    openapi_extra={"responses": {200: {"description": "The drawing", "content": {"image/svg+xml": {}}}}},
)
def structure(request: HttpRequest, substance_id: UUID) -> HttpResponse:
    """The drawing of a structure."""
    drawn = drawing_of(queries.seen_substance(acting(request), substance_id))
    if not drawn:
        raise NotFoundError
    return HttpResponse(drawn, content_type="image/svg+xml")


@router.post("/register/{uuid:substance_id}/rename", response=SubstanceDetailOut, operation_id="rename_substance")
def rename(request: HttpRequest, response: HttpResponse, substance_id: UUID, data: RenameIn) -> dict[str, Any]:
    """Another name for what is shown; If-Match names the version that was read."""
    version = _matched(request, substance_id)
    services.rename_substance(acting(request), substance_id, data.name, data.reason, version=version)
    return _shown(request, response, substance_id)


@router.post("/register/{uuid:substance_id}/names", response=SubstanceDetailOut, operation_id="add_substance_name")
def add_name(request: HttpRequest, response: HttpResponse, substance_id: UUID, data: SubstanceNameIn) -> dict[str, Any]:
    """One more name; the same again changes nothing."""
    services.add_name(acting(request), substance_id, data.name, language=data.language, kind=data.kind)
    return _shown(request, response, substance_id)


@router.post("/register/{uuid:substance_id}/identify", response=SubstanceDetailOut, operation_id="identify_substance")
def identify(request: HttpRequest, response: HttpResponse, substance_id: UUID, data: IdentifyIn) -> dict[str, Any]:
    """Say what an unknown is; answers with the entry that stands for it from now on."""
    version = _matched(request, substance_id)
    values = SubstanceValues(**data.substance.dict()) if data.substance else None
    made = services.identify_substance(
        acting(request), substance_id, data.reason, values=values, into=data.into, version=version
    )
    return _shown(request, response, made.pk)


@router.post("/register/{uuid:substance_id}/retract", response=SubstanceDetailOut, operation_id="retract_identity")
def retract(
    request: HttpRequest, response: HttpResponse, substance_id: UUID, data: SubstanceReasonIn
) -> dict[str, Any]:
    """Take an identification back; If-Match names the version that was read."""
    version = _matched(request, substance_id)
    services.retract_identity(acting(request), substance_id, data.reason, version=version)
    return _shown(request, response, substance_id)


@router.put("/register/{uuid:substance_id}/control", response=SubstanceDetailOut, operation_id="record_control_status")
def control(request: HttpRequest, response: HttpResponse, substance_id: UUID, data: ControlIn) -> dict[str, Any]:
    """Record under what it is controlled; the same instrument, country and day is corrected."""
    services.record_control_status(acting(request), substance_id, ControlValues(**data.dict()))
    return _shown(request, response, substance_id)


@router.post("/schedules/import", response=ScheduleImportOut, operation_id="import_control_schedules")
def take_in_schedules(
    request: HttpRequest, file: File[UploadedFile], query: Query[ScheduleImportQuery]
) -> dict[str, Any]:
    """Take in control statuses from CSV or a workbook: good rows are kept, each fault is told with its place."""
    content = bounded(file, MAXIMUM_BYTES)
    name, trial = file.name or "file", query.dry_run
    outcome = services.import_schedules(acting(request), content, name, source=query.source, dry_run=trial)
    counts = {name: getattr(outcome, name) for name in ("kept", "created", "corrected", "same")}
    return {**counts, "faults": faults_out(outcome.faults), "fault_count": len(outcome.faults)}


@router.post("/register/{uuid:substance_id}/release", response=SubstanceDetailOut, operation_id="release_substance")
def release(request: HttpRequest, response: HttpResponse, substance_id: UUID, data: SubstanceLabelIn) -> dict[str, Any]:
    """Let other nodes know what this substance is."""
    services.release_substance(acting(request), substance_id, from_data(data.label))
    return _shown(request, response, substance_id)


def _matched(request: HttpRequest, substance_id: UUID) -> int:
    found = queries.seen_substance(acting(request), substance_id)
    require_match(request, found.pk, found.version)
    return found.version


def _shown(request: HttpRequest, response: HttpResponse, substance_id: UUID) -> dict[str, Any]:
    view = queries.substance(acting(request), substance_id)
    found = view.substance
    set_etag(response, found.pk, found.version)
    lists = {name: getattr(view, name) for name in ("names", "controls", "past_controls", "changes")}
    own = {name: getattr(found, name) for name in SubstanceOut.model_fields}
    return own | lists | {"same_cas": [one.pk for one in view.same_cas]}
