"""Entries: list, one, profile, history, register; the vocabulary."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.domains.directory import queries, services
from comity.domains.directory.api.schemas import (
    DirectoryQuery,
    DisciplineOut,
    EntryOut,
    ProfileChangeOut,
    ProfileIn,
    SummaryOut,
)
from comity.domains.directory.disciplines import GROUP_OF, NAMES
from comity.domains.directory.queries import EntryView, Search
from comity.domains.directory.queries.entries import ScopeView
from comity.domains.directory.snapshots import entry_version
from comity.domains.directory.values import ProfileValues
from comity.domains.directory.words import language
from comity.kernel.parties.api import PartyIn, PartyOut
from comity.kernel.parties.models import Party
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, keyset_page

router = Router(tags=["directory"])


@router.get("", response=Page[SummaryOut], operation_id="list_directory")
def entries(request: HttpRequest, query: Query[DirectoryQuery]) -> dict[str, Any]:
    """Entries by name."""
    conditions = query.model_dump(exclude={"limit", "cursor"})
    rows = queries.search(acting(request), Search(**{**conditions, "kind": query.kind or ""}))
    page = keyset_page(
        rows.prefetch_related("profile__disciplines"),
        order=("name",),
        limit=query.limit,
        cursor=query.cursor,
        asked=f"directory {query.model_dump_json(exclude={'limit', 'cursor'})}",
    )
    return {"items": [_summary(party) for party in page.items], "next": page.cursor}


@router.post("", response={201: PartyOut}, operation_id="register_entry")
@idempotent
def register(request: HttpRequest, data: PartyIn) -> Status[Party]:
    """Register a party, so that the directory finds it."""
    return Status(201, services.register_entry(acting(request), **data.dict()))


@router.get("/disciplines", response=list[DisciplineOut], operation_id="list_disciplines")
def disciplines(request: HttpRequest) -> list[dict[str, str]]:
    """The vocabulary, in the language asked for."""
    acting(request).require("see directory")
    return [{"code": code, "name": name.render(language()), "group": GROUP_OF[code]} for code, name in NAMES.items()]


@router.get("/{uuid:party_id}", response=EntryOut, operation_id="get_entry")
def entry(request: HttpRequest, response: HttpResponse, party_id: UUID) -> dict[str, Any]:
    """One entry."""
    return _shown(response, queries.entry(acting(request), party_id))


@router.put("/{uuid:party_id}/profile", response=EntryOut, operation_id="edit_profile")
def edit(request: HttpRequest, response: HttpResponse, party_id: UUID, data: ProfileIn) -> dict[str, Any]:
    """Replace what a party says about itself; If-Match names the version that was read."""
    actor = acting(request)
    view = queries.entry(actor, party_id)
    require_match(request, party_id, entry_version(view.party, view.profile))
    given = data.dict()
    for name in ("languages", "disciplines"):
        given[name] = tuple(given[name])
    services.edit_profile(actor, party_id, ProfileValues(**given), version=view.profile.version)
    return _shown(response, queries.entry(actor, party_id))


@router.get("/{uuid:party_id}/history", response=list[ProfileChangeOut], operation_id="get_entry_history")
def history(request: HttpRequest, party_id: UUID) -> list[dict[str, Any]]:
    """The latest changes of an entry, for those who keep it."""
    return [
        {"at": one.entry.at, "verb": one.entry.verb, "person": one.person, "detail": one.entry.detail}
        for one in queries.history(acting(request), party_id)
    ]


def scope_out(view: ScopeView) -> dict[str, Any]:
    """A scope with its state."""
    names = ("id", "standard", "body", "number", "discipline", "since", "until", "url", "withdrawn_on", "version")
    return {**{name: getattr(view.scope, name) for name in names}, "state": view.state}


def _summary(party: Any) -> dict[str, Any]:
    profile = getattr(party, "profile", None)
    names = ("id", "kind", "name", "short_name", "country", "ended_on", "version")
    return {
        **{name: getattr(party, name) for name in names},
        "city": profile.city if profile else "",
        "latitude": profile.latitude if profile else None,
        "longitude": profile.longitude if profile else None,
        "disciplines": [discipline.code for discipline in profile.disciplines.all()] if profile else [],
    }


def _shown(response: HttpResponse, view: EntryView) -> dict[str, Any]:
    version = entry_version(view.party, view.profile)
    set_etag(response, view.party.pk, version)
    names = ("about", "website", "address", "city", "latitude", "longitude", "languages", "listed")
    return {
        **{name: getattr(view.profile, name) for name in names},
        "party": view.party,
        "version": version,
        "disciplines": view.disciplines,
        "scopes": [scope_out(one) for one in view.scopes],
        "contacts": view.contacts,
        "hidden_contacts": view.hidden_contacts,
        "facts": view.facts,
    }
