"""Narrowing a record that has left: a stricter label is chosen, who loses it is read in words, then it is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError, NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.forms import NarrowingForm
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.notices import refuse_wider
from comity.kernel.exchange.queries.records import originator_of
from comity.kernel.exchange.views.peers import EXCHANGE
from comity.kernel.exchange.words import type_name
from comity.kernel.handling.label import Label
from comity.kernel.handling.storing import digest_of
from comity.kernel.web.pages import add_error, for_actor

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def narrow(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Choose, read who loses it, do it: the button that does it counts only for the label that was shown."""
    found = queries.get_record(actor, key)
    if not found.is_own:
        raise NotFoundError
    actor.require("narrow record", originator_of(found))
    form = NarrowingForm(request.POST or None, actor=actor, label=found.handling)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        label = form.to_label()
        try:
            if request.POST.get("how") == "narrow" and request.POST.get("shown") == _seal(found, label):
                services.narrow_record(actor, found, label, form.cleaned_data["reason"])
                messages.success(request, pgettext("exchange", "Every node that holds it is told."))
                return redirect("exchange:record", key)
            refuse_wider(found, label)
            shown = {"losing": queries.who_will_lose(actor, found, label), "shown": _seal(found, label)}
        except ComityError as error:
            add_error(form, error)
    heading, name = pgettext("exchange", "Narrow this record"), type_name(found.type, found.type_version)
    crumbs = [
        (EXCHANGE, reverse("exchange:home")),
        (name, reverse("exchange:record", args=[key])),
        (heading, ""),
    ]
    context = {"form": form, "record": found, "name": name, "heading": heading, "crumbs": crumbs, **shown}
    return render(request, "exchange/narrow.html", context, status=UNPROCESSABLE if form.errors else 200)


def _seal(record: Record, label: Label) -> str:
    """Ties the button to what was shown: for another label, or another one to begin with, it is shown first."""
    return f"{digest_of(record.handling)}.{digest_of(label)}"
