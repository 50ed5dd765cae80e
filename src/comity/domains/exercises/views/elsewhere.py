"""Laboratories and nodes: who takes part from where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.exercises import services
from comity.domains.exercises.forms.elsewhere import AdoptForm, TieForm
from comity.domains.exercises.queries.across_nodes import laboratories_elsewhere, laboratories_to_tie
from comity.domains.exercises.views.framing import EXERCISES, FORM_METHODS
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.rules import PeerState
from comity.kernel.web.pages import add_error, for_actor

UNPROCESSABLE = 422


@require_http_methods(FORM_METHODS)
@for_actor
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which laboratories take part from which node; tying one to its own node, at both ends."""
    actor.require("tie laboratory")
    how = request.POST.get("how", "")
    peers = Peer.objects.filter(state=PeerState.CONFIRMED).order_by("name", "id")
    tie = TieForm(
        request.POST if how == "tie" else None, laboratories=laboratories_to_tie(actor), peers=peers, prefix="tie"
    )
    adopt = AdoptForm(request.POST if how == "adopt" else None, prefix="adopt")
    if request.method == "POST" and (_tied(request, actor, tie) or _adopted(request, actor, adopt)):
        return redirect("exercises:elsewhere")
    heading = pgettext("exercises", "Laboratories and nodes")
    context = {
        "heading": heading,
        "elsewhere": laboratories_elsewhere(actor),
        "tie": tie,
        "adopt": adopt,
        "crumbs": [(EXERCISES, reverse("exercises:home")), (heading, "")],
    }
    return render(
        request, "exercises/elsewhere.html", context, status=UNPROCESSABLE if tie.errors or adopt.errors else 200
    )


def _tied(request: HttpRequest, actor: Actor, form: TieForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.tie_laboratory(actor, form.cleaned_data["laboratory"].pk, form.cleaned_data["peer"].pk)
    except ComityError as error:
        add_error(form, error)
        return False
    messages.success(
        request, pgettext("exercises", "It takes part from its own node now. Tell its people the identifier.")
    )
    return True


def _adopted(request: HttpRequest, actor: Actor, form: AdoptForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        services.adopt_laboratory(actor, given["identifier"], name=given["name"], country=given["country"])
    except ComityError as error:
        add_error(form, error)
        return False
    messages.success(request, pgettext("exercises", "The laboratory is registered; its rounds arrive here."))
    return True
