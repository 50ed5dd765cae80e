"""A spectrum gets its name, loses it, goes to other nodes: with its reason, or its audience before the button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError, InputError, NotAllowedError
from comity.base.messages import message
from comity.domains.substances.library import naming, queries
from comity.domains.substances.library.forms import NamingForm, ReasonForm
from comity.domains.substances.library.records import publish_spectrum
from comity.domains.substances.library.views.searching import crumbs
from comity.domains.substances.library.views.spectra import FORM_METHODS
from comity.domains.substances.models import LibrarySpectrum
from comity.domains.substances.queries import unambiguous
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.queries import who_will_receive
from comity.kernel.handling.audience import audience
from comity.kernel.parties.models import Party
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def identify(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """Which entry of the register it is: named exactly, never guessed."""
    row = _own(request, actor, spectrum_id, "add spectra")
    form = NamingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = unambiguous(actor, form.cleaned_data["entry"])
            if found is None:
                what = message("spectra", "This is not the exact name or InChIKey of one entry of the register.")
                raise InputError("entry-unknown", what, where="entry")
            naming.identify_spectrum(actor, row.pk, found.pk, form.cleaned_data["reason"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("spectra", "Named, here and at every node that has it."))
            return redirect("spectra:spectrum", spectrum_id=row.pk)
    return _page(request, form, row, pgettext("spectra", "Say what it is"))


@require_http_methods(FORM_METHODS)
@for_actor
def retract(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """Take the name back."""
    row = _own(request, actor, spectrum_id, "add spectra")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            naming.retract_spectrum(actor, row.pk, form.cleaned_data["reason"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("spectra", "Taken back, here and at every node that has it."))
            return redirect("spectra:spectrum", spectrum_id=row.pk)
    return _page(request, form, row, pgettext("spectra", "Retract the identification"))


@require_http_methods(FORM_METHODS)
@for_actor
def publish(request: HttpRequest, actor: Actor, spectrum_id: UUID) -> HttpResponse:
    """Who will receive it under the label that it has; then it is sent."""
    row = _own(request, actor, spectrum_id, "release spectrum")
    heading, status = pgettext("spectra", "Send it to other nodes"), 200
    nodes = [peer.name for peer in who_will_receive(actor, naming.SPECTRUM, row.handling)]
    if request.method == "POST":
        if nodes:
            publish_spectrum(actor, row.pk)
            messages.success(request, pgettext("spectra", "Sent. These nodes hear of every later change."))
            return redirect("spectra:spectrum", spectrum_id=row.pk)
        status = UNPROCESSABLE
    context = {"row": row, "audience": audience(actor, row.handling), "nodes": nodes, "heading": heading}
    context |= {"crumbs": [*crumbs(row.shown_name)[:1], (row.shown_name, _address(row)), (heading, "")]}
    return render(request, "substances/library/publish.html", context, status=status)


def _own(request: HttpRequest, actor: Actor, spectrum_id: UUID, verb: str) -> LibrarySpectrum:
    row = queries.get_spectrum(actor, spectrum_id, purpose=request.GET.get("purpose", "")[:40])
    actor.require(verb, Party.objects.filter(pk=row.owner).first())
    if row.from_node:
        raise NotAllowedError(
            "spectrum-elsewhere", message("spectra", "This spectrum is of another node: only its owner changes it.")
        )
    return row


def _page(request: HttpRequest, form: NamingForm | ReasonForm, row: LibrarySpectrum, heading: str) -> HttpResponse:
    trail = [*crumbs(row.shown_name)[:1], (row.shown_name, _address(row)), (heading, "")]
    lead = row.shown_name
    if row.record_key:
        lead = pgettext("spectra", "%(name)s – it has left this node; whoever has it gets the next version.")
        lead %= {"name": row.shown_name}
    return render_form(request, form, heading=heading, lead=lead, action=heading, back=_address(row), crumbs=trail)


def _address(row: LibrarySpectrum) -> str:
    return reverse("spectra:spectrum", args=[row.pk])
