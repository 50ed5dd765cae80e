"""A laboratory after the release: its report, scores, statement, what it must look into, how it did over the rounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises.columns import LABORATORY
from comity.domains.exercises.models import FollowUp
from comity.domains.exercises.models.affairs import FOLLOW_UP_STATES
from comity.domains.exercises.outcome.drawing import among_chart, course_chart
from comity.domains.exercises.outcome.forms import FollowUpForm, StatementForm
from comity.domains.exercises.outcome.views.framing import FORM_METHODS, attempted, done, laboratory_crumbs
from comity.domains.exercises.outcome.words import (
    follow_up_badge,
    measurand_name,
    number,
    percent,
    performance_badge,
)
from comity.domains.exercises.queries import affairs, longitudinal, outcome
from comity.domains.exercises.queries.among import Among, among_all
from comity.domains.exercises.queries.published import released_rounds
from comity.domains.exercises.services.follow_ups import update_follow_up
from comity.domains.exercises.services.notices import acknowledge_notice
from comity.domains.exercises.services.statements import issue_statement
from comity.domains.exercises.words import round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.charts.points import PointChart
from comity.kernel.web.pages import for_actor, render_form
from comity.kernel.web.tables import Column, DataTable

REPORTS = pgettext_lazy("navigation", "Reports")
LOOK_INTO = pgettext_lazy("navigation", "To look into")
PERFORMANCE = pgettext_lazy("navigation", "Performance")


@require_safe
@for_actor
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The released rounds that concern the reader."""
    table = DataTable(
        request,
        released_rounds(actor),
        ROUND_COLUMNS,
        name="reports",
        caption=pgettext("outcome", "Rounds with reports"),
        empty={
            "title": pgettext("outcome", "No report has been released yet"),
            "text": pgettext("outcome", "Reports of rounds that your organisation is in will stand here."),
        },
    )
    return table.respond("exercises/outcome/reports.html")


ROUND_COLUMNS = (
    Column(
        "round",
        pgettext_lazy("column", "Round"),
        lambda row: f"{row.scheme.title} {row.code}",
        order=("scheme__title", "code"),
        link=lambda row: reverse("outcome:round", args=[row.pk]),
    ),
    Column("state", pgettext_lazy("column", "State"), lambda row: round_badge(row.state), order=("state",)),
    Column("released", pgettext_lazy("column", "Released"), lambda row: row.released_at, order=("released_at",)),
    Column("amended", pgettext_lazy("column", "Amended"), lambda row: row.amended_at, order=("amended_at",)),
)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """One released round: own reports and scores, the summary, notices, statement, cases."""
    round_ = released_rounds(actor).filter(pk=round_id).first()
    if round_ is None:
        raise NotFoundError
    own = list(outcome.own_reports(actor, round_id))
    context = {
        "round": round_,
        "state": round_badge(round_.state),
        "notices": affairs.notices_of_round(actor, round_id),
        "reports": own,
        "codes": sorted({one.code.code for one in own if one.code}),
        "summary": outcome.summary_files(actor, round_id),
        "scores": [
            (
                score,
                measurand_name(score.title, score.measurand),
                _score(score.value),
                performance_badge(score.performance),
            )
            for score in outcome.own_scores(actor, round_id).order_by("code__code", "item", "measurand")
        ],
        "pictures": [_picture(one) for one in among_all(actor, round_id)],
        "follow_ups": affairs.follow_ups(actor, open_only=True).filter(round_id=round_id).count(),
        "statements": affairs.own_statements(actor, round_id),
        "laboratories": affairs.own_part(actor, round_id),
        "statement_form": StatementForm(),
        "cases": affairs.own_cases(actor, round_id),
        "may_file": actor.may_in_own_party("file case"),
        "crumbs": laboratory_crumbs(
            (REPORTS, reverse("outcome:reports")), (f"{round_.scheme.title} {round_.code}", "")
        ),
    }
    return render(request, "exercises/outcome/round.html", context)


@require_POST
@for_actor
def acknowledge(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """It has been read."""
    notice = acknowledge_notice(actor, notice_id)
    return redirect("outcome:round", notice.round_id)


@require_POST
@for_actor
def state(request: HttpRequest, actor: Actor, round_id: UUID, laboratory_id: UUID) -> HttpResponse:
    """A statement of participation."""
    form = StatementForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else "en"
    words = pgettext("outcome", "The statement is there.")
    attempted(request, lambda: issue_statement(actor, round_id, laboratory_id, language=language), words)
    return redirect("outcome:round", round_id)


class FollowUpFilter(forms.Form):
    """What the list can be narrowed by."""

    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=lambda: [
            ("", pgettext("filter", "All")),
            *((one.value, name) for one, name in FOLLOW_UP_STATES.items()),
        ],
    )


