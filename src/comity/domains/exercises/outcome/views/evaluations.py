"""Evaluating, looking at the scores by code, releasing and amending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.domains.exercises import queries, services
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.deciding import open_findings
from comity.domains.exercises.models import EvaluationRun, ReportFile
from comity.domains.exercises.models.outcomes import PERFORMANCES
from comity.domains.exercises.outcome.forms import ReasonForm, StatementForm
from comity.domains.exercises.outcome.views.framing import FORM_METHODS, attempted, done, organiser_context
from comity.domains.exercises.outcome.words import (
    AUDIENCES,
    language,
    measurand_name,
    number,
    performance_badge,
    run_badge,
    trouble,
)
from comity.domains.exercises.queries import outcome
from comity.domains.exercises.queries.stating import statements_under_way
from comity.domains.exercises.services.evaluations import request_evaluation
from comity.domains.exercises.services.in_bulk import request_statements
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.forms import SearchField
from comity.kernel.web.pages import for_actor, render_form
from comity.kernel.web.tables import Column, DataTable


class ScoreFilter(forms.Form):
    """What scores can be narrowed by: codes and judgements, nothing about who anybody is."""

    q = SearchField(label=pgettext_lazy("filter", "Code"))
    performance = forms.ChoiceField(
        label=pgettext_lazy("filter", "Judgement"),
        required=False,
        choices=lambda: [("", pgettext("filter", "All")), *PERFORMANCES.items()],
    )


SCORE_COLUMNS = (
    Column("code", pgettext_lazy("column", "Code"), lambda row: row.code.code, order=("code__code",)),
    Column("item", pgettext_lazy("column", "Item"), lambda row: row.item, order=("item",)),
    Column(
        "measurand",
        pgettext_lazy("column", "Measurand"),
        lambda row: measurand_name(row.title, row.measurand),
        order=("title", "measurand"),
    ),
    Column("result", pgettext_lazy("column", "Result"), lambda row: row.result),
    Column("technique", pgettext_lazy("column", "Technique"), lambda row: row.technique, order=("technique",)),
    Column(
        "score",
        pgettext_lazy("column", "Score"),
        lambda row: number(row.value, decimals=2) if row.value is not None else "",
        order=("value",),
        kind="number",
    ),
    Column(
        "performance",
        pgettext_lazy("column", "Judgement"),
        lambda row: performance_badge(row.performance),
        order=("performance",),
    ),
)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Evaluations of the round, the latest with its pictures and reports, and the one thing to do next."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("request evaluation", round_.scheme.organiser)
    if round_.state not in life.SHOWING_RESULTS:
        context = organiser_context(actor, round_, "evaluation")
        return render(request, "exercises/outcome/not_closed.html", context)
    runs = list(outcome.runs(actor, round_id))
    done_run = next((one for one in runs if one.state == "done"), None)
    running = next((one for one in runs if one.state in {"queued", "running"}), None)
    context = {
        "runs": [(one, run_badge(one.state), trouble(one.error)) for one in runs],
        "running": running,
        "latest": done_run,
        "stating": statements_under_way(actor, round_id) if round_.state in life.PUBLISHED else None,
        "may_issue": round_.state in life.PUBLISHED and actor.may("issue statement", round_.scheme.organiser),
        **_next(actor, round_id, round_.state, runs),
        **(_reports(request, actor, done_run) if done_run else {}),
        **organiser_context(actor, round_, "evaluation"),
    }
    return render(request, "exercises/outcome/evaluation.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def request_one(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Ask for an evaluation; for a further one with its reason."""
    round_ = outcome.get_closed_round(actor, round_id)
    again = any(one.state == "done" for one in outcome.runs(actor, round_id))
    back = reverse("outcome:evaluation", args=[round_id])
    words = pgettext("outcome", "The round is being evaluated. This page shows how far it is.")
    if not again and request.method == "POST":
        attempted(request, lambda: request_evaluation(actor, round_id), words)
        return redirect(back)
    form = ReasonForm(request.POST or None, needed=again)

    def act() -> None:
        request_evaluation(actor, round_id, reason=form.cleaned_data.get("reason", ""))

    answer = done(request, form, act, words, back)
    if answer is not None:
        return answer
    heading = pgettext("outcome", "Evaluate once more") if again else pgettext("outcome", "Evaluate the round")
    lead = pgettext("outcome", "The evaluation so far stays on record; what is released changes only by an amendment.")
    context = organiser_context(actor, round_, "evaluation", (heading, ""))
    return render_form(
        request, form, **{**context, "heading": heading, "lead": lead if again else "", "action": heading, "back": back}
    )


