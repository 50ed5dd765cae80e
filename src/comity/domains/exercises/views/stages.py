"""Opening and closing a round, and moving its deadline: each asks first and says what follows."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import npgettext, pgettext
from django.views.decorators.http import require_http_methods

from comity.base.clock import now
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.rounds import CloseForm, DeadlineForm
from comity.domains.exercises.queries.overview import overview
from comity.domains.exercises.views.framing import FORM_METHODS, done, round_context
from comity.domains.exercises.words import in_zone
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import Confirmation, confirm, for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def begin(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Laboratories may submit from now on."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("open round", round_.scheme.organiser)
    enrolled = overview(actor, round_id).enrolled or 0
    told = npgettext(
        "exercises",
        "%(count)d laboratory can hand in results.",
        "%(count)d laboratories can hand in results.",
        enrolled,
    )
    question = Confirmation(
        question=pgettext("exercises", "Open the round?"),
        action=pgettext("exercises", "Open the round"),
        back=reverse("exercises:round", args=[round_id]),
        consequences=[
            told % {"count": enrolled},
            pgettext("exercises", "Results are taken until %(deadline)s.")
            % {"deadline": in_zone(round_.deadline, round_.time_zone)},
            pgettext("exercises", "A round that is open does not go back to preparation."),
        ],
    )
    heading = pgettext("exercises", "Open the round")
    if page := confirm(request, question, crumbs=round_context(actor, round_, "round", (heading, ""))["crumbs"]):
        return page
    services.open_round(actor, round_id)
    messages.success(request, pgettext("exercises", "The round is open."))
    return redirect("exercises:round", round_id)


@require_http_methods(FORM_METHODS)
@for_actor
def close(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """No more results are taken."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("close round", round_.scheme.organiser)
    progress = overview(actor, round_id)
    form = CloseForm(request.POST or None, early=not progress.is_over(now()), initial={"version": round_.version})

    def act() -> None:
        given = form.cleaned_data
        services.close_round(actor, round_id, reason=given.get("reason", ""), version=given["version"])

    back = reverse("exercises:round", args=[round_id])
    answer = done(request, form, act, pgettext("exercises", "The round is closed."), back)
    if answer is not None:
        return answer
    heading = pgettext("exercises", "Close the round")
    missing = max(0, (progress.enrolled or 0) - (progress.submitted or 0))
    lead = npgettext(
        "exercises",
        "No more results are taken then. %(count)d laboratory has not handed in results.",
        "No more results are taken then. %(count)d laboratories have not handed in results.",
        missing,
    ) % {"count": missing}
    context = round_context(actor, round_, "round", (heading, ""))
    return render_form(request, form, **{**context, "heading": heading, "lead": lead, "action": heading, "back": back})


@require_http_methods(FORM_METHODS)
@for_actor
def move_deadline(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """More time, with a reason on record."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("move deadline", round_.scheme.organiser)
    if round_.plan_frozen_at is None:
        return redirect("exercises:round-settings", round_id)
    form = DeadlineForm(request.POST or None, initial={"version": round_.version})

    def act() -> None:
        given = form.cleaned_data
        services.move_deadline(actor, round_id, given["deadline"], reason=given["reason"], version=given["version"])

    back = reverse("exercises:round", args=[round_id])
    answer = done(request, form, act, pgettext("exercises", "The deadline is moved; laboratories see it."), back)
    if answer is not None:
        return answer
    heading = pgettext("exercises", "Move the deadline")
    present = in_zone(round_.deadline, round_.time_zone)
    lead = pgettext("exercises", "Now: %(deadline)s. The change stands in the reports.") % {"deadline": present}
    context = round_context(actor, round_, "round", (heading, ""))
    return render_form(request, form, **{**context, "heading": heading, "lead": lead, "action": heading, "back": back})
