"""Contact points: add, change, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.domains.directory import queries, services
from comity.domains.directory.forms import ContactForm
from comity.domains.directory.views.conflicts import Difference, answer, save
from comity.domains.directory.views.entries import FORM_METHODS, crumbs, form_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import Confirmation, confirm, for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """A new way to reach a party."""
    party = queries.entry(actor, party_id).party
    actor.require("edit contact points", party)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        found = save(form, form.values, lambda values: services.add_contact_point(actor, party_id, values))
        if found is None:
            messages.success(request, pgettext("directory", "The contact point is added."))
            return redirect("directory:entry", party_id)
    return answer(request, form, [], **form_context(party, pgettext("directory", "Add a contact point")))


@require_http_methods(FORM_METHODS)
@for_actor
def change(request: HttpRequest, actor: Actor, contact_id: UUID) -> HttpResponse:
    """Correct a way to reach a party."""
    contact = queries.contact_point(actor, contact_id)
    party = contact.profile.party
    initial = {name: getattr(contact, name) for name in ("function", "person", "email", "phone", "version")}
    form = ContactForm(request.POST or None, initial={**initial, "languages": "; ".join(contact.languages)})
    differences: list[Difference] = []
    if request.method == "POST":
        found = save(
            form,
            form.values,
            lambda values: services.change_contact_point(
                actor, contact_id, values, version=form.cleaned_data["version"]
            ),
        )
        if found is None:
            messages.success(request, pgettext("directory", "Saved."))
            return redirect("directory:entry", party.pk)
        differences = found
    return answer(request, form, differences, **form_context(party, pgettext("directory", "Change the contact point")))


@require_http_methods(FORM_METHODS)
@for_actor
def remove(request: HttpRequest, actor: Actor, contact_id: UUID) -> HttpResponse:
    """Erase a contact point."""
    contact = queries.contact_point(actor, contact_id)
    party = contact.profile.party
    question = Confirmation(
        question=pgettext("directory", "Remove the contact point “%(function)s”?") % {"function": contact.function},
        consequences=[
            pgettext("directory", "Its data are erased; the history keeps only that there was a contact point."),
        ],
        action=pgettext("directory", "Remove"),
        back=reverse("directory:entry", args=[party.pk]),
        final=True,
    )
    if page := confirm(request, question, crumbs=crumbs(party, pgettext("directory", "Remove a contact point"))):
        return page
    services.remove_contact_point(actor, contact_id)
    messages.success(request, pgettext("directory", "The contact point is removed."))
    return redirect("directory:entry", party.pk)
