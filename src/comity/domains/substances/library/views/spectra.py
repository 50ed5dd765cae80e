"""Spectra of the library one by one: added, shown, released, withdrawn, taken along."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.substances.library import queries, services
from comity.domains.substances.library.drawing import alone
from comity.domains.substances.library.forms import AddForm, ReasonForm
from comity.domains.substances.library.output import as_msp
from comity.domains.substances.library.reading import LARGEST_FILE, checked_entries
from comity.domains.substances.library.views.searching import crumbs
from comity.domains.substances.models import LibrarySpectrum
from comity.domains.substances.structures import inchikey_of
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.services import note_export
from comity.kernel.handling.audience import audience
from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.services import set_label
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor, render_form
from comity.kernel.web.tables import Column, DataTable

FORM_METHODS = ["GET", "HEAD", "POST"]
COLUMNS = (
    Column(
        "code",
        pgettext_lazy("spectra", "Code"),
        lambda row: row.provisional_code,
        order=("provisional_code",),
        link=lambda row: reverse("spectra:spectrum", args=[row.pk]),
    ),
    Column(
        "technique", pgettext_lazy("spectra", "Kind"), lambda row: row.get_technique_display(), order=("technique",)
    ),
    Column("precursor", pgettext_lazy("spectra", "Precursor, m/z"), lambda row: row.precursor_mz or "", kind="number"),
    Column("country", pgettext_lazy("spectra", "Country"), lambda row: row.country, order=("country",)),
    Column("added", pgettext_lazy("spectra", "Added"), lambda row: row.added_at, order=("added_at",)),
    Column("label", pgettext_lazy("spectra", "Label"), lambda row: f"TLP:{row.label.tlp}"),
)


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Unknowns that the reader may see."""
    actor.require("search spectra")
    empty = {"title": pgettext("spectra", "No unknown is kept here yet.")}
    caption = pgettext("spectra", "Unknown spectra")
    rows = queries.unknowns(actor, purpose=_purpose(request))
    table = DataTable(request, rows, COLUMNS, name="unknowns", caption=caption, sort="-added", empty=empty)
    may = actor.may_in_own_party("add spectra")
    return table.respond("substances/library/list.html", {"may_add": may, "count": queries.library(actor).count()})


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A file of spectra: good records are kept, the others named."""
    actor.require("search spectra")
    form = AddForm(request.POST or None, request.FILES or None)
    label = LabelForm(request.POST or None, actor=actor)
    context: dict[str, Any] = {"form": form, "label": label, "crumbs": crumbs(pgettext("spectra", "Add spectra"))}
    if request.method == "POST" and form.is_valid() and label.is_valid():
        try:
            context["outcome"] = _added(actor, form, label)
        except ComityError as error:
            add_error(form, error)
    status = UNPROCESSABLE if form.errors or label.errors else 200
    return render(request, "substances/library/add.html", context, status=status)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """One spectrum."""
    row = queries.get_spectrum(actor, spectrum_id, purpose=_purpose(request))
    own = str(actor.party_id) == row.label.originator
    mine = own and not row.from_node and row.withdrawn_at is None
    context = {
        "row": row,
        "picture": alone(row) if row.peak_count else None,
        "facts": [(name, value) for name, value in _facts(row) if value not in ("", None)],
        "own": own and actor.may_in_own_party("add spectra"),
        "may_name": mine and actor.may_in_own_party("add spectra"),
        "may_publish": mine and actor.may_in_own_party("release spectrum"),
        "changes": [_change(one) for one in reversed(row.identity_changes)],
        "may_ask": own and actor.may_in_own_party("ask other nodes"),
        "crumbs": crumbs(row.shown_name),
    }
    return render(request, "substances/library/spectrum.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def relabel(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """Who may see it: first the audience, then the deed."""
    row = queries.get_spectrum(actor, spectrum_id, purpose=_purpose(request))
    label = LabelForm(request.POST or None, actor=actor, label=row.handling)
    reason = ReasonForm(request.POST or None)
    told = None
    if request.method == "POST" and label.is_valid() and reason.is_valid():
        try:
            if request.POST.get("confirmed") == "yes":
                set_label(actor, row, label.to_label(), reason.cleaned_data["reason"], purpose=_purpose(request))
                messages.success(request, pgettext("spectra", "The label is set."))
                return redirect("spectra:spectrum", spectrum_id=row.pk)
            told = audience(actor, label.to_label())
        except ComityError as error:
            add_error(label, error)
    context = {"row": row, "label": label, "reason": reason, "audience": told, "crumbs": crumbs(row.shown_name)}
    return render(request, "substances/library/label.html", context, status=UNPROCESSABLE if label.errors else 200)


@require_http_methods(FORM_METHODS)
@for_actor
def withdraw(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """It was wrong: no search finds it any more."""
    row = queries.get_spectrum(actor, spectrum_id, purpose=_purpose(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_spectrum(actor, row.pk, form.cleaned_data["reason"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("spectra", "The spectrum is withdrawn."))
            return redirect("spectra:spectrum", spectrum_id=row.pk)
    heading = pgettext("spectra", "Withdraw this spectrum")
    back = reverse("spectra:spectrum", args=[row.pk])
    return render_form(request, form, heading=heading, action=heading, back=back, crumbs=crumbs(row.shown_name))


@require_safe
@for_actor
def download(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """As MSP."""
    row = queries.get_spectrum(actor, spectrum_id, purpose=_purpose(request))
    note_export(actor, "spectrum", rows=1, question=str(row.pk))
    response = HttpResponse(as_msp(row), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="spectrum-{row.pk}.msp"'
    return response


def _added(actor: Actor, form: AddForm, label: LabelForm) -> services.Outcome:
    sent, given = form.cleaned_data["file"], form.cleaned_data
    stream = io.BytesIO(sent.read(LARGEST_FILE + 1))
    checked = list(checked_entries(stream, sent.name, structure_key=inchikey_of))
    origin = services.Origin(given["provenance"] or sent.name, given["country"], licence=given["licence"])
    return services.add_spectra(actor, checked, label.to_label(), origin)


def _change(one: dict[str, Any]) -> dict[str, Any]:
    """A change of its identity in words."""
    elsewhere = one["what"] == "said elsewhere"
    words = {
        "identified": pgettext("change of a substance", "Identified"),
        "retracted": pgettext("change of a substance", "Identification retracted"),
    }.get(one["what"], pgettext("change of a substance", "Its owner gave it another name"))
    return one | {"words": words, "at": datetime.fromisoformat(one["at"]), "from_node": one["by"] if elsewhere else ""}


def _facts(row: LibrarySpectrum) -> list[tuple[str, Any]]:
    ion = f"{row.precursor_mz} {row.precursor_type}".strip() if row.precursor_mz else ""
    return [
        (pgettext("spectra", "Kind"), row.get_technique_display()),
        (pgettext("spectra", "Identifier"), row.identifier),
        (pgettext("spectra", "Provisional code"), row.provisional_code),
        ("InChIKey", row.inchikey),
        (pgettext("spectra", "Formula"), row.formula),
        (pgettext("spectra", "Precursor, m/z"), ion),
        (pgettext("spectra", "Collision energy"), row.collision_energy),
        (pgettext("spectra", "Instrument"), " · ".join(one for one in (row.instrument_type, row.instrument) if one)),
        (pgettext("spectra", "Retention index"), row.retention_index),
        (pgettext("spectra", "Peaks"), row.peak_count),
        ("SPLASH", row.splash),
        (pgettext("spectra", "Confidence"), row.get_confidence_display()),
        (pgettext("spectra", "Contributor"), row.contributor),
        (pgettext("spectra", "Licence"), row.licence),
        (pgettext("spectra", "Where it is from"), row.provenance),
        (pgettext("spectra", "Country"), row.country),
        (pgettext("spectra", "From node"), row.from_node),
    ]


def _purpose(request: HttpRequest) -> str:
    return request.GET.get("purpose", "")[:40]
