"""Contact points and accredited scopes of an entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from comity.domains.directory import queries, services
from comity.domains.directory.api.entries import scope_out
from comity.domains.directory.api.schemas import ContactIn, ContactOut, ScopeIn, ScopeOut, WithdrawIn
from comity.domains.directory.models import AccreditedScope, ContactPoint
from comity.domains.directory.queries import known_scope, scope_view
from comity.domains.directory.values import ContactValues, ScopeValues
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent

router = Router(tags=["directory"])


@router.post("/{uuid:party_id}/contacts", response={201: ContactOut}, operation_id="add_contact_point")
@idempotent
def add_contact(request: HttpRequest, party_id: UUID, data: ContactIn) -> Status[ContactPoint]:
    """Add a way to reach a party."""
    return Status(201, services.add_contact_point(acting(request), party_id, _contact(data)))


@router.get("/contacts/{uuid:contact_id}", response=ContactOut, operation_id="get_contact_point")
def contact(request: HttpRequest, response: HttpResponse, contact_id: UUID) -> ContactPoint:
    """One contact point, for those who may change it."""
    found = queries.contact_point(acting(request), contact_id)
    set_etag(response, found.pk, found.version)
    return found


@router.put("/contacts/{uuid:contact_id}", response=ContactOut, operation_id="change_contact_point")
def change_contact(request: HttpRequest, response: HttpResponse, contact_id: UUID, data: ContactIn) -> ContactPoint:
    """Correct a way to reach a party; If-Match names the version that was read."""
    actor = acting(request)
    found = queries.contact_point(actor, contact_id)
    require_match(request, found.pk, found.version)
    changed = services.change_contact_point(actor, contact_id, _contact(data), version=found.version)
    set_etag(response, changed.pk, changed.version)
    return changed


@router.delete("/contacts/{uuid:contact_id}", response={204: None}, operation_id="remove_contact_point")
def remove_contact(request: HttpRequest, contact_id: UUID) -> Status[None]:
    """Erase a contact point; If-Match names the version that was read."""
    actor = acting(request)
    found = queries.contact_point(actor, contact_id)
    require_match(request, found.pk, found.version)
    services.remove_contact_point(actor, contact_id)
    return Status(204, None)


@router.post("/{uuid:party_id}/scopes", response={201: ScopeOut}, operation_id="add_accredited_scope")
@idempotent
def add_scope(request: HttpRequest, party_id: UUID, data: ScopeIn) -> Status[dict[str, Any]]:
    """Add what a body has accredited."""
    made = services.add_scope(acting(request), party_id, ScopeValues(**data.dict()))
    return Status(201, scope_out(scope_view(made)))


@router.get("/scopes/{uuid:scope_id}", response=ScopeOut, operation_id="get_accredited_scope")
def scope(request: HttpRequest, response: HttpResponse, scope_id: UUID) -> dict[str, Any]:
    """One accredited scope."""
    return _answer(response, known_scope(acting(request), scope_id))


@router.put("/scopes/{uuid:scope_id}", response=ScopeOut, operation_id="change_accredited_scope")
def change_scope(request: HttpRequest, response: HttpResponse, scope_id: UUID, data: ScopeIn) -> dict[str, Any]:
    """Correct or prolong a scope; If-Match names the version that was read."""
    actor = acting(request)
    found = known_scope(actor, scope_id)
    require_match(request, found.pk, found.version)
    values = ScopeValues(**data.dict())
    return _answer(response, services.change_scope(actor, scope_id, values, version=found.version))


@router.post("/scopes/{uuid:scope_id}/withdraw", response=ScopeOut, operation_id="withdraw_accredited_scope")
def withdraw(request: HttpRequest, response: HttpResponse, scope_id: UUID, data: WithdrawIn) -> dict[str, Any]:
    """Say that a scope holds no more."""
    return _answer(response, services.withdraw_scope(acting(request), scope_id, on=data.on))


def _contact(data: ContactIn) -> ContactValues:
    given = data.dict()
    return ContactValues(**{**given, "languages": tuple(given["languages"])})


def _answer(response: HttpResponse, scope: AccreditedScope) -> dict[str, Any]:
    set_etag(response, scope.pk, scope.version)
    return scope_out(scope_view(scope))
