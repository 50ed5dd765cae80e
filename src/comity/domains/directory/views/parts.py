"""Laboratories and groups of an organisation: a new one; and the end of an entry."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.directory import queries, services
from comity.domains.directory.forms import PartForm, WithdrawForm
from comity.domains.directory.views.entries import FORM_METHODS, form_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.services import end_party
from comity.kernel.web.pages import add_error, for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def register(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """A new laboratory or group of this party."""
    whole = queries.entry(actor, party_id).party
    actor.require("register part", whole)
    form = PartForm(request.POST or None, initial={"country": whole.country})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            party = services.register_entry(actor, part_of=party_id, **given)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The entry is there. Now say what this party does."))
            return redirect("directory:edit", party.pk)
    heading = pgettext("directory", "New laboratory or group")
    context = form_context(whole, heading) | {"action": pgettext("directory", "Register")}
    return render_form(request, form, **context)


@require_http_methods(FORM_METHODS)
@for_actor
def end(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Say that a party exists no more; its entry stays, marked as ended."""
    party = queries.entry(actor, party_id).party
    actor.require("end party", party)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_party(actor, party_id, on=form.cleaned_data["on"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The entry is marked as ended."))
            return redirect("directory:entry", party_id)
    heading = pgettext("directory", "End this entry")
    lead = pgettext(
        "directory", "Nobody can act for %(name)s from that day on, and its memberships end. History stays."
    )
    context = form_context(party, heading) | {"action": heading, "lead": lead % {"name": party.name}}
    return render_form(request, form, **context)
