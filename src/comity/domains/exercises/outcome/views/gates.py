"""The gates: what stands out, what leaving it out would change, and the decision about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.domains.exercises import queries
from comity.domains.exercises.conduct.deciding import Finding, Result, open_findings
from comity.domains.exercises.outcome.forms import DecisionForm
from comity.domains.exercises.outcome.views.framing import FORM_METHODS, attempted, done, organiser_context
from comity.domains.exercises.outcome.words import GATES, number, run_badge, said, trouble
from comity.domains.exercises.queries import outcome
from comity.domains.exercises.services.gates import decide_gate, request_screening
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.pages import for_actor

MOST_RESULTS = 12  # of one finding; a mode may hold a hundred


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it."""

    finding: Finding
    gate: str
    what: str
    suggestion: str
    results: Sequence[tuple[str, str]]
    more: int
    changes: Sequence[tuple[str, str]]
    decision: Badge | None
    reason: str
    by: str


@require_http_methods(FORM_METHODS)
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The findings with their consequences; what is sent decides about those that are ticked."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("decide gate", round_.scheme.organiser)
    latest = outcome.latest_screening(actor, round_id)
    screening, found = outcome.findings(actor, round_id)
    initial = {"screening": screening.pk if screening else None}
    form = DecisionForm(request.POST or None, findings=found, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        decide_gate(
            actor,
            round_id,
            screening_id=given["screening"],
            findings=[int(one) for one in given["findings"]],
            action=given["action"],
            reason=given["reason"],
        )

    here = reverse("outcome:gates", args=[round_id])
    answer = done(request, form, act, pgettext("outcome", "The decision is on record."), here)
    if answer is not None:
        return answer
    decided = outcome.decisions(actor, round_id)
    left = {one.number for one in open_findings(found, set(decided))}
    shown = [_shown(one, decided) for one in found]
    context = {
        "latest": latest,
        "latest_state": run_badge(latest.state) if latest else None,
        "trouble": trouble(latest.error) if latest else (),
        "running": latest is not None and latest.state in {"queued", "running"},
        "screening": screening,
        "form": form,
        "ticked": set(request.POST.getlist("findings")),
        "waiting": [one for one in shown if one.finding.number in left],
        "decided": [one for one in shown if one.finding.asks and one.finding.number not in left],
        "informing": [one for one in shown if not one.finding.asks],
        **organiser_context(actor, round_, "gates"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/outcome/gates.html", context, status=status)


@require_POST
@for_actor
def run(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Run the gates in the background."""
    words = pgettext("outcome", "The gates are being run. This page shows how far they are.")
    attempted(request, lambda: request_screening(actor, round_id), words)
    return redirect("outcome:gates", round_id)


def _shown(finding: Finding, decided: Mapping[Result, Any]) -> Shown:
    held = [decided[result] for result in finding.concerned if result in decided]
    results = list(zip(finding.codes, finding.results, strict=True))
    return Shown(
        finding=finding,
        gate=str(GATES.get(finding.gate, finding.gate)),
        what=said(finding.message),
        suggestion=said(finding.suggestion),
        results=results[:MOST_RESULTS],
        more=max(0, len(results) - MOST_RESULTS),
        changes=_changes(finding),
        decision=_decision(held[0].action) if held else None,
        reason=held[0].reason if held else "",
        by=held[0].by if held else "",
    )


def _decision(action: str) -> Badge:
    if action == "exclude":
        return Badge(pgettext("outcome", "excluded"), "attention")
    return Badge(pgettext("outcome", "kept"), "info")


def _changes(finding: Finding) -> list[tuple[str, str]]:
    change = finding.consequence
    if change is None:
        return []
    told = [
        (pgettext("outcome", "Consensus"), _from_to(change["location_before"], change["location_after"], finding.unit)),
        (pgettext("outcome", "Spread"), _from_to(change["scale_before"], change["scale_after"], finding.unit)),
    ]
    if change["changed_classes"] is not None:
        told.append((pgettext("outcome", "Laboratories judged otherwise"), str(change["changed_classes"])))
    return told


def _from_to(before: float, after: float, unit: str) -> str:
    return f"{number(before)} → {number(after)} {unit}".strip()
