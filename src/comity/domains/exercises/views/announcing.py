"""Partner nodes that know of a round: who will be told, in words, before anybody is; and the proof of the plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.rounds import ReasonForm
from comity.domains.exercises.queries import across_nodes
from comity.domains.exercises.views.framing import FORM_METHODS, done, round_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import for_actor, render_form

MOST_CHOSEN = 200


@require_http_methods(FORM_METHODS)
@for_actor
def announce(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Choose partner nodes; what they are told, and what not, stands beside the choice."""
    round_ = queries.get_organised_round(actor, round_id)
    nodes = across_nodes.possible_nodes(actor, round_id)
    chosen = [one.peer.pk for one in nodes if str(one.peer.pk) in request.POST.getlist("node")[:MOST_CHOSEN]]
    refusal = ""
    if request.method == "POST":
        try:
            services.announce_round(actor, round_id, chosen)
        except ComityError as error:
            refusal = error.render(get_language() or "en")
        else:
            messages.success(request, pgettext("exercises", "The partner nodes are being told."))
            return redirect("exercises:round", round_id)
    heading = pgettext("exercises", "Announce to partner nodes")
    context = {
        "heading": heading,
        "nodes": nodes,
        "chosen": chosen,
        "refusal": refusal,
        "may_tie": actor.may("tie laboratory"),
        "back": reverse("exercises:round", args=[round_id]),
        **round_context(actor, round_, "round", (heading, "")),
    }
    return render(request, "exercises/announce.html", context, status=409 if refusal else 200)


@require_http_methods(FORM_METHODS)
@for_actor
def withdraw(request: HttpRequest, actor: Actor, round_id: UUID, peer_id: UUID) -> HttpResponse:
    """Nobody at that node can ask to take part any more."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("announce round", round_.scheme.organiser)
    form = ReasonForm(request.POST or None)
    back = reverse("exercises:round", args=[round_id])

    def act() -> None:
        services.withdraw_announcement(actor, round_id, peer_id, reason=form.cleaned_data["reason"])

    answer = done(request, form, act, pgettext("exercises", "The announcement is taken back."), back)
    if answer is not None:
        return answer
    heading = pgettext("exercises", "Take the announcement back")
    context = {
        **round_context(actor, round_, "round", (heading, "")),
        "heading": heading,
        "lead": pgettext("exercises", "Laboratories of that node that take part already still do."),
        "action": heading,
        "back": back,
    }
    return render_form(request, form, "exercises/enrolment_form.html", **context)


@require_safe
@for_actor
def plan_proof(_request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The digest of the plan with its proof, in one file that verifies offline."""
    round_ = queries.get_organised_round(actor, round_id)
    answer = HttpResponse(across_nodes.plan_bundle(actor, round_id).data, content_type="application/json")
    name = round_.code.replace("/", "-")
    answer["Content-Disposition"] = f'attachment; filename="plan-{name}.bundle.json"'
    return answer