@require_safe
@for_actor
def scores(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """All scores of an evaluation by code."""
    run = outcome.get_run(actor, run_id)
    table = DataTable(
        request,
        outcome.scores(actor, run_id),
        SCORE_COLUMNS,
        name="scores",
        caption=pgettext("outcome", "Scores by code"),
        filters=ScoreFilter,
        narrow=_narrow,
        sort="code",
        per_page=50,
    )
    heading = pgettext("outcome", "Scores")
    context = organiser_context(actor, run.round, "evaluation", (heading, ""))
    return table.respond("exercises/outcome/scores.html", {"run": run, **context})


@require_http_methods(FORM_METHODS)
@for_actor
def release(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Release the reports; once they are, a later evaluation amends them, with a reason."""
    round_ = queries.get_organised_round(actor, round_id)
    amending = round_.state in life.PUBLISHED
    actor.require("amend round" if amending else "release round", round_.scheme.organiser)
    form = ReasonForm(request.POST or None, needed=amending, initial={"version": round_.version})

    def act() -> None:
        given = form.cleaned_data
        if amending:
            services.amend_round(actor, round_id, reason=given["reason"], version=given["version"])
        else:
            services.release_round(actor, round_id, version=given["version"])

    back = reverse("outcome:evaluation", args=[round_id])
    words = pgettext("outcome", "Released. Those concerned are being told.")
    answer = done(request, form, act, words, back)
    if answer is not None:
        return answer
    heading = pgettext("outcome", "Amend the reports") if amending else pgettext("outcome", "Release the reports")
    lead = (
        pgettext("outcome", "Laboratories for which a score changes get a new report, and are told the reason.")
        if amending
        else pgettext("outcome", "Each laboratory gets its own report, everybody who took part the summary.")
    )
    context = organiser_context(actor, round_, "evaluation", (heading, ""))
    return render_form(request, form, **{**context, "heading": heading, "lead": lead, "action": heading, "back": back})


@require_http_methods(FORM_METHODS)
@for_actor
def statements(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Statements of participation for all who reported results."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("issue statement", round_.scheme.organiser)
    form = StatementForm(request.POST or None, initial={"language": language()})
    back = reverse("outcome:evaluation", args=[round_id])

    def act() -> None:
        request_statements(actor, round_id, language=form.cleaned_data["language"])

    words = pgettext("outcome", "The statements are being made; each laboratory finds its own beside its report.")
    answer = done(request, form, act, words, back)
    if answer is not None:
        return answer
    heading = pgettext("outcome", "Issue statements of participation")
    lead = pgettext("outcome", "For every laboratory that reported results. Those that have one keep it.")
    context = organiser_context(actor, round_, "evaluation", (heading, ""))
    return render_form(request, form, **{**context, "heading": heading, "lead": lead, "action": heading, "back": back})


def _next(actor: Actor, round_id: UUID, state: str, runs: list[EvaluationRun]) -> dict[str, Any]:
    """The one thing to do next, as words and address."""
    if runs and runs[0].state in {"queued", "running"}:
        return {"next_words": "", "next_address": ""}
    done_run = next((one for one in runs if one.state == "done"), None)
    release_address = reverse("outcome:release", args=[round_id])
    organiser = queries.get_organised_round(actor, round_id).scheme.organiser
    if done_run and done_run.released_at is None:
        if state in life.PUBLISHED and actor.may("amend round", organiser):
            return {"next_words": pgettext("outcome", "Amend the reports"), "next_address": release_address}
        if state not in life.PUBLISHED and actor.may("release round", organiser):
            return {"next_words": pgettext("outcome", "Release the reports"), "next_address": release_address}
    if done_run:
        return {"next_words": "", "next_address": "", "may_evaluate": True}
    return {"next_words": "", "next_address": "", "may_evaluate": True, **_ready(actor, round_id)}


def _ready(actor: Actor, round_id: UUID) -> dict[str, Any]:
    """Whether nothing stands in the way of the first evaluation; otherwise the gates are next."""
    screening, found = outcome.findings(actor, round_id)
    if screening is not None and not open_findings(found, set(outcome.decisions(actor, round_id))):
        return {"evaluate_first": True}
    gates = reverse("outcome:gates", args=[round_id])
    return {"next_words": pgettext("outcome", "Look at the gates"), "next_address": gates, "may_evaluate": False}


def _reports(request: HttpRequest, actor: Actor, run: EvaluationRun) -> dict[str, Any]:
    found = list(outcome.organiser_files(actor, run.pk))
    charts = [one for one in found if one.format == "svg"]
    asked = request.GET.get("picture", "")
    chosen = next((one for one in charts if one.name == asked), charts[0] if charts else None)
    return {
        "files": [(AUDIENCES[one.audience], one) for one in found if one.format != "svg"],
        "charts": [(one.name, one is chosen) for one in charts],
        "chart": _inline(chosen) if chosen else "",
        "chart_name": chosen.name if chosen else "",
        "chart_address": f"{reverse('outcome:chart', args=[run.pk])}?{urlencode({'picture': chosen.name})}"
        if chosen
        else "",
        "tallies": [
            (item, measurand_name(title, measurand), tally)
            for (item, measurand, title), tally in outcome.tallies(actor, run.pk).items()
        ],
    }


def _inline(chart: ReportFile) -> SafeString:
    """A picture of our own drawing, compared with its digest; nothing that anybody typed is markup in it."""
    return mark_safe(files.read(chart.digest).decode())  # noqa: S308 - drawn by our engine from escaped data


def _narrow(rows: Any, wanted: dict[str, Any]) -> Any:
    if code := wanted.get("q", "").strip().upper():
        rows = rows.filter(code__code__startswith=code)
    if performance := wanted.get("performance"):
        rows = rows.filter(performance=performance)
    return rows
