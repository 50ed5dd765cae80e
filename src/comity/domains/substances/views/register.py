"""The register: its list, one substance, and what keepers do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances import queries, services
from comity.domains.substances.cleaning import CONTEXT
from comity.domains.substances.control_forms import ControlForm
from comity.domains.substances.forms import (
    IdentifyForm,
    MergeForm,
    NameForm,
    ReasonForm,
    RegisterFilter,
    RenameForm,
    SubstanceForm,
    UnknownForm,
)
from comity.domains.substances.models import Substance
from comity.domains.substances.queries import SubstanceSearch
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.reading import reader_of
from comity.domains.substances.views.columns import REGISTER
from comity.domains.substances.vocabularies import IdentityState
from comity.domains.substances.words import CHANGE_NAMES, country, state_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable

FORM_METHODS = ["GET", "HEAD", "POST"]
SUBSTANCES = pgettext_lazy("substances", "Substances")
REPORTS_SHOWN = 20


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The register, narrowed as asked."""
    actor.require("see substances")
    table = DataTable(
        request,
        queries.substances(actor),
        REGISTER,
        name="substances",
        caption=pgettext("substances", "Substances of the register"),
        filters=RegisterFilter,
        narrow=lambda _rows, wanted: queries.substances(actor, _asked(wanted)),
        sort="name",
        empty={"title": pgettext("substances", "The register is empty."), "text": _how_to_fill()},
    )
    context = {
        "may_register": actor.may("register substance", keeper()),
        "may_report": actor.may_in_own_party("file report"),
        "shared": queries.shared_cas(actor).count(),
    }
    return table.respond("substances/register.html", context)


