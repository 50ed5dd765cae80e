"""Typing a report: one form with several findings; what a name means is confirmed in it, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.substances import queries, services
from comity.domains.substances.cleaning import MOST_ANALYSES
from comity.domains.substances.forms import (
    UNKNOWN,
    AnalysisForm,
    ReasonForm,
    ReportForm,
    analysis_initial,
    report_initial,
)
from comity.domains.substances.models import Report
from comity.domains.substances.reading import reader_of
from comity.domains.substances.values import AnalysisValues
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import add_error, for_actor

MORE = "more"  # the button that adds an empty finding
AnalysisForms = formset_factory(AnalysisForm, extra=0, max_num=MOST_ANALYSES, absolute_max=MOST_ANALYSES + 1)


@dataclass
class Typed:
    """What stands in the page: the report, its findings, and why, where it is a correction."""

    report: ReportForm
    analyses: Any
    reason: ReasonForm | None = None

    @property
    def faulty(self) -> bool:
        """Whether something must be typed again."""
        return bool(
            self.report.errors or any(form.errors for form in self.analyses) or (self.reason and self.reason.errors)
        )


@require_http_methods(FORM_METHODS)
@for_actor
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new report; until it is released only one's own organisation sees it."""
    actor.require("see substances")
    if not actor.may_in_own_party("file report"):
        actor.require("file report", None)
    typed = _typed(request, {}, [{"as_reported": request.GET.get("substance", "")}])
    values = _confirmed(request, actor, typed)
    if values is not None:
        try:
            made = services.file_report(actor, typed.report.values(tuple(values)))
        except ComityError as error:
            _say(typed, error)
        else:
            messages.success(request, pgettext("substances", "The report is kept. Now say who may see it."))
            can = actor.may("release report", made.reporter)
            return redirect("substances:release-report" if can else "substances:report", made.pk)
    return _page(request, typed, pgettext("substances", "New report"), reverse("substances:reports"))


@require_http_methods(FORM_METHODS)
@for_actor
def correct(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Correct a report; nodes that have it get the next version."""
    report = queries.seen_report(reader_of(request, actor), report_id)
    actor.require("correct report", report.reporter)
    typed = _typed(request, report_initial(report), [analysis_initial(one) for one in report.analyses.all()], report)
    values = _confirmed(request, actor, typed)
    if values is not None and typed.reason is not None:
        try:
            given = typed.report.values(tuple(values))
            version = typed.report.cleaned_data["version"]
            services.correct_report(actor, report_id, given, typed.reason.cleaned_data["reason"], version=version)
        except ComityError as error:
            _say(typed, error)
        else:
            messages.success(request, pgettext("substances", "Corrected."))
            return redirect("substances:report", report_id)
    back = reverse("substances:report", args=[report_id])
    return _page(request, typed, pgettext("substances", "Correct the report"), back)


def _typed(
    request: HttpRequest, initial: dict[str, Any], findings: list[dict[str, Any]], report: Report | None = None
) -> Typed:
    """The forms, filled with what was sent or with what is there."""
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None and MORE in sent:
        sent["found-TOTAL_FORMS"] = str(min(_count(sent.get("found-TOTAL_FORMS", "")) + 1, MOST_ANALYSES))
    reason = ReasonForm(sent) if report is not None else None
    return Typed(ReportForm(sent, initial=initial), AnalysisForms(sent, initial=findings, prefix="found"), reason)


def _confirmed(request: HttpRequest, actor: Actor, typed: Typed) -> list[AnalysisValues] | None:
    """The findings once each has a substance that a person has confirmed; else the page comes back and asks."""
    if request.method != "POST":
        for form in typed.analyses:
            form.suggest(queries.suggest(actor, form.initial.get("as_reported", "")))
        return None
    asked = [_choice(actor, form) for form in typed.analyses]
    valid = typed.report.is_valid() and all(form.is_valid() for form in typed.analyses)
    valid = (typed.reason is None or typed.reason.is_valid()) and valid
    if MORE in request.POST or not valid or None in asked:
        return None
    return [
        form.values(None if chosen == UNKNOWN else UUID(chosen))
        for form, chosen in zip(typed.analyses, asked, strict=True)
        if chosen
    ]


def _choice(actor: Actor, form: AnalysisForm) -> str | None:
    """What was confirmed for exactly this text; `""` for an empty finding; nothing while it must be asked."""
    text = " ".join(str(form["as_reported"].value() or "").split())
    form.suggest(queries.suggest(actor, text))
    if not text:
        return ""
    chosen = str(form["confirmed"].value() or "")
    known = {value for value, _words in form.fields["confirmed"].choices}  # type: ignore[attr-defined]  # a ChoiceField
    if chosen in known and str(form["confirmed_for"].value() or "") == text:
        return chosen
    # Asked again: the choice belongs to the text that was typed then.
    data: Any = form.data  # our own copy of what was sent
    data[form.add_prefix("confirmed_for")] = text
    if chosen not in known:
        data.pop(form.add_prefix("confirmed"), None)
    form.asks = True  # type: ignore[attr-defined]  # read by the template
    return None


def _say(typed: Typed, error: ComityError) -> None:
    """What a service refused, beside the field that it names."""
    if error.where in AnalysisForm.base_fields and typed.analyses.forms:
        add_error(typed.analyses.forms[0], error)
    else:
        add_error(typed.report, error)


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 1


def _page(request: HttpRequest, typed: Typed, heading: str, back: str) -> HttpResponse:
    form = typed.report
    asks = any(getattr(one, "asks", False) for one in typed.analyses)
    context = {
        "form": form,
        "analyses": typed.analyses,
        "reason": typed.reason,
        "asks": asks,
        "groups": [[form[name] for name in names] for names in (form.WHAT, form.AMOUNT)],
        "route": [form[name] for name in form.ROUTE],
        "toxicology": [form[name] for name in form.TOXICOLOGY],
        "laboratory": [form[name] for name in form.LABORATORY],
        "heading": heading,
        "back": back,
        "crumbs": [
            (SUBSTANCES, reverse("substances:register")),
            (pgettext("substances", "Reports"), reverse("substances:reports")),
            (heading, ""),
        ],
    }
    faulty = form.is_bound and (typed.faulty or asks)
    return render(request, "substances/report_form.html", context, status=422 if faulty else 200)
