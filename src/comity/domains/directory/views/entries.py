"""The list of the directory and one entry: show, edit, name, history, register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.directory import queries, services
from comity.domains.directory.forms import NamesForm, ProfileForm, RegisterForm, asked, filter_for
from comity.domains.directory.queries import EntryView, Search
from comity.domains.directory.views.columns import COLUMNS
from comity.domains.directory.views.conflicts import answer, save
from comity.domains.directory.views.maps import little_map
from comity.domains.directory.words import VERB_NAMES, changes_in_words, country, discipline_names, scope_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party
from comity.kernel.parties.rules import WHOLES, Kind
from comity.kernel.web.pages import Crumbs, add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable

FORM_METHODS = ["GET", "HEAD", "POST"]
DIRECTORY = pgettext_lazy("directory", "Directory")


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All entries, narrowed as asked."""
    actor.require("see directory")
    table = DataTable(
        request,
        queries.search(actor, Search()),
        COLUMNS,
        name="directory",
        caption=pgettext("directory", "Organisations, laboratories and networks"),
        filters=filter_for(actor),
        narrow=lambda _rows, wanted: queries.search(actor, asked(wanted)).prefetch_related("profile__disciplines"),
        sort="name",
        empty={"title": pgettext("directory", "The directory is empty."), **_how_to_fill(actor)},
    )
    context = {
        "may_register": actor.may("register party"),
        "may_import": actor.may("import directory"),
        "query": request.GET.urlencode(),
    }
    return table.respond("directory/list.html", context)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """One entry."""
    view = queries.entry(actor, party_id)
    context = {
        "view": view,
        "party": view.party,
        "profile": view.profile,
        "country": country(view.party.country),
        "disciplines": discipline_names(view.disciplines),
        "scopes": [(one.scope, scope_badge(one.scope, one.state)) for one in view.scopes],
        "more_members": view.members_count - len(view.members),
        "map": little_map(view.profile),
        "boundaries": settings.MAP_BOUNDARIES,
        "crumbs": [(DIRECTORY, reverse("directory:list")), (view.party.name, "")],
        **_allowed(actor, view.party),
    }
    return render(request, "directory/entry.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def edit(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """What a party says about itself."""
    view = queries.entry(actor, party_id)
    actor.require("edit profile", view.party)
    form = ProfileForm(request.POST or None, initial=_initial(view))
    differences = []
    if request.method == "POST":
        found = save(
            form,
            form.values,
            lambda values: services.edit_profile(actor, party_id, values, version=form.cleaned_data["version"]),
        )
        if found is None:
            return _saved(request, party_id)
        differences = found
    heading = pgettext("directory", "Edit the profile")
    return answer(request, form, differences, **form_context(view.party, heading))


@require_http_methods(FORM_METHODS)
@for_actor
def rename(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Name, short name, country."""
    party = queries.entry(actor, party_id).party
    actor.require("rename party", party)
    initial = {name: getattr(party, name) for name in ("name", "short_name", "country", "version")}
    form = NamesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_entry(actor, party_id, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            return _saved(request, party_id)
    return answer(request, form, [], **form_context(party, pgettext("directory", "Correct the name")))


@require_safe
@for_actor
def past(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Who changed what."""
    changes = [
        (one, VERB_NAMES.get(one.entry.verb, one.entry.verb), changes_in_words(one.entry.detail))
        for one in queries.history(actor, party_id)
    ]
    party = queries.entry(actor, party_id).party
    context = {"party": party, "changes": changes, "crumbs": crumbs(party, pgettext("directory", "History"))}
    return render(request, "directory/history.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new entry."""
    actor.require("register party")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            party = services.register_entry(actor, **given)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The entry is there. Now say what this party does."))
            return redirect("directory:edit", party.pk)
    heading, back = pgettext("directory", "New entry"), reverse("directory:list")
    trail = [(DIRECTORY, back), (heading, "")]
    action = pgettext("directory", "Register")
    return render_form(request, form, heading=heading, action=action, back=back, crumbs=trail)


def crumbs(party: Party, heading: str) -> Crumbs:
    """Where a page about an entry stands."""
    return [
        (DIRECTORY, reverse("directory:list")),
        (party.name, reverse("directory:entry", args=[party.pk])),
        (heading, ""),
    ]


def form_context(party: Party, heading: str) -> dict[str, Any]:
    """What a page with a form about an entry needs."""
    return {
        "heading": heading,
        "lead": party.name,
        "action": pgettext("directory", "Save"),
        "back": reverse("directory:entry", args=[party.pk]),
        "crumbs": crumbs(party, heading),
    }


def _saved(request: HttpRequest, party_id: UUID) -> HttpResponse:
    messages.success(request, pgettext("directory", "Saved."))
    return redirect("directory:entry", party_id)


def _initial(view: EntryView) -> dict[str, Any]:
    names = ("about", "website", "address", "city", "latitude", "longitude", "listed", "version")
    given = {name: getattr(view.profile, name) for name in names}
    return {**given, "languages": "; ".join(view.profile.languages), "disciplines": list(view.disciplines)}


def _allowed(actor: Actor, party: Party) -> dict[str, bool]:
    return {
        "may_edit": actor.may("edit profile", party),
        "may_rename": actor.may("rename party", party),
        "may_end": actor.may("end party", party) and party.ended_on is None and not party.operates_node,
        "may_register_part": actor.may("register part", party) and Kind(party.kind) in WHOLES,
        "may_see_people": actor.may("see people", party),
        "may_edit_contacts": actor.may("edit contact points", party),
        "may_edit_scopes": actor.may("edit accredited scope", party),
        "may_join": bool(queries.joinable(actor, party)),
        "may_end_membership": actor.may("end membership", party),
        "may_see_history": actor.may("see directory history", party),
    }


def _how_to_fill(actor: Actor) -> dict[str, str]:
    if not actor.may("import directory"):
        return {"text": pgettext("directory", "The organisation that runs this node fills it.")}
    return {
        "text": pgettext("directory", "Take in a file, or load the networks and organisations that come with Comity."),
        "url": reverse("directory:import"),
        "label": pgettext("directory", "Take in a file"),
    }
