"""The rounds that concern the reader: those that are organised, those that their laboratory is in, those announced."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from comity.base.clock import now
from comity.domains.exercises import queries
from comity.domains.exercises.columns import LABORATORY
from comity.domains.exercises.conduct.steps import Progress, next_step
from comity.domains.exercises.models.rounds import ROUND_STATES
from comity.domains.exercises.queries.across_nodes import homes
from comity.domains.exercises.queries.overview import narrowed_rounds, organised_table, progress_of
from comity.domains.exercises.words import STEP_WORDS, enrolment_badge, in_zone, round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.forms import SearchField
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import Column, DataTable

STATES = [(state.value, name) for state, name in ROUND_STATES.items()]


class RoundFilter(forms.Form):
    """What the list of rounds can be narrowed by."""

    q = SearchField(label=pgettext_lazy("filter", "Scheme, code or title"))
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=lambda: [("", pgettext("filter", "All")), *STATES],
    )


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the reader organises; for laboratories, what they take part in."""
    if actor.may_in_own_party("see organised rounds"):
        return _organised(request, actor)
    return _own(request, actor)


def _organised(request: HttpRequest, actor: Actor) -> HttpResponse:
    rounds = organised_table(actor)
    progress = progress_of(actor, rounds)
    table = DataTable(
        request,
        rounds,
        round_columns(progress),
        name="rounds",
        caption=pgettext("exercises", "Rounds"),
        filters=RoundFilter,
        narrow=_narrow,
        empty=_how_to_begin(actor),
    )
    context = {
        "schemes": queries.schemes(actor),
        "may_create": actor.may_in_own_party("create scheme"),
        "own": queries.laboratory_rounds(actor)[:1],
    }
    return table.respond("exercises/organised.html", context)


def _own(request: HttpRequest, actor: Actor) -> HttpResponse:
    table = DataTable(
        request,
        queries.laboratory_rounds(actor),
        OWN_COLUMNS,
        name="own-rounds",
        caption=pgettext("exercises", "Rounds of your laboratories"),
        filters=RoundFilter,
        narrow=_narrow_own,
        empty=_nothing_of_ones_own(actor),
    )
    found = list(queries.announced_rounds(actor).order_by("deadline")[:50])
    away = homes([one.pk for one in found]) if found else {}
    announced = [(one, in_zone(one.deadline, one.time_zone), away.get(one.pk, "")) for one in found]
    return table.respond("exercises/own.html", {"announced": announced})


def round_columns(progress: dict[Any, Progress]) -> tuple[Column, ...]:
    """The columns of a list of rounds, with the step that is next in each."""
    at = now()

    def following(row: Any) -> Any:
        step = next_step(progress[row.pk], at)
        return STEP_WORDS[step] if step else ""

    return (
        Column("code", pgettext_lazy("column", "Round"), lambda row: row.code, order=("code",), link=_address),
        Column("scheme", pgettext_lazy("column", "Scheme"), lambda row: row.scheme.title, order=("scheme__title",)),
        Column("title", pgettext_lazy("column", "Title"), lambda row: row.title, order=("title",)),
        Column("state", pgettext_lazy("column", "State"), lambda row: round_badge(row.state), order=("state",)),
        Column(
            "deadline",
            pgettext_lazy("column", "Deadline"),
            lambda row: in_zone(row.deadline, row.time_zone),
            order=("deadline",),
        ),
        Column("next", pgettext_lazy("column", "Next"), following),
    )


OWN_COLUMNS = (
    Column(
        "code",
        pgettext_lazy("column", "Round"),
        lambda row: f"{row.round.scheme.title} {row.round.code}",
        order=("round__scheme__title", "round__code"),
        link=lambda row: reverse("exercises:part", args=[row.pk]),
    ),
    LABORATORY,
    Column(
        "organiser",
        pgettext_lazy("column", "Organiser"),
        lambda row: row.round.scheme.organiser.name,
        order=("round__scheme__organiser__name",),
    ),
    Column("part", pgettext_lazy("column", "Your part"), lambda row: enrolment_badge(row.state), order=("state",)),
    Column(
        "state", pgettext_lazy("column", "Round is"), lambda row: round_badge(row.round.state), order=("round__state",)
    ),
    Column(
        "deadline",
        pgettext_lazy("column", "Deadline"),
        lambda row: in_zone(row.round.deadline, row.round.time_zone),
        order=("round__deadline",),
    ),
)


def _address(row: Any) -> str:
    return reverse("exercises:round", args=[row.pk])


def _narrow(rows: Any, wanted: dict[str, Any]) -> Any:
    return _narrowed(rows, wanted, "")


def _narrow_own(rows: Any, wanted: dict[str, Any]) -> Any:
    return _narrowed(rows, wanted, "round__")


def _narrowed(rows: Any, wanted: dict[str, Any], way: str) -> Any:
    return narrowed_rounds(rows, text=wanted.get("q", ""), state=wanted.get("state", ""), way=way)


def _nothing_of_ones_own(actor: Actor) -> dict[str, Any]:
    if actor.may_in_own_party("see own report"):
        return {
            "title": pgettext("exercises", "Your laboratory is in no round yet"),
            "text": pgettext("exercises", "When an organiser invites it, the invitation stands here."),
        }
    return {
        "title": pgettext("exercises", "You take part in no round"),
        "text": pgettext("exercises", "What was released of rounds stands with the reports."),
        "url": reverse("outcome:reports"),
        "label": pgettext("exercises", "Read released summaries"),
    }


def _how_to_begin(actor: Actor) -> dict[str, Any]:
    begin: dict[str, Any] = {"title": pgettext("exercises", "There is no round yet")}
    if not actor.may_in_own_party("create scheme"):
        return {**begin, "text": pgettext("exercises", "The coordinator of your organisation begins one.")}
    return {
        **begin,
        "text": pgettext("exercises", "Rounds belong to a scheme: begin with one."),
        "url": reverse("exercises:scheme-new"),
        "label": pgettext("exercises", "New scheme"),
    }
