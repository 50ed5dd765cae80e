"""Schemes and rounds: make, read, change, open, close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.base.clock import now
from comity.domains.exercises import queries, services
from comity.domains.exercises.api import schemas as out
from comity.domains.exercises.conduct.steps import steps_of
from comity.domains.exercises.models import Round, Scheme
from comity.domains.exercises.queries.overview import narrowed_rounds, organised_table, overview
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["rounds"])


@router.get("/schemes", response=Page[out.SchemeOut], operation_id="list_schemes")
def schemes(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage[Scheme]:
    """The schemes of one's organisation."""
    rows = queries.schemes(acting(request))
    return keyset_page(rows, order=("title",), limit=query.limit, cursor=query.cursor, asked="schemes")


@router.post("/schemes", response={201: out.SchemeOut}, operation_id="create_scheme")
@idempotent
def create_scheme(request: HttpRequest, data: out.SchemeIn) -> Status[Scheme]:
    """Begin a series of rounds."""
    given = data.dict()
    return Status(201, services.create_scheme(acting(request), given.pop("organiser"), **given))


@router.get("/schemes/{uuid:scheme_id}", response=out.SchemeOut, operation_id="get_scheme")
def scheme(request: HttpRequest, scheme_id: UUID) -> Scheme:
    """One scheme."""
    return queries.get_scheme(acting(request), scheme_id)


@router.post("/schemes/{uuid:scheme_id}/rounds", response={201: out.RoundOut}, operation_id="create_round")
@idempotent
def create_round(request: HttpRequest, scheme_id: UUID, data: out.RoundIn) -> Status[Round]:
    """Begin a round, without a plan."""
    given = data.dict()
    code = given.pop("code")
    settings = services.RoundSettings(**given)
    return Status(201, services.create_round(acting(request), scheme_id, code=code, settings=settings))


@router.get("/rounds", response=Page[out.RoundOut], operation_id="list_rounds")
def rounds(request: HttpRequest, query: Query[out.RoundQuery]) -> KeysetPage[Round]:
    """The rounds of one's organisation, newest first."""
    rows = narrowed_rounds(organised_table(acting(request), scheme_id=query.scheme), state=query.state)
    asked = f"rounds {query.scheme} {query.state}"
    return keyset_page(rows, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.get("/rounds/{uuid:round_id}", response=out.RoundOut, operation_id="get_round")
def round_(request: HttpRequest, response: HttpResponse, round_id: UUID) -> Round:
    """One round, for those who organise it."""
    return tagged(response, queries.get_organised_round(acting(request), round_id))


@router.get("/rounds/{uuid:round_id}/progress", response=out.ProgressOut, operation_id="get_round_progress")
def progress(request: HttpRequest, round_id: UUID) -> dict[str, Any]:
    """Where it stands, its steps, and the one that is next."""
    found = overview(acting(request), round_id)
    names = (*out.ProgressOut.model_fields.keys() - {"steps"},)
    steps = [{"step": one.step, "done": one.done, "next": one.next} for one in steps_of(found, now())]
    return {**{name: getattr(found, name) for name in names}, "steps": steps}


@router.put("/rounds/{uuid:round_id}/settings", response=out.RoundOut, operation_id="change_round")
def change(request: HttpRequest, response: HttpResponse, round_id: UUID, data: out.RoundSettingsIn) -> Round:
    """Say anew what holds; If-Match names the version that was read."""
    seen = matched(request, round_id)
    settings = services.RoundSettings(**data.dict())
    return tagged(response, services.change_round(acting(request), round_id, settings, version=seen))


@router.post("/rounds/{uuid:round_id}/open", response=out.RoundOut, operation_id="open_round")
def open_(request: HttpRequest, response: HttpResponse, round_id: UUID) -> Round:
    """Laboratories may submit from now on; If-Match names the version that was read."""
    return tagged(response, services.open_round(acting(request), round_id, version=matched(request, round_id)))


@router.post("/rounds/{uuid:round_id}/close", response=out.RoundOut, operation_id="close_round")
def close(request: HttpRequest, response: HttpResponse, round_id: UUID, data: out.CloseIn) -> Round:
    """No more results are taken; If-Match names the version that was read."""
    seen = matched(request, round_id)
    return tagged(response, services.close_round(acting(request), round_id, reason=data.reason, version=seen))


@router.post("/rounds/{uuid:round_id}/deadline", response=out.RoundOut, operation_id="move_deadline")
def move_deadline(request: HttpRequest, response: HttpResponse, round_id: UUID, data: out.DeadlineIn) -> Round:
    """Give laboratories more time, with a reason; If-Match names the version that was read."""
    seen = matched(request, round_id)
    moved = services.move_deadline(acting(request), round_id, data.deadline, reason=data.reason, version=seen)
    return tagged(response, moved)


def matched(request: HttpRequest, round_id: UUID) -> int:
    """The version of a round that the caller has read."""
    found = queries.get_organised_round(acting(request), round_id)
    require_match(request, found.pk, found.version)
    return found.version


def tagged(response: HttpResponse, found: Round) -> Round:
    """The round, with its version said."""
    set_etag(response, found.pk, found.version)
    return found
