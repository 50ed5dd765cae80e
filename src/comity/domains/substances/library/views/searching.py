"""The search page, and keeping an unknown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.errors import ComityError
from comity.domains.substances.library import services
from comity.domains.substances.library.curves import search_curves
from comity.domains.substances.library.drawing import mirror, overlay
from comity.domains.substances.library.forms import MixtureForm, OriginForm, QueryForm
from comity.domains.substances.library.mixing import explain_mixture
from comity.domains.substances.library.searching import search_library
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.forms import LabelForm
from comity.kernel.web.pages import UNPROCESSABLE, Crumbs, add_error, for_actor
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

SEARCH = pgettext_lazy("spectra", "Search spectra")
PURPOSE = "purpose"


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One spectrum against everything that the reader may see."""
    actor.require("search spectra")
    form = QueryForm(request.POST or None, request.FILES or None, initial={"mode": "identity"})
    context: dict[str, Any] = {"form": form, "may_keep": actor.may_in_own_party("add spectra")}
    context["may_ask"] = actor.may_in_own_party("ask other nodes")
    measured = form.measured() if request.method == "POST" else None
    if measured is not None:
        try:
            context |= {"form": form.holding(measured)} | _answer(request, actor, form, measured)
        except ComityError as error:
            add_error(form, error)
    return render(request, "substances/library/search.html", context, status=UNPROCESSABLE if form.errors else 200)


def _answer(request: HttpRequest, actor: Actor, form: QueryForm, measured: Spectrum | Trace) -> dict[str, Any]:
    """What was found, and the hit that is drawn against the query: the one asked for, else the first."""
    purpose, asked = _purpose(request), request.POST.get("show", "")
    if isinstance(measured, Trace):
        curves = search_curves(actor, measured, purpose=purpose)
        near = next((one for one in curves.matches if str(one.row.pk) == asked), next(iter(curves.matches), None))
        return {"curves": curves, "chosen": near, "picture": overlay(measured, near.row) if near else None}
    found = search_library(actor, measured, form.cleaned_data["mode"] or "identity", purpose=purpose)
    chosen = next((one for one in found.matches if str(one.row.pk) == asked), next(iter(found.matches), None))
    return {"found": found, "chosen": chosen, "picture": mirror(measured, chosen.row) if chosen else None}


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def mixture(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which substances of the library are in a mixture, and how much of what was measured they explain."""
    actor.require("search spectra")
    sent = request.method == "POST"
    form = MixtureForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(pgettext("spectra", "A mixture"))}
    measured = form.mixture() if sent else None
    if measured is not None:
        context["found"] = explain_mixture(actor, measured, purpose=_purpose(request))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "substances/library/mixture.html", context, status=status)


@require_POST
@for_actor
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep an unknown: who may see it, where it is from, done."""
    actor.require("search spectra")
    query = QueryForm(request.POST)
    measured = query.measured()
    if measured is None:
        return render(request, "substances/library/search.html", {"form": query}, status=UNPROCESSABLE)
    sent = request.POST.get("keep") == "yes"
    label = LabelForm(request.POST if sent else None, actor=actor)
    origin = OriginForm(request.POST if sent else None)
    if sent and label.is_valid() and origin.is_valid():
        try:
            row = services.save_unknown(actor, measured, label.to_label(), services.Origin(**origin.cleaned_data))
        except ComityError as error:
            add_error(label, error)
        else:
            said = pgettext("spectra", "Kept under the code %(code)s, which stays for ever.")
            messages.success(request, said % {"code": row.provisional_code})
            return redirect("spectra:spectrum", spectrum_id=row.pk)
    context = {
        "query": query.holding(measured),
        "label": label,
        "origin": origin,
        "crumbs": crumbs(pgettext("spectra", "Keep it")),
    }
    status = UNPROCESSABLE if label.errors or origin.errors else 200
    return render(request, "substances/library/save.html", context, status=status)


def crumbs(last: str) -> Crumbs:
    """Where a page of the library stands."""
    return [(SEARCH, reverse("spectra:search")), (last, "")]


def _purpose(request: HttpRequest) -> str:
    return request.GET.get(PURPOSE, "")[:40]
