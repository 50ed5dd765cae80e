"""The people of an organisation: roles, invitations, tokens, audit trail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from comity.kernel.accounts import queries, services
from comity.kernel.accounts.api.schemas import (
    AssignmentIn,
    AssignmentOut,
    InvitationIn,
    InvitationOut,
    PersonOut,
    TokenOut,
    TrailEntryOut,
)
from comity.kernel.accounts.models import ApiToken, Assignment, Invitation
from comity.kernel.audit.models import AuditEntry
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["people"])


@router.get("/parties/{uuid:party_id}/people", response=Page[PersonOut], operation_id="list_people")
def people(request: HttpRequest, party_id: UUID, query: Query[PageQuery]) -> KeysetPage[Assignment]:
    """Who acts for a party, by name."""
    found = queries.people(acting(request), party_id)
    order = ("user__person__name",)
    return keyset_page(found, order=order, limit=query.limit, cursor=query.cursor, asked=f"people {party_id}")


@router.post("/parties/{uuid:party_id}/assignments", response={201: AssignmentOut}, operation_id="assign_role")
@idempotent
def assign(request: HttpRequest, party_id: UUID, data: AssignmentIn) -> Status[Assignment]:
    """Give a further role to somebody who acts here already."""
    return Status(201, services.assign_role(acting(request), data.user, party_id, data.role))


@router.delete("/assignments/{uuid:assignment_id}", response=AssignmentOut, operation_id="end_assignment")
def end(request: HttpRequest, assignment_id: UUID) -> Assignment:
    """End a role, now."""
    return services.end_assignment(acting(request), assignment_id)


@router.get("/parties/{uuid:party_id}/invitations", response=Page[InvitationOut], operation_id="list_invitations")
def invitations(request: HttpRequest, party_id: UUID, query: Query[PageQuery]) -> KeysetPage[Invitation]:
    """Invitations that can still be accepted, newest first."""
    found = queries.invitations(acting(request), party_id)
    asked = f"invitations {party_id}"
    return keyset_page(found, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.post("/parties/{uuid:party_id}/invitations", response={201: InvitationOut}, operation_id="invite_person")
@idempotent
def invite(request: HttpRequest, party_id: UUID, data: InvitationIn) -> Status[Invitation]:
    """Invite somebody by mail. The answer never holds the link, and is the same for a known address."""
    return Status(201, services.invite_person(acting(request), party_id, **data.dict()).invitation)


@router.delete("/invitations/{uuid:invitation_id}", response=InvitationOut, operation_id="withdraw_invitation")
def withdraw(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """The link stops working."""
    return services.withdraw_invitation(acting(request), invitation_id)


@router.get("/parties/{uuid:party_id}/tokens", response=Page[TokenOut], operation_id="list_tokens_of_party")
def tokens(request: HttpRequest, party_id: UUID, query: Query[PageQuery]) -> KeysetPage[ApiToken]:
    """Tokens in force that act for a party, newest first."""
    found = queries.tokens_of_party(acting(request), party_id)
    asked = f"tokens {party_id}"
    return keyset_page(found, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.get("/parties/{uuid:party_id}/audit-trail", response=Page[TrailEntryOut], operation_id="get_audit_trail")
def trail(request: HttpRequest, party_id: UUID, query: Query[PageQuery]) -> KeysetPage[AuditEntry]:
    """What was done to a party and its people, newest first."""
    found = queries.audit_trail(acting(request), party_id)
    return keyset_page(found, order=("-id",), limit=query.limit, cursor=query.cursor, asked=f"trail {party_id}")


@router.post("/people/{uuid:user_id}/deactivate", response={204: None}, operation_id="deactivate_person")
def deactivate(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Close an account: sessions, tokens and roles end at once."""
    services.deactivate_person(acting(request), user_id)
    return Status(204, None)


@router.post("/people/{uuid:user_id}/reactivate", response={204: None}, operation_id="reactivate_person")
def reactivate(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Open a closed account again, without roles."""
    services.reactivate_person(acting(request), user_id)
    return Status(204, None)
