"""Has anyone else seen this? Asking the other nodes, and what they answered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from comity.base.errors import ComityError
from comity.domains.substances.library import asking, queries
from comity.domains.substances.library.forms import QueryForm
from comity.domains.substances.library.views.searching import crumbs
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.forms import LabelForm
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor


@require_POST
@for_actor
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who may see the question, whom it will reach, then ask."""
    actor.require("search spectra")
    query = QueryForm(request.POST)
    measured = query.of_mass()
    if measured is None:
        return render(request, "substances/library/search.html", {"form": query}, status=UNPROCESSABLE)
    chosen = request.POST.get("step") in ("look", "ask")
    label = LabelForm(request.POST if chosen else None, actor=actor)
    reached = None
    if chosen and label.is_valid():
        try:
            if request.POST["step"] == "ask":
                question = asking.ask_around(actor, measured, label.to_label())
                return redirect("spectra:question", question=question)
            reached = asking.reached_by(actor, label.to_label())
        except ComityError as error:
            add_error(label, error)
    title = pgettext("spectra", "Has anyone else seen this?")
    context = {"query": query.holding(measured), "label": label, "reached": reached, "crumbs": crumbs(title)}
    return render(request, "substances/library/ask.html", context, status=UNPROCESSABLE if label.errors else 200)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, question: UUID) -> HttpResponse:
    """What each node answered."""
    actor.require("search spectra")
    found = queries.answers(actor, question)
    waiting = any(one.state == "asked" for one in found)
    title = pgettext("spectra", "Has anyone else seen this?")
    return render(
        request,
        "substances/library/question.html",
        {"answers": found, "waiting": waiting, "at": found[0].asked_at, "crumbs": crumbs(title)},
    )
