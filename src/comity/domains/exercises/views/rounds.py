"""A round's page for those who organise it, a new round, and its settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.domains.exercises import queries, services
from comity.domains.exercises.conduct.steps import Progress, Stage, Step, steps_of
from comity.domains.exercises.conduct.suppression import Cell
from comity.domains.exercises.forms.rounds import NewRoundForm, RoundForm, time_zones
from comity.domains.exercises.models import Round
from comity.domains.exercises.queries.across_nodes import announcements, plan_entry
from comity.domains.exercises.queries.overview import overview
from comity.domains.exercises.views.framing import EXERCISES, FORM_METHODS, address_of, done, round_context
from comity.domains.exercises.words import STEP_WORDS, country
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.regions import region_name, region_of
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import add_error, for_actor, render_form

# Where a step is taken, and the verb that whoever takes it needs. Pages of later stages answer to these names.
PLACES: dict[Step, tuple[str, str]] = {
    Step.WRITE_PLAN: ("plan-edit", "save plan"),
    Step.SET_DEADLINE: ("round-settings", "change round"),
    Step.INVITE: ("invite", "invite laboratories"),
    Step.ANSWER_REQUESTS: ("enrolments", "decide request"),
    Step.FREEZE_PLAN: ("plan-freeze", "freeze plan"),
    Step.OPEN: ("round-open", "open round"),
    Step.PREPARE_PARCELS: ("prepare-parcels", "prepare parcels"),
    Step.REPLACE_PARCELS: ("parcels", "replace parcel"),
    Step.DISPATCH_PARCELS: ("parcels", "dispatch parcel"),
    Step.CLOSE: ("round-close", "close round"),
    Step.EVALUATE: ("outcome:gates", "decide gate"),
    Step.RELEASE: ("outcome:release", "release round"),
}


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Where the round stands, and the one thing to do next."""
    round_ = queries.get_organised_round(actor, round_id)
    progress = overview(actor, round_id)
    stages = steps_of(progress, now())
    organiser = round_.scheme.organiser
    context = {
        "progress": progress,
        "stages": [(one, STEP_WORDS[one.step], step_address(actor, round_, one.step)) for one in stages],
        "following": _following(actor, round_, stages),
        "bars": _bars(progress),
        "deviations": queries.deviations(actor, round_id),
        "plan_entry": plan_entry(actor, round_id) if round_.plan_frozen_at else None,
        "told": announcements(actor, round_id),
        "may_announce": _may_announce(actor, round_),
        "may_change": actor.may("change round", organiser),
        "may_close": actor.may("close round", organiser) and round_.state == "open",
        "may_move_deadline": actor.may("move deadline", organiser) and round_.state in {"draft", "open"},
        **round_context(actor, round_, "round"),
    }
    if progress.enrolled:
        places = queries.participation_by_region(actor, round_id, region_of())
        context["cells"] = [_cell(cell) for cell in places.cells if cell.group and cell.shown]
        context["hidden_cells"] = places.suppressed
    return render(request, "exercises/round.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def create(request: HttpRequest, actor: Actor, scheme_id: UUID) -> HttpResponse:
    """A new round in a scheme."""
    scheme = queries.get_scheme(actor, scheme_id)
    actor.require("create round", scheme.organiser)
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            round_ = services.create_round(actor, scheme_id, code=form.cleaned_data["code"], settings=form.settings())
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("exercises", "The round is there. Now write its plan."))
            return redirect("exercises:round", round_.pk)
    heading, back = pgettext("exercises", "New round"), reverse("exercises:scheme", args=[scheme_id])
    crumbs = [(EXERCISES, reverse("exercises:home")), (scheme.title, back), (heading, "")]
    action = pgettext("exercises", "Create the round")
    return _form(request, form, heading=heading, lead=scheme.title, action=action, back=back, crumbs=crumbs)


@require_http_methods(FORM_METHODS)
@for_actor
def change(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Title, deadline, places, instructions."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("change round", round_.scheme.organiser)
    form = RoundForm(request.POST or None, initial=_initial(round_))
    frozen = round_.plan_frozen_at is not None
    if frozen:
        for name in ("title", "time_zone", "deadline", "grace_hours"):
            form.fields[name].disabled = True
    back = reverse("exercises:round", args=[round_id])

    def save() -> None:
        services.change_round(actor, round_id, form.settings(), version=form.cleaned_data["version"])

    answer = done(request, form, save, pgettext("exercises", "Saved."), back)
    if answer is not None:
        return answer
    heading = pgettext("exercises", "Settings of the round")
    context = round_context(actor, round_, "round", (heading, ""))
    words = pgettext("exercises", "The plan is frozen: title, deadline and period of grace are part of it.")
    lead = words if frozen else f"{round_.scheme.title} {round_.code}"
    action = pgettext("exercises", "Save")
    return _form(request, form, **{**context, "heading": heading, "lead": lead, "action": action, "back": back})


def _may_announce(actor: Actor, round_: Round) -> bool:
    frozen = round_.plan_frozen_at is not None and round_.state in {"draft", "open"}
    return frozen and actor.may("announce round", round_.scheme.organiser)


def _form(request: HttpRequest, form: RoundForm, **context: Any) -> HttpResponse:
    return render_form(request, form, "exercises/round_form.html", **{**context, "time_zones": time_zones()})


def _initial(round_: Round) -> dict[str, Any]:
    names = ("title", "time_zone", "grace_hours", "capacity", "open_to_requests", "instructions", "version")
    deadline = round_.deadline
    local = deadline.astimezone(ZoneInfo(round_.time_zone)).replace(tzinfo=None) if deadline else None
    return {**{name: getattr(round_, name) for name in names}, "deadline": local}


def _cell(cell: Cell) -> tuple[str, int | None, bool]:
    """Name, number, and whether it is a country within a region."""
    if len(cell.group) == 1:
        return region_name(cell.group[0], get_language() or "en"), cell.laboratories, False
    return country(cell.group[1]) or pgettext("exercises", "Country not stated"), cell.laboratories, True


def step_address(actor: Actor, round_: Round, step: Step) -> str:
    """Where the actor takes a step; empty where they do not."""
    name, verb = PLACES.get(step, ("", ""))
    if not name or not actor.may(verb, round_.scheme.organiser):
        return ""
    return address_of(name, round_)


def _following(actor: Actor, round_: Round, stages: list[Stage]) -> tuple[str, Text] | None:
    step = next((stage.step for stage in stages if stage.next), None)
    address = step_address(actor, round_, step) if step else ""
    return (address, STEP_WORDS[step]) if step and address else None


def _bars(progress: Progress) -> list[tuple[str, int, int]]:
    """Words, how many, of how many."""
    if progress.enrolled is None:
        return []
    sent = progress.dispatched + progress.delivered
    bars = (
        [(pgettext("exercises", "Places taken"), progress.enrolled, progress.capacity or 0)]
        if progress.capacity
        else []
    )
    bars += [
        (pgettext("exercises", "Parcels dispatched"), sent, progress.enrolled),
        (pgettext("exercises", "Parcels delivered"), progress.delivered, progress.enrolled),
        (pgettext("exercises", "Laboratories with results"), progress.submitted or 0, progress.enrolled),
    ]
    return [bar for bar in bars if bar[2]]