@require_safe
@for_actor
def one_cas(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Substances that share a CAS number, for a person to look at."""
    actor.require("see substances")
    heading = pgettext("substances", "Several substances under one CAS number")
    table = DataTable(request, queries.shared_cas(actor), REGISTER, name="shared-cas", caption=heading, sort="cas")
    return table.respond("substances/shared_cas.html", {"heading": heading, "crumbs": [*_home(), (heading, "")]})


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """One substance."""
    view = queries.substance(actor, substance_id)
    viewer, own = reader_of(request, actor), keeper()
    seen = queries.reports_of_substance(viewer, substance_id)
    context = {
        "view": view,
        "substance": view.substance,
        "badge": state_badge(view.substance),
        "controls": [(one, country(one.country)) for one in view.controls],
        "past_controls": [(one, country(one.country)) for one in view.past_controls],
        "changes": [(one, CHANGE_NAMES.get(one.what, one.what)) for one in view.changes],
        "reports": seen.prefetch_related("analyses__substance")[:REPORTS_SHOWN],
        "report_count": seen.count(),
        "first_seen": [
            (country(row["country"]), row["first"], row["count"])
            for row in queries.seen_by_country(viewer, substance_id)
        ],
        "may_name": actor.may("name substance", own),
        "may_identify": actor.may("identify substance", own),
        "may_retract": actor.may("retract identity", own) and view.substance.state in ("identified", "merged"),
        "may_control": actor.may("record control status", own),
        "may_release": actor.may("release substance", own) and not view.substance.from_node,
        "may_merge": actor.may("identify substance", own) and view.substance.state == "identified",
        "may_report": actor.may_in_own_party("file report"),
        "crumbs": [*_home(), (view.substance.name, "")],
    }
    return render(request, "substances/substance.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new entry of the register."""
    actor.require("register substance", keeper())
    form = SubstanceForm(request.POST or None)
    heading = pgettext("substances", "New substance")
    return _page(request, form, heading, lambda: services.register_substance(actor, form.values()).pk)


@require_http_methods(FORM_METHODS)
@for_actor
def unknown(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An unknown gets a provisional code."""
    if not (actor.may_in_own_party("register unknown") or actor.may("register unknown", keeper())):
        actor.require("register unknown", None)
    form = UnknownForm(request.POST or None)

    def write() -> UUID:
        typed = form.cleaned_data
        mass = float(typed["exact_mass"]) if typed["exact_mass"] is not None else None
        return services.register_unknown(actor, typed["description"], formula=typed["formula"], exact_mass=mass).pk

    return _page(request, form, pgettext("substances", "An unknown"), write)


@require_http_methods(FORM_METHODS)
@for_actor
def name(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """One more name."""
    found = _held(actor, substance_id, "name substance")
    form = NameForm(request.POST or None)
    return _page(
        request,
        form,
        pgettext("substances", "Add a name"),
        lambda: services.add_name(actor, substance_id, **form.cleaned_data).substance_id,
        found,
    )


@require_http_methods(FORM_METHODS)
@for_actor
def rename(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """Another name for what pages show."""
    found = _held(actor, substance_id, "name substance")
    form = RenameForm(request.POST or None, initial={"name": found.name, "version": found.version})
    heading = pgettext("substances", "Rename everywhere")
    return _page(
        request, form, heading, lambda: services.rename_substance(actor, substance_id, **form.cleaned_data).pk, found
    )


@require_http_methods(FORM_METHODS)
@for_actor
def identify(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """What an unknown is."""
    found = _held(actor, substance_id, "identify substance")
    if found.state == IdentityState.IDENTIFIED:
        return _merge(request, actor, found)
    names = ("formula", "cas", "smiles", "inchikey", "structural_group", "effect_group")
    initial = {one: getattr(found, one) for one in names} | {"version": found.version}
    if found.state == IdentityState.RETRACTED:
        initial["name"] = found.name
    form = IdentifyForm(request.POST or None, initial=initial)

    def write() -> UUID:
        typed = form.cleaned_data
        into = _entry(actor, typed["into"]) if typed["into"] else None
        values = None if into else form.values()
        made = services.identify_substance(
            actor, substance_id, typed["reason"], values=values, into=into, version=typed["version"]
        )
        return made.pk

    return _page(request, form, pgettext("substances", "Say what it is"), write, found)


def _merge(request: HttpRequest, actor: Actor, found: Substance) -> HttpResponse:
    """An identified entry turned out to be another one."""
    form = MergeForm(request.POST or None, initial={"version": found.version})

    def write() -> UUID:
        typed = form.cleaned_data
        into, version = _entry(actor, typed["into"]), typed["version"]
        return services.identify_substance(actor, found.pk, typed["reason"], into=into, version=version).pk

    return _page(request, form, pgettext("substances", "It is the same as another entry"), write, found)


@require_http_methods(FORM_METHODS)
@for_actor
def retract(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """Take an identification back."""
    found = _held(actor, substance_id, "retract identity")
    form = ReasonForm(request.POST or None)
    heading = pgettext("substances", "Retract the identification")
    return _page(
        request,
        form,
        heading,
        lambda: services.retract_identity(actor, substance_id, form.cleaned_data["reason"]).pk,
        found,
    )


@require_http_methods(FORM_METHODS)
@for_actor
def control(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """One control status."""
    found = _held(actor, substance_id, "record control status")
    form = ControlForm(request.POST or None)
    heading = pgettext("substances", "Add a control status")
    return _page(
        request,
        form,
        heading,
        lambda: services.record_control_status(actor, substance_id, form.values()).substance_id,
        found,
    )


def _page(
    request: HttpRequest,
    form: django_forms.Form,
    heading: str,
    write: Callable[[], UUID],
    about: Substance | None = None,
) -> HttpResponse:
    """A page with one form; when it is kept, the substance that it was about."""
    if request.method == "POST" and form.is_valid():
        try:
            made = write()
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("substances", "Kept."))
            return redirect("substances:substance", made)
    back = reverse("substances:substance", args=[about.pk]) if about else reverse("substances:register")
    trail: list[tuple[Text, str]] = [*_home(), *([(about.name, back)] if about else []), (heading, "")]
    words = {"heading": heading, "lead": about.name if about else "", "action": pgettext("substances", "Keep")}
    return render_form(request, form, **words, back=back, crumbs=trail)


def _held(actor: Actor, substance_id: UUID, verb: str) -> Substance:
    found = queries.seen_substance(actor, substance_id)
    actor.require(verb, keeper())
    return found


def _entry(actor: Actor, typed: str) -> UUID:
    found = queries.unambiguous(actor, typed)
    if found is None:
        what = message(CONTEXT, "This is not the exact name or InChIKey of one entry.")
        raise InputError("entry-unknown", what, where="into")
    return found.pk


def _asked(wanted: dict[str, Any]) -> SubstanceSearch:
    return SubstanceSearch(
        text=wanted.get("q", ""),
        structural_group=wanted.get("group", ""),
        effect_group=wanted.get("effect", ""),
        state=wanted.get("state", ""),
        controlled=wanted.get("controlled", ""),
    )


def _home() -> list[tuple[Text, str]]:
    return [(SUBSTANCES, reverse("substances:register"))]


def _how_to_fill() -> str:
    return pgettext("substances", "Who runs this node loads the starting register: comity substances load-reference.")