FOLLOW_UP_COLUMNS = (
    Column(
        "what",
        pgettext_lazy("column", "Result"),
        lambda row: f"{row.item} · {measurand_name('', row.measurand)}",
        order=("item", "measurand"),
        link=lambda row: reverse("outcome:follow_up", args=[row.pk]),
    ),
    LABORATORY,
    Column(
        "round",
        pgettext_lazy("column", "Round"),
        lambda row: f"{row.round.scheme.title} {row.round.code}",
        order=("round__scheme__title", "round__code"),
    ),
    Column("score", pgettext_lazy("column", "Score"), lambda row: _score(row.score), order=("score",), kind="number"),
    Column("performance", pgettext_lazy("column", "Judgement"), lambda row: performance_badge(row.performance)),
    Column("state", pgettext_lazy("column", "State"), lambda row: follow_up_badge(row.state), order=("state",)),
)


@require_safe
@for_actor
def follow_ups(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What one's laboratories must look into."""
    table = DataTable(
        request,
        affairs.follow_ups(actor),
        FOLLOW_UP_COLUMNS,
        name="follow-ups",
        caption=pgettext("outcome", "Results to look into"),
        filters=FollowUpFilter,
        narrow=lambda rows, wanted: rows.filter(state=wanted["state"]) if wanted.get("state") else rows,
        empty={
            "title": pgettext("outcome", "There is nothing to look into"),
            "text": pgettext("outcome", "Questionable and unsatisfactory results of released rounds will stand here."),
        },
    )
    return table.respond("exercises/outcome/follow_ups.html")


@require_http_methods(FORM_METHODS)
@for_actor
def follow_up(request: HttpRequest, actor: Actor, follow_up_id: UUID) -> HttpResponse:
    """Say what the cause was and what is done."""
    found = affairs.get_follow_up(actor, follow_up_id)
    back = reverse("outcome:follow_ups")
    heading = f"{found.item} · {measurand_name('', found.measurand)}"
    crumbs = laboratory_crumbs((LOOK_INTO, back), (heading, ""))
    if not actor.may("update follow-up", found.laboratory):
        context = {
            "found": found,
            "badge": follow_up_badge(found.state),
            "score": _score(found.score),
            "judgement": performance_badge(found.performance),
            "heading": heading,
            "crumbs": crumbs,
        }
        return render(request, "exercises/outcome/follow_up.html", context)
    form = FollowUpForm(request.POST or None, initial=_initial(found))
    words = pgettext("outcome", "Kept.")
    answer = done(request, form, lambda: update_follow_up(actor, found.pk, **form.cleaned_data), words, back)
    if answer is not None:
        return answer
    said = (found.laboratory.name, f"{found.round.scheme.title} {found.round.code}", _score(found.score))
    lead = " · ".join(part for part in said if part)
    action = pgettext("outcome", "Keep")
    return render_form(request, form, heading=heading, lead=lead, action=action, back=back, crumbs=crumbs)


@require_safe
@for_actor
def performance(request: HttpRequest, actor: Actor, laboratory_id: UUID | None = None) -> HttpResponse:
    """How a laboratory did over its rounds."""
    laboratories = longitudinal.laboratories_with_scores(actor)
    if laboratory_id is None and not laboratories:
        return render(request, "exercises/outcome/no_performance.html")
    found = longitudinal.performance(actor, laboratory_id or laboratories[0].pk)
    context = {
        "found": found,
        "share": percent(found.scores.share),
        "laboratories": laboratories,
        "courses": [(one, course_chart(one)) for one in found.courses],
        "tables": [
            (pgettext("outcome", "By round"), pgettext("outcome", "Round"), _rows(found.by_round)),
            (pgettext("outcome", "By technique"), pgettext("outcome", "Technique"), _rows(found.by_technique)),
            (pgettext("outcome", "By substance"), pgettext("outcome", "Substance"), _rows(found.by_substance)),
            (pgettext("outcome", "By type of item"), pgettext("outcome", "Type of item"), _rows(found.by_item_type)),
        ],
        "crumbs": laboratory_crumbs((PERFORMANCE, reverse("outcome:performance")), (found.laboratory.name, "")),
    }
    return render(request, "exercises/outcome/performance.html", context)


def _rows(tallies: dict[str, Any]) -> list[tuple[str, Any, str]]:
    return [(name, tally, percent(tally.share)) for name, tally in tallies.items()]


def _picture(among: Among) -> tuple[str, PointChart]:
    name = f"{among.item} · {measurand_name(among.title, among.measurand)}"
    return name, among_chart(among, name)


def _score(value: float | None) -> str:
    return "" if value is None else number(value, decimals=2)


def _initial(found: FollowUp) -> dict[str, Any]:
    return {"state": found.state, "cause": found.cause, "action": found.action, "version": found.version}
