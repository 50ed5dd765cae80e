"""Cases, the table by region and the list of ISO/IEC 17043."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises import queries
from comity.domains.exercises.columns import LABORATORY
from comity.domains.exercises.conduct.tallies import RegionLine
from comity.domains.exercises.outcome.forms import AnswerForm, CaseForm
from comity.domains.exercises.outcome.views.framing import FORM_METHODS, done, laboratory_crumbs, organiser_context
from comity.domains.exercises.outcome.views.laboratory import REPORTS
from comity.domains.exercises.outcome.words import POINT_STATES, case_badge, language, percent, point_badge, said
from comity.domains.exercises.queries import affairs, longitudinal
from comity.domains.exercises.queries.standard import standard_checklist
from comity.domains.exercises.services.cases import answer_case, file_case
from comity.domains.exercises.views.framing import EXERCISES
from comity.domains.exercises.words import country
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.regions import region_name
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import for_actor, render_form
from comity.kernel.web.tables import Column, DataTable

CASE_COLUMNS = (
    Column(
        "filed",
        pgettext_lazy("column", "Filed"),
        lambda row: row.filed_at,
        order=("filed_at",),
        link=lambda row: reverse("outcome:case", args=[row.pk]),
    ),
    Column("kind", pgettext_lazy("column", "Kind"), lambda row: row.get_kind_display(), order=("kind",)),
    LABORATORY,
    Column("state", pgettext_lazy("column", "State"), lambda row: case_badge(row.state), order=("state",)),
)
POINT_COLUMNS = (
    Column("clause", pgettext_lazy("column", "Clause"), lambda row: row.clause),
    Column("requirement", pgettext_lazy("column", "What is asked"), lambda row: said(row.requirement)),
    Column("state", pgettext_lazy("column", "State"), lambda row: point_badge(row.state)),
    Column("evidence", pgettext_lazy("column", "What the records say"), lambda row: said(row.evidence)),
)
REGION_COLUMNS = (
    Column("place", pgettext_lazy("column", "Region or country"), lambda row: _place(row)),
    Column("laboratories", pgettext_lazy("column", "Laboratories"), lambda row: _or_hidden(row, row.laboratories)),
    Column(
        "scores", pgettext_lazy("column", "Scores"), lambda row: row.tally.scored if row.tally else "", kind="number"
    ),
    Column(
        "share",
        pgettext_lazy("column", "Satisfactory"),
        lambda row: percent(row.tally.share) if row.tally else "",
        kind="number",
    ),
)


@require_safe
@for_actor
def cases(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Complaints and appeals about a round, for its coordinator."""
    found = affairs.cases_of_round(actor, round_id)
    table = DataTable(
        request,
        found,
        CASE_COLUMNS,
        name="cases",
        caption=pgettext("outcome", "Complaints and appeals"),
        empty={
            "title": pgettext("outcome", "Nobody has complained or appealed"),
            "text": pgettext("outcome", "Laboratories file cases on the page of their report."),
        },
    )
    round_ = queries.get_organised_round(actor, round_id)
    return table.respond("exercises/outcome/cases.html", organiser_context(actor, round_, "cases"))


