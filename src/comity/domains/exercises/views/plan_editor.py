"""The common parts of the plan as a form; nothing that was typed is lost when something is refused."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.exercises import queries, services
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.forms.plan_sheet import PlanSheet, with_more_rows
from comity.domains.exercises.models import Round
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, round_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def edit(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Show, add rows, or save."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("save plan", round_.scheme.organiser)
    frozen = round_.plan_frozen_at is not None
    more = request.POST.get("more", "")
    data = with_more_rows(request.POST, more) if request.method == "POST" else None
    sheet = PlanSheet(round_.plan, data, version=round_.version, frozen=frozen)
    if request.method == "POST" and not more and sheet.is_valid() and _save(request, actor, round_, sheet):
        return redirect("exercises:plan", round_id)
    heading = pgettext("plan", "Edit the plan")
    address = reverse("exercises:plan", args=[round_id])
    context = {
        **round_context(actor, round_, "plan", (TABS[1][1], address), (heading, "")),
        "heading": heading,
        "sheet": sheet,
        "parts": _parts(sheet),
        "frozen": frozen,
        "back": address,
        "errors": [] if more else (sheet.all_errors if sheet.data is not None else []),
    }
    status = UNPROCESSABLE if context["errors"] else 200
    return render(request, "exercises/plan_edit.html", context, status=status)


def _save(request: HttpRequest, actor: Actor, round_: Round, sheet: PlanSheet) -> bool:
    given = sheet.whole.cleaned_data
    try:
        services.save_plan(
            actor, round_.pk, sheet.plan_data(), version=given["version"], reason=given.get("reason", ""), file=""
        )
    except FaultsError as error:
        sheet.add_faults(error.faults)
    except ComityError as error:
        add_error(sheet.whole, error)
    else:
        messages.success(request, pgettext("plan", "The plan is saved."))
        return True
    return False


def _parts(sheet: PlanSheet) -> list[tuple[str, str, str, str, object]]:
    """Rows of the form: name, heading, how to fill them, the word for one more, formset."""
    between = pgettext("plan", "Several substances or levels: with semicolons between them.")
    factors = pgettext("plan", "Other units and forms with their factors, as in mg/g = 0.1; hydrochloride = 0.8927.")
    routes = pgettext("plan", "What a route needs besides (levels, expert values) is entered in the file.")
    return [
        ("items", pgettext("plan", "Test items"), between, pgettext("plan", "More items"), sheet.sets["items"]),
        (
            "measurands",
            pgettext("plan", "Measurands"),
            f"{factors} {between}",
            pgettext("plan", "More measurands"),
            sheet.sets["measurands"],
        ),
        (
            "evaluations",
            pgettext("plan", "What is scored, and against what"),
            routes,
            pgettext("plan", "More lines"),
            sheet.sets["evaluations"],
        ),
    ]
