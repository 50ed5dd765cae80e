"""Oneself: account, role acted in, tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.api.schemas import (
    ActAsIn,
    AssignmentOut,
    MeOut,
    NewTokenOut,
    PreferencesIn,
    TokenIn,
    TokenOut,
)
from comity.kernel.accounts.authentication import SESSION_KEY
from comity.kernel.accounts.models import ApiToken, Assignment
from comity.kernel.web.api import acting
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["account"])


@router.get("/me", response=MeOut, operation_id="get_me")
def me(request: HttpRequest) -> dict[str, Any]:
    """One's own account, and in which role this request acts."""
    return _me(acting(request))


@router.patch("/me", response=MeOut, operation_id="change_preferences")
def change(request: HttpRequest, data: PreferencesIn) -> dict[str, Any]:
    """Name, language and time zone; only in person."""
    services.change_preferences(acting(request), **data.dict())
    return _me(acting(request))


@router.post("/me/act-as", response=AssignmentOut, operation_id="switch_assignment")
def act_as(request: HttpRequest, data: ActAsIn) -> Assignment:
    """Act with another of one's own assignments in this session; only in person."""
    changed = services.switch_assignment(acting(request), data.assignment)
    request.session[SESSION_KEY] = str(changed.assignment_id)
    return queries.get_assignment(changed, data.assignment)


@router.get("/me/tokens", response=Page[TokenOut], operation_id="list_tokens")
def tokens(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage[ApiToken]:
    """One's own tokens, newest first."""
    found = queries.tokens(acting(request))
    return keyset_page(found, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked="my tokens")


# Not idempotent on purpose: a remembered answer would keep the secret.
@router.post("/me/tokens", response={201: NewTokenOut}, operation_id="create_token")
def create_token(request: HttpRequest, response: HttpResponse, data: TokenIn) -> Status[dict[str, Any]]:
    """Make a token for the role acted in; only in person. The secret is in this answer and nowhere else."""
    issued = services.create_token(acting(request), **data.dict())
    response["Cache-Control"] = "no-store"
    return Status(201, NewTokenOut.made_of(issued.token, issued.secret))


@router.delete("/tokens/{uuid:token_id}", response=TokenOut, operation_id="revoke_token")
def revoke_token(request: HttpRequest, token_id: UUID) -> ApiToken:
    """A token stops working: one's own, or one of an organisation that one administers."""
    return services.revoke_token(acting(request), token_id)


def _me(actor: Actor) -> dict[str, Any]:
    account = queries.myself(actor)
    held = list(queries.my_assignments(actor))
    return {
        "id": account.pk,
        "email": account.email,
        "name": account.person.name,
        "language": account.language,
        "time_zone": account.time_zone,
        "acting_as": next((one for one in held if one.pk == actor.assignment_id), None),
        "assignments": held,
        "scopes": None if actor.scopes is None else sorted(actor.scopes),
    }
