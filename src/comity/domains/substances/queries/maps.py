"""Where something was reported, where it was looked for, and how it spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from comity.domains.substances.models import Substance
from comity.domains.substances.periods import MONTHLY, period_of, periods_until, shifted
from comity.domains.substances.places import country_places
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.sightings import Coverage, Question
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import viewer_of
from comity.kernel.parties.countries import country_codes
from comity.science.trends import Share, share_of_cases

WINDOW: Final = 12  # months
LONGEST_SPREAD: Final = 36  # months


@dataclass(frozen=True, slots=True)
class CountryOnMap:
    """One country that reports: how many of what was asked, among how many of all."""

    country: str
    reports: int
    cases: int
    share: Share | None
    coverage: Coverage
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """All countries that report, and how many do not."""

    question: Question
    since: date
    until: date
    countries: tuple[CountryOnMap, ...]
    silent: tuple[Coverage, ...]
    others: int

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """Who has ever reported."""
        return (*(one.coverage for one in self.countries), *self.silent)

    @property
    def reports(self) -> int:
        """Everything that this reader may count, whenever it happened."""
        return sum(one.reports for one in self.coverage)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One country in which a substance was seen: since when, how often, in which months."""

    country: str
    first: date
    last: date
    reports: int
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A substance or a group over countries and months, in the order in which it came."""

    question: Question
    name: str
    months: tuple[date, ...]
    arrivals: tuple[Arrival, ...]
    without: tuple[Coverage, ...]
    coverage: tuple[Coverage, ...]

    @property
    def reports(self) -> int:
        """Everything that this reader may count."""
        return sum(one.reports for one in self.coverage)


def coverage_map(actor: Actor, question: Question, on: date, *, purpose: str = "") -> CoverageMap:
    """Reports of the last twelve months by country, beside all reports of the country."""
    actor.require("see trends")
    viewer = viewer_of(actor, purpose=purpose)
    asked = replace(question, by="country", frequency=MONTHLY)
    until = period_of(on, MONTHLY)
    since = shifted(until, 1 - WINDOW, MONTHLY)
    covered = sightings.coverage(viewer, asked, since)
    found, cases = _by_country(viewer, asked, since, on), _by_country(viewer, asked.scope, since, on)
    places = country_places()
    shown = [_on_map(one, found, cases, places.get(one.country)) for one in covered if one.lately]
    silent = tuple(one for one in covered if not one.lately)
    order = sorted(shown, key=lambda one: (-one.reports, -one.cases, one.country))
    return CoverageMap(question, since, on, tuple(order), silent, len(country_codes()) - len(covered))


def spread(actor: Actor, question: Question, on: date, *, purpose: str = "") -> Spread:
    """In which countries, since when, and how often month by month."""
    actor.require("see trends")
    viewer = viewer_of(actor, purpose=purpose)
    asked = replace(question, by="country", frequency=MONTHLY, country="")
    until = period_of(on, MONTHLY)
    covered = sightings.coverage(viewer, asked, shifted(until, -WINDOW, MONTHLY))
    ends = sightings.ends(viewer, asked)
    if not ends:
        return Spread(asked, _name(asked), (), (), tuple(covered), tuple(covered))
    since = max(min(first for first, *_ in ends.values()), shifted(until, 1 - LONGEST_SPREAD, MONTHLY))
    months = periods_until(period_of(since, MONTHLY), until, MONTHLY)
    column = {month: number for number, month in enumerate(months)}
    counts: dict[str, list[int]] = {country: [0] * len(months) for country in ends}
    for cell in sightings.cells(viewer, asked, months[0], on):
        if cell.country in counts:
            counts[cell.country][column[cell.period]] += cell.reports
    arrivals = [Arrival(country, *ends[country], tuple(counts[country])) for country in ends]
    order = sorted(arrivals, key=lambda one: (one.first, one.country))
    without = tuple(one for one in covered if one.country not in ends)
    return Spread(asked, _name(asked), months, tuple(order), without, tuple(covered))


def _by_country(viewer: Viewer, question: Question, since: date, until: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in sightings.cells(viewer, question, since, until):
        found[cell.country] = found.get(cell.country, 0) + cell.reports
    return found


def _on_map(
    one: Coverage, found: dict[str, int], cases: dict[str, int], place: tuple[float, float] | None
) -> CountryOnMap:
    reports, examined = found.get(one.country, 0), cases.get(one.country, 0)
    share = share_of_cases(reports, examined) if examined else None
    return CountryOnMap(one.country, reports, examined, share, one, place)


def _name(question: Question) -> str:
    if question.substance is None:
        return ""
    return Substance.objects.filter(pk=question.substance).values_list("name", flat=True).first() or ""


__all__ = ["Arrival", "CountryOnMap", "CoverageMap", "Spread", "coverage_map", "spread"]
