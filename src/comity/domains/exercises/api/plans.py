"""The plan of a round, measurements on its items, and its freezing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from comity.base.errors import InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises import queries, services
from comity.domains.exercises.api import schemas as out
from comity.domains.exercises.api.rounds import matched, tagged
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.models import PlanDeviation, Round
from comity.domains.exercises.plan.writing import plan_as_toml
from comity.domains.exercises.queries import ItemCheck
from comity.domains.exercises.services.item_data import record_item_data
from comity.kernel.web.api import acting, api
from comity.kernel.web.problem import problem_for_status

router = Router(tags=["rounds"])
PLAN = "/rounds/{uuid:round_id}/plan"


@router.get(PLAN, response=out.PlanOut, operation_id="get_plan")
def plan(request: HttpRequest, response: HttpResponse, round_id: UUID) -> dict[str, Any]:
    """The plan as plain data."""
    found = queries.get_organised_round(acting(request), round_id)
    if not found.plan:
        raise NotFoundError
    return _shown(tagged(response, found))


@router.get(
    f"{PLAN}.toml",
    operation_id="get_plan_file",
    openapi_extra={
        "responses": {
            200: {"description": "The file", "content": {"application/toml": {"schema": {"type": "string"}}}},
        }
    },
)
def plan_file(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The plan as a TOML file."""
    found = queries.plan_of(queries.get_organised_round(acting(request), round_id))
    if found is None:
        raise NotFoundError
    return HttpResponse(plan_as_toml(found), content_type="application/toml; charset=utf-8")


@router.put(PLAN, response=out.PlanOut, operation_id="save_plan")
def save(request: HttpRequest, response: HttpResponse, round_id: UUID, data: out.PlanIn) -> dict[str, Any]:
    """Keep a plan, or refuse it with all its faults; If-Match names the version of the round that was read."""
    seen = matched(request, round_id)
    if (data.plan is None) == (not data.toml):
        what = message("round", "Send either the plan as data or the text of a TOML file.")
        raise InputError("plan-missing", what, where="body.plan")
    sent = data.toml.encode() if data.plan is None else data.plan
    saved = services.save_plan(acting(request), round_id, sent, version=seen, reason=data.reason)
    return _shown(tagged(response, saved))


@router.post(f"{PLAN}/freeze", response=out.PlanOut, operation_id="freeze_plan")
def freeze(request: HttpRequest, response: HttpResponse, round_id: UUID) -> dict[str, Any]:
    """Fix the plan by its digest; If-Match names the version of the round that was read."""
    seen = matched(request, round_id)
    return _shown(tagged(response, services.freeze_plan(acting(request), round_id, version=seen)))


@router.get(f"{PLAN}/deviations", response=list[out.DeviationOut], operation_id="list_plan_deviations")
def deviations(request: HttpRequest, round_id: UUID) -> list[PlanDeviation]:
    """What was changed after the plan was frozen."""
    return list(queries.deviations(acting(request), round_id))


@router.get("/rounds/{uuid:round_id}/items", response=list[out.ItemCheckOut], operation_id="list_item_checks")
def items(request: HttpRequest, round_id: UUID) -> list[ItemCheck]:
    """Homogeneity and stability, as far as they can be judged."""
    return queries.item_checks(acting(request), round_id)


@router.put(
    "/rounds/{uuid:round_id}/items/{item}/{measurand}", response=out.ItemCheckOut, operation_id="record_item_data"
)
def record(request: HttpRequest, round_id: UUID, item: str, measurand: str, data: out.ItemDataIn) -> ItemCheck:
    """Keep what was measured on an item; If-Match names the version of the round that was read."""
    seen = matched(request, round_id)
    return record_item_data(acting(request), round_id, item, measurand, version=seen, **data.dict())


@api.exception_handler(FaultsError)
def all_faults(request: HttpRequest, error: FaultsError) -> HttpResponse:
    """Every fault with its place, not only their number."""
    fields = [
        {"pointer": f"#/{fault.place.key.replace('.', '/')}", "detail": fault.what.render(), "code": fault.code}
        for fault in error.faults
    ]
    return problem_for_status(request, 422, code=error.code, detail=error.what.render(), errors=fields)


def _shown(found: Round) -> dict[str, Any]:
    return {
        "plan": found.plan,
        "digest": found.plan_digest,
        "frozen_at": found.plan_frozen_at,
        "version": found.version,
    }