@require_http_methods(FORM_METHODS)
@for_actor
def case(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """One case; the coordinator answers it here."""
    found = affairs.get_case(actor, case_id)
    organising = actor.may("answer case", found.round.scheme.organiser)
    form = AnswerForm(request.POST or None, initial={"version": found.version}) if organising else None
    if form is not None and found.state == "open":
        given = form

        def act() -> None:
            data = given.cleaned_data
            answer_case(actor, case_id, answer=data["answer"], upheld=data["upheld"] == "yes", version=data["version"])

        here = reverse("outcome:case", args=[case_id])
        answer = done(request, form, act, pgettext("outcome", "The answer is on record; the laboratory is told."), here)
        if answer is not None:
            return answer
    heading = found.get_kind_display()
    round_name = f"{found.round.scheme.title} {found.round.code}"
    own: list[tuple[Text, str]] = [
        (REPORTS, reverse("outcome:reports")),
        (round_name, reverse("outcome:round", args=[found.round_id])),
    ]
    context = (
        organiser_context(actor, found.round, "cases", (heading, ""))
        if organising
        else {"round": found.round, "crumbs": laboratory_crumbs(*own, (heading, ""))}
    )
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context |= {"case": found, "badge": case_badge(found.state), "form": form, "heading": heading}
    return render(request, "exercises/outcome/case.html", context, status=status)


@require_http_methods(FORM_METHODS)
@for_actor
def file_one(request: HttpRequest, actor: Actor, round_id: UUID, laboratory_id: UUID) -> HttpResponse:
    """Complain, or appeal."""
    part = next((one for one in affairs.own_part(actor, round_id) if one.laboratory_id == laboratory_id), None)
    if part is None:
        raise NotFoundError
    actor.require("file case", part.laboratory)
    form = CaseForm(request.POST or None)
    back = reverse("outcome:round", args=[round_id])

    def act() -> None:
        file_case(actor, round_id, laboratory_id=laboratory_id, **form.cleaned_data)

    answer = done(request, form, act, pgettext("outcome", "Filed. The organiser will answer you."), back)
    if answer is not None:
        return answer
    heading = pgettext("outcome", "File a complaint or an appeal")
    lead = pgettext("outcome", "The organiser sees the name of your laboratory with it.")
    return render_form(request, form, heading=heading, lead=lead, action=pgettext("outcome", "File it"), back=back)


@require_safe
@for_actor
def standard(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The list of ISO/IEC 17043, filled from the records; `?format=csv` exports it."""
    answers = standard_checklist(actor, round_id)
    table = DataTable(
        request,
        answers,
        POINT_COLUMNS,
        name="iso-17043",
        caption=pgettext("outcome", "ISO/IEC 17043:2023, point by point"),
        per_page=100,
    )
    round_ = queries.get_organised_round(actor, round_id)
    counts = [(state, sum(one.state == state for one in answers)) for state in POINT_STATES]
    context = {"counts": [(point_badge(state), count) for state, count in counts]}
    return table.respond("exercises/outcome/standard.html", {**context, **organiser_context(actor, round_, "standard")})


@require_safe
@for_actor
def regions(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """How laboratories did by region, as far as that points at nobody."""
    lines = longitudinal.population(actor, round_id)
    round_ = queries.organised_rounds(actor).filter(pk=round_id).first()  # another's, for whoever only took part
    context = organiser_context(actor, round_, "regions") if round_ else {}
    return _regions(request, lines, context)


@require_safe
@for_actor
def regions_of_scheme(request: HttpRequest, actor: Actor, scheme_id: UUID) -> HttpResponse:
    """The same over all released rounds of a scheme; a laboratory counts once."""
    scheme = queries.get_scheme(actor, scheme_id)
    lines = longitudinal.population_of_scheme(actor, scheme_id)
    here = pgettext("outcome", "By region")
    crumbs = [
        (EXERCISES, reverse("exercises:home")),
        (scheme.title, reverse("exercises:scheme", args=[scheme.pk])),
        (here, ""),
    ]
    return _regions(request, lines, {"scheme": scheme, "crumbs": crumbs})


def _regions(request: HttpRequest, lines: list[RegionLine], context: dict[str, Any]) -> HttpResponse:
    table = DataTable(
        request,
        lines,
        REGION_COLUMNS,
        name="regions",
        caption=pgettext("outcome", "Performance by region and country"),
        per_page=300,
        empty={
            "title": pgettext("outcome", "Nothing has been released yet"),
            "text": pgettext("outcome", "The table follows from the released scores."),
        },
    )
    hidden = sum(not line.shown for line in lines)
    return table.respond("exercises/outcome/regions.html", {"hidden": hidden, **context})


def _place(line: RegionLine) -> str:
    if not line.group:
        return pgettext("outcome", "All laboratories")
    if len(line.group) == 1:
        return region_name(line.group[0], language()) if line.group[0] else pgettext("outcome", "Region not stated")
    return f"– {country(line.group[1]) or pgettext('outcome', 'Country not stated')}"


def _or_hidden(line: RegionLine, value: int | None) -> str | int:
    return pgettext("outcome", "not shown") if not line.shown or value is None else value
