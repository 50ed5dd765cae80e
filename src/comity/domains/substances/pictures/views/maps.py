"""The map with its coverage, and how something spread over countries and months."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from comity.base.messages import message
from comity.domains.directory.projection import HEIGHT, WIDTH, project
from comity.domains.substances.charts import arrivals
from comity.domains.substances.charts.world import world_svg
from comity.domains.substances.models import Substance
from comity.domains.substances.pictures.answering import Cells, Picture, download, shown
from comity.domains.substances.pictures.asked import ScopeFilter, purpose_of, question_of, read, today
from comity.domains.substances.pictures.contents import map_data, spread_data
from comity.domains.substances.pictures.views.framing import framed, nothing_yet
from comity.domains.substances.queries import maps
from comity.domains.substances.queries.maps import CountryOnMap, CoverageMap, Spread
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.countries import country_name
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import Column, DataTable

SMALLEST, LARGEST = 4.0, 22.0
SHARE_HEADER = ("country", "reports", "all reports", "share", "low", "high", "reporters", "first", "last")


@dataclass(frozen=True, slots=True)
class Mark:
    """One country on the map; hollow where it reports and has none of what was asked."""

    x: float
    y: float
    radius: float
    hollow: bool
    title: str
    count: int


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


COLUMNS = (
    Column(
        "country",
        pgettext_lazy("report field", "Country"),
        lambda one: country_name(one.country, language()),
        ("country",),
    ),
    Column(
        "reports",
        pgettext_lazy("map of reports", "Of what was asked"),
        lambda one: one.reports,
        ("reports",),
        kind="number",
    ),
    Column("cases", pgettext_lazy("map of reports", "All reports"), lambda one: one.cases, ("cases",), kind="number"),
    Column(
        "share",
        pgettext_lazy("map of reports", "Share"),
        lambda one: _share(one.share.share if one.share else None),
        kind="number",
    ),
    Column(
        "interval",
        pgettext_lazy("map of reports", "95 % interval"),
        lambda one: f"{100 * one.share.lower:.1f}–{100 * one.share.upper:.1f} %" if one.share else "",
        kind="number",
    ),
    Column(
        "reporters",
        pgettext_lazy("map of reports", "Who report"),
        lambda one: one.coverage.reporters,
        ("reporters",),
        kind="number",
    ),
    Column("last", pgettext_lazy("map of reports", "Latest"), lambda one: one.coverage.last, ("last",)),
)


@require_safe
@for_actor
def world(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where something was reported in the last twelve months, and where anybody looks."""
    filters, given = read(ScopeFilter, request)
    found = maps.coverage_map(actor, question_of(given), today(), purpose=purpose_of(given))
    marks = [mark for one in found.countries if (mark := _mark(one, found))]
    pictures = [_map_picture(found, marks)]
    if answer := download(request, actor, pictures, lambda: map_data(found)):
        return answer
    table = DataTable(
        request,
        found.countries,
        COLUMNS,
        name="countries",
        caption=pgettext("map of reports", "Countries that reported in the last twelve months"),
        empty=nothing_yet(actor),
    )
    context = framed(
        request,
        "pictures:map",
        filters=filters,
        found=found,
        marks=marks,
        picture=shown(request, pictures[0]),
        width=WIDTH,
        height=round(HEIGHT, 1),
        boundaries=settings.MAP_BOUNDARIES,
        asked=_asked(found.question.substance),
        silent=[(country_name(one.country, language()), one.last) for one in found.silent],
        empty=nothing_yet(actor),
    )
    return table.respond("substances/pictures/map.html", context)


@require_safe
@for_actor
def spread(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How a substance or a group came to countries."""
    filters, given = read(ScopeFilter, request)
    del filters.fields["country"]
    question = question_of({**given, "country": ""})
    found = maps.spread(actor, question, today(), purpose=purpose_of(given))
    pictures = [_spread_picture(found)] if found.arrivals else []
    if answer := download(request, actor, pictures, lambda: spread_data(found)):
        return answer
    context = framed(
        request,
        "pictures:spread",
        filters=filters,
        found=found,
        pictures=[shown(request, one) for one in pictures],
        asked=found.name or (_asked(question.substance)),
        without=[country_name(one.country, language()) for one in found.without],
        empty=nothing_yet(actor),
    )
    return render(request, "substances/pictures/spread.html", context)


def _asked(substance: UUID | None) -> str:
    if substance is None:
        return ""
    return Substance.objects.filter(pk=substance).values_list("name", flat=True).first() or ""


def _mark(one: CountryOnMap, found: CoverageMap) -> Mark | None:
    if one.place is None:
        return None
    x, y = project(*one.place)
    most = max((each.reports for each in found.countries), default=0)
    radius = SMALLEST + (LARGEST - SMALLEST) * (one.reports / most) ** 0.5 if most and one.reports else SMALLEST
    words = message(
        "map",
        "{country}: {reports} of {cases} reports",
        country=country_name(one.country, language()),
        reports=one.reports,
        cases=one.cases,
    ).render(language())
    return Mark(round(x, 1), round(y, 1), round(radius, 1), not one.reports, words, one.reports)


def _map_picture(found: CoverageMap, marks: list[Mark]) -> Picture:
    title = pgettext("map of reports", "Reports by country")
    told = "; ".join(mark.title for mark in marks)
    rows = [
        (
            one.country,
            one.reports,
            one.cases,
            round(one.share.share, 5) if one.share else None,
            round(one.share.lower, 5) if one.share else None,
            round(one.share.upper, 5) if one.share else None,
            one.coverage.reporters,
            one.coverage.first.isoformat(),
            one.coverage.last.isoformat(),
        )
        for one in found.countries
    ]
    circles = [(mark.x, mark.y, mark.radius, mark.hollow, mark.title) for mark in marks]
    drawn = lambda: world_svg(circles, title, boundaries=settings.MAP_BOUNDARIES)  # noqa: E731 - drawn when asked for
    return Picture("map", title, told, None, SHARE_HEADER, rows, drawn)


def _spread_picture(found: Spread) -> Picture:
    first = found.arrivals[0]
    told = message(
        "chart",
        "{name}: reported by {count} country, first by {country} on {day}",
        plural="{name}: reported by {count} countries, first by {country} on {day}",
        count=len(found.arrivals),
        name=found.name or pgettext("pictures", "All that was asked"),
        country=country_name(first.country, language()),
        day=first.first.isoformat(),
    ).render(language())
    months = [f"{month:%Y-%m}" for month in found.months]
    rows: list[Cells] = [
        (
            one.country,
            country_name(one.country, language()),
            one.first.isoformat(),
            one.last.isoformat(),
            one.reports,
            *one.months,
        )
        for one in found.arrivals
    ]
    spec = lambda: arrivals(found, language=language())  # noqa: E731 - see above
    title = pgettext("pictures", "From country to country")
    return Picture("spread", title, told, spec, ("code", "country", "first", "last", "reports", *months), rows)
