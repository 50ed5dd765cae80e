"""Parties and memberships for programs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from comity.kernel.parties import queries, services
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.names import LONGEST_NAME, LONGEST_SHORT_NAME
from comity.kernel.parties.rules import Kind
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["parties"])


class PartyOut(Schema):
    """A state, organisation, laboratory, network, alliance or group."""

    id: UUID
    kind: Kind
    name: str
    short_name: str
    country: str = Field(description="ISO 3166-1 alpha-2, or empty")
    ended_on: date | None
    version: int


class NamesIn(Schema):
    """What a party is called."""

    name: str = Field(max_length=LONGEST_NAME)
    short_name: str = Field("", max_length=LONGEST_SHORT_NAME)
    country: str = Field("", max_length=2)


class PartyIn(NamesIn):
    """A new party; `part_of` names the organisation or laboratory that it is a part of."""

    kind: Kind
    part_of: UUID | None = None


class EndIn(Schema):
    """The day from which on something is no more; today without one."""

    on: date | None = None


class MembershipIn(Schema):
    """A party becomes a member of another."""

    member: UUID
    of: UUID
    role: str = Field("", max_length=80)
    since: date | None = None


class MembershipOut(Schema):
    """A party is a member of another; `part` says that the other has power over it."""

    id: UUID
    member: PartyOut
    of: PartyOut
    role: str
    part: bool
    since: date
    until: date | None


class PartyQuery(PageQuery):
    """Which parties."""

    kind: Kind | None = None
    country: str = Field("", max_length=2)
    text: str = Field("", max_length=200, description="Looked for in names and short names")
    with_ended: bool = False


class MembershipQuery(PageQuery):
    """Which memberships: those that hold on a day, or all that ever were."""

    on: date | None = None


@router.get("/parties", response=Page[PartyOut], operation_id="list_parties")
def parties(request: HttpRequest, query: Query[PartyQuery]) -> KeysetPage[Party]:
    """Parties by name."""
    asked = query.model_dump_json(exclude={"limit", "cursor"})
    found = queries.list_parties(
        acting(request), kind=query.kind or "", country=query.country, text=query.text, with_ended=query.with_ended
    )
    shown = queries.shown_parties(acting(request), found)
    return keyset_page(shown, order=("name",), limit=query.limit, cursor=query.cursor, asked=f"parties {asked}")


@router.post("/parties", response={201: PartyOut}, operation_id="register_party")
@idempotent
def register(request: HttpRequest, data: PartyIn) -> Status[Party]:
    """Register a party."""
    return Status(201, services.register_party(acting(request), **data.dict()))


@router.get("/parties/{uuid:party_id}", response=PartyOut, operation_id="get_party")
def party(request: HttpRequest, response: HttpResponse, party_id: UUID) -> Party:
    """One party."""
    found = queries.get_shown_party(acting(request), party_id)
    set_etag(response, found.pk, found.version)
    return found


@router.patch("/parties/{uuid:party_id}", response=PartyOut, operation_id="rename_party")
def rename(request: HttpRequest, response: HttpResponse, party_id: UUID, data: NamesIn) -> Party:
    """Correct name, short name and country; If-Match names the version that was read."""
    found = queries.get_shown_party(acting(request), party_id)
    require_match(request, found.pk, found.version)
    changed = services.rename_party(acting(request), party_id, **data.dict(), version=found.version)
    set_etag(response, changed.pk, changed.version)
    return changed


@router.post("/parties/{uuid:party_id}/end", response=PartyOut, operation_id="end_party")
def end(request: HttpRequest, party_id: UUID, data: EndIn) -> Party:
    """A party exists no more from a day on."""
    return services.end_party(acting(request), party_id, on=data.on)


@router.get("/parties/{uuid:party_id}/memberships", response=Page[MembershipOut], operation_id="list_memberships")
def memberships(request: HttpRequest, party_id: UUID, query: Query[MembershipQuery]) -> KeysetPage[Membership]:
    """What a party is a member of."""
    actor = acting(request)
    found = queries.memberships(actor, queries.get_shown_party(actor, party_id).pk, on=query.on)
    shown = found.filter(of__in=queries.shown_parties(actor, queries.list_parties(actor, with_ended=True)))
    return _page(shown, "of__name", query, f"of {party_id}")


@router.get("/parties/{uuid:party_id}/members", response=Page[MembershipOut], operation_id="list_members")
def members(request: HttpRequest, party_id: UUID, query: Query[MembershipQuery]) -> KeysetPage[Membership]:
    """Who is a member of a party."""
    actor = acting(request)
    found = queries.members(actor, queries.get_shown_party(actor, party_id).pk, on=query.on)
    shown = found.filter(member__in=queries.shown_parties(actor, queries.list_parties(actor, with_ended=True)))
    return _page(shown, "member__name", query, f"in {party_id}")


@router.post("/memberships", response={201: MembershipOut}, operation_id="add_membership")
@idempotent
def add(request: HttpRequest, data: MembershipIn) -> Status[Membership]:
    """Make a party a member of another."""
    made = services.add_membership(acting(request), data.member, data.of, role=data.role, since=data.since)
    return Status(201, made)


@router.post("/memberships/{uuid:membership_id}/end", response=MembershipOut, operation_id="end_membership")
def end_membership(request: HttpRequest, membership_id: UUID, data: EndIn) -> Membership:
    """End a membership."""
    return services.end_membership(acting(request), membership_id, on=data.on)


def _page(rows: QuerySet[Membership], name: str, query: MembershipQuery, asked: str) -> KeysetPage[Membership]:
    return keyset_page(
        rows, order=(name,), limit=query.limit, cursor=query.cursor, asked=f"memberships {asked} {query.on}"
    )
