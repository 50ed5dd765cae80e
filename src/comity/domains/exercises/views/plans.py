"""The plan of a round, read: what is measured, what is scored against what, what was changed; and its freezing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.plan import ASSIGNED_WORDS, CONSENSUS_WORDS, SIGMA_WORDS
from comity.domains.exercises.plan import Evaluation
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, round_context
from comity.domains.exercises.words import in_zone
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import Confirmation, confirm, for_actor


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The plan in words."""
    round_ = queries.get_organised_round(actor, round_id)
    plan = queries.plan_of(round_)
    organiser = round_.scheme.organiser
    context = {
        **round_context(actor, round_, "plan"),
        "plan": plan,
        "consensus": CONSENSUS_WORDS.get(plan.exercise.estimators.consensus, "") if plan else "",
        "evaluations": [_line(one) for one in plan.evaluations] if plan else [],
        "deviations": queries.deviations(actor, round_id),
        "may_edit": actor.may("save plan", organiser),
        "may_freeze": plan is not None and round_.plan_frozen_at is None and actor.may("freeze plan", organiser),
    }
    return render(request, "exercises/plan.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def freeze(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Fix the plan before anybody can submit."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("freeze plan", round_.scheme.organiser)
    address = reverse("exercises:plan", args=[round_id])
    question = Confirmation(
        question=pgettext("plan", "Freeze the plan?"),
        action=pgettext("plan", "Freeze the plan"),
        back=address,
        consequences=[
            pgettext("plan", "It is fixed by its digest: nobody can let the statistics follow the results."),
            pgettext("plan", "Later changes need a reason, and the reports show them."),
            pgettext("plan", "The deadline is %(deadline)s; it can then move to a later time only.")
            % {"deadline": in_zone(round_.deadline, round_.time_zone) or "–"},
        ],
        final=True,
    )
    crumbs = round_context(actor, round_, "plan", (TABS[1][1], address), (question.action, ""))["crumbs"]
    if page := confirm(request, question, crumbs=crumbs):
        return page
    services.freeze_plan(actor, round_id)
    messages.success(request, pgettext("plan", "The plan is frozen."))
    return redirect("exercises:round", round_id)


def _line(one: Evaluation) -> dict[str, object]:
    assigned, sigma = one.assigned_value, one.sigma_pt
    stated = [("", sigma.value), (" %", sigma.relative_percent)]
    return {
        "item": one.item,
        "measurand": one.measurand,
        "assigned": ASSIGNED_WORDS.get(assigned.route, assigned.route),
        "value": assigned.value,
        "uncertainty": assigned.standard_uncertainty,
        "sigma": SIGMA_WORDS.get(sigma.route, sigma.route),
        "sigma_stated": next((f"{value:g}{sign}" for sign, value in stated if value is not None), ""),
        "expected": one.expected,
    }
