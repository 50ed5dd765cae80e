"""Tables of counts: every series in every period, beside the cases that were examined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from django.utils.translation import get_language, pgettext
from numpy.typing import NDArray

from comity.domains.substances.models import Substance
from comity.domains.substances.periods import MOST_PERIODS, last_complete, period_of, periods_until, shifted
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.sightings import Cell, Coverage, Question
from comity.domains.substances.vocabularies import EffectGroup, StructuralGroup
from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.countries import country_name

MOST_SERIES: Final = 1500
NO_COUNTS: Final = np.zeros((0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Counts of every series in every period, and the cases that they are judged against."""

    periods: tuple[date, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    counts: NDArray[np.float64]
    cases: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.keys)


def load(viewer: Viewer, question: Question, on: date, covered: list[Coverage]) -> Series:
    """The table of counts, from the first report to the last period that is over."""
    periods = reach(question, on, covered)
    if not periods:
        return Series((), (), (), NO_COUNTS, NO_COUNTS)
    since, end = periods[0], last_day(periods, question.frequency)
    found = sightings.cells(viewer, question, since, end)
    keys = _largest(found)
    counts, cases = np.zeros((len(keys), len(periods))), np.zeros((len(keys), len(periods)))
    place = {key: number for number, key in enumerate(keys)}
    column = {period: number for number, period in enumerate(periods)}
    for cell in found:
        if cell.key in place:
            counts[place[cell.key], column[cell.period]] += cell.reports
    for cell in sightings.cases(viewer, question, since, end):
        rows = slice(None) if question.by != "country" else place.get(cell.country)
        if rows is not None:
            cases[rows, column[cell.period]] += cell.reports
    return Series(periods, keys, named(keys, question), counts, cases)


def reach(question: Question, on: date, covered: list[Coverage]) -> tuple[date, ...]:
    """The periods from the first report until the last one that is over."""
    if not covered:
        return ()
    until = last_complete(on, question.frequency)
    earliest = shifted(until, 1 - MOST_PERIODS[question.frequency], question.frequency)
    first = max(min(one.first for one in covered), earliest)
    return periods_until(period_of(first, question.frequency), until, question.frequency)


def last_day(periods: tuple[date, ...], frequency: int) -> date:
    """The last day of the last period."""
    return shifted(periods[-1], 1, frequency) - timedelta(days=1)


def named(keys: tuple[str, ...], question: Question) -> tuple[str, ...]:
    """What the series are called, in the reader's language."""
    if question.by == "country":
        return tuple(country_name(key, get_language() or "en") for key in keys)
    if question.by == "group":
        words = {choice.value: str(choice.label) for choice in StructuralGroup}
        return tuple(words.get(key, pgettext("structural group", "no group assigned")) for key in keys)
    if question.by == "effect":
        effects = {choice.value: str(choice.label) for choice in EffectGroup}
        return tuple(effects.get(key, key) for key in keys)
    found = dict(Substance.objects.filter(pk__in=[UUID(key) for key in keys]).values_list("pk", "name"))
    return tuple(found.get(UUID(key), key) for key in keys)


def _largest(found: list[Cell]) -> tuple[str, ...]:
    totals: dict[str, int] = {}
    for cell in found:
        totals[cell.key] = totals.get(cell.key, 0) + cell.reports
    return tuple(sorted(totals, key=lambda key: (-totals[key], key))[:MOST_SERIES])
