"""Trends: every series, judged; one of them drawn; what is new; who reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from comity.base.messages import message
from comity.domains.substances.charts import quantities, trend
from comity.domains.substances.charts.pieces import label_of
from comity.domains.substances.pictures.answering import Picture, download, shown
from comity.domains.substances.pictures.asked import TrendFilter, purpose_of, question_of, read, today, wanted_of
from comity.domains.substances.pictures.contents import quantities_data, trends_data
from comity.domains.substances.pictures.views.framing import framed, nothing_yet
from comity.domains.substances.pictures.wording import FIRST_SCOPES, METHOD_NAMES, STATUS_NAMES
from comity.domains.substances.queries import trends as found_trends
from comity.domains.substances.queries.quantities import Quantities, quantities_of
from comity.domains.substances.queries.sightings import Question
from comity.domains.substances.queries.trends import Standing, Trends
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.viewers import viewer_of
from comity.kernel.parties.countries import country_name
from comity.kernel.web.badges import Badge
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import Column, DataTable

MOST_FIRSTS = 12
HEADER = ("period", "begins", "reports", "all reports", "expected", "bound", "alarm", "arrived", "low", "high")


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page, its table as CSV, or a picture as a file."""
    filters, given = read(TrendFilter, request)
    question, (wanted, against) = question_of(given), wanted_of(given)
    purpose = purpose_of(given)
    found = found_trends.trends(
        actor,
        question,
        today(),
        chosen=given.get("series") or "",
        wanted=wanted,
        against_cases=against,
        purpose=purpose,
    )
    amounts = _quantities(actor, found, purpose)
    pictures = [*_course(found), *_amounts(found, amounts)]

    def data() -> dict[str, Any]:
        return trends_data(found) | ({"quantities": quantities_data(amounts)} if amounts else {})

    if answer := download(request, actor, pictures, data):
        return answer
    table = DataTable(
        request,
        found.standings,
        _columns(request),
        name="series",
        caption=pgettext("trends", "Every series in the last period"),
        empty=nothing_yet(actor),
    )
    context = framed(
        request,
        "pictures:trends",
        filters=filters,
        found=found,
        pictures=[shown(request, one) for one in pictures],
        until=label_of(found.until, question.frequency) if found.until else "",
        method=METHOD_NAMES[found.method.name],
        firsts=[
            (FIRST_SCOPES[one.scope], one, country_name(one.country, language())) for one in found.firsts[:MOST_FIRSTS]
        ],
        more_firsts=max(len(found.firsts) - MOST_FIRSTS, 0),
        silent=[(country_name(one.country, language()), one.last) for one in found.silent],
        exceptional=amounts.exceptional if amounts else (),
        empty=nothing_yet(actor),
    )
    return table.respond("substances/pictures/trends.html", context)


@require_safe
@for_actor
def part(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """The trend of one substance, for the page about it."""
    question = Question(substance=substance_id)
    found = found_trends.trends(actor, question, today(), purpose=request.GET.get("purpose", ""))
    pictures = _course(found)
    if answer := download(request, actor, pictures, lambda: trends_data(found)):
        return answer
    counted = sum(one.reports for one in found.standings)
    picture = shown(request, pictures[0]) if pictures else None
    context = {"found": found, "picture": picture, "counted": counted, "substance_id": substance_id}
    return render(request, "substances/pictures/part.html", context)


def _columns(request: HttpRequest) -> tuple[Column, ...]:
    def address(one: Standing) -> str:
        query = request.GET.copy()
        for name in ("page", "sort", "format"):
            query.pop(name, None)
        query["series"] = one.key
        return f"{reverse('pictures:trends')}?{query.urlencode()}#course"

    return (
        Column("name", pgettext_lazy("trends", "Series"), lambda one: one.name, order=("name",), link=address),
        Column("flag", pgettext_lazy("trends", "Last period"), _flag),
        Column("observed", pgettext_lazy("trends", "Reports"), lambda one: one.observed, ("observed",), kind="number"),
        Column("expected", pgettext_lazy("trends", "Expected"), lambda one: _rounded(one.expected), kind="number"),
        Column("bound", pgettext_lazy("trends", "Bound"), lambda one: _rounded(one.bound), kind="number"),
        Column("recent", pgettext_lazy("trends", "Last four"), lambda one: one.recent, ("recent",), kind="number"),
        Column("reports", pgettext_lazy("trends", "All in all"), lambda one: one.reports, ("reports",), kind="number"),
    )


def _flag(one: Standing) -> Badge | Any:
    if one.discovered:
        return Badge(pgettext("trends", "rising"), "bad", "↑")
    if one.alarm:
        return Badge(pgettext("trends", "above the bound"), "attention", "!")
    return STATUS_NAMES.get(one.status, "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _course(found: Trends) -> list[Picture]:
    if found.course is None:
        return []
    course, frequency = found.course, found.question.frequency
    alarms = [one for one in course.points if one.alarm]
    last = course.points[-1]
    told = message(
        "chart",
        "{name}: {observed} in {period}, {count} period above the bound since {since}.",
        plural="{name}: {observed} in {period}, {count} periods above the bound since {since}.",
        count=len(alarms),
        name=course.name,
        observed=last.observed,
        period=label_of(last.period, frequency),
        since=label_of(course.points[0].period, frequency),
    ).render(language())
    rows = [
        (
            label_of(one.period, frequency),
            one.period.isoformat(),
            one.observed,
            one.cases,
            _rounded(one.expected),
            _rounded(one.bound),
            int(one.alarm),
            round(one.completed.share, 3) if one.completed else 1,
            _rounded(one.completed.lower) if one.completed else None,
            _rounded(one.completed.upper) if one.completed else None,
        )
        for one in course.points
    ]
    spec = lambda: trend(course, frequency, language=language())  # noqa: E731 - drawn only where it is asked for
    return [Picture("trend", course.name, told, spec, HEADER, rows)]


def _quantities(actor: Actor, found: Trends, purpose: str) -> Quantities | None:
    if found.course is None:
        return None
    amounts = quantities_of(viewer_of(actor, purpose=purpose), found.question, found.course.key, today())
    return amounts if amounts.quantities else None


def _amounts(found: Trends, amounts: Quantities | None) -> list[Picture]:
    if amounts is None or found.course is None:
        return []
    told = message(
        "chart",
        "{name}: {count} quantity in kilograms",
        plural="{name}: {count} quantities in kilograms",
        count=len(amounts.quantities),
        name=found.course.name,
    ).render(language())
    rows = [(one.day.isoformat(), one.kilograms) for one in amounts.quantities]
    title = pgettext("trends", "Quantities, apart from events")
    spec = lambda: quantities(amounts, language=language())  # noqa: E731 - see above
    return [Picture("quantities", title, told, spec, ("day", "kilograms"), rows)]
