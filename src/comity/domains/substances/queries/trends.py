"""Trends as a reader may see them: series, what is out of the ordinary in them, and what is new at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from comity.domains.substances.periods import MONTHLY, WEEKLY, distance, last_complete, shifted
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.first_events import First, firsts
from comity.domains.substances.queries.series import Series, load
from comity.domains.substances.queries.sightings import Coverage, Question
from comity.domains.substances.queries.signals import Signal, signals
from comity.domains.substances.screening import (
    ASSESSED,
    DELAYS,
    EARS_NEEDS,
    LATEST,
    Completed,
    Method,
    Screened,
    Wanted,
    choose,
    complete,
    detect,
    screen,
)
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import viewer_of

SHOWN: Final = {WEEKLY: 104, MONTHLY: 36}
SILENT_AFTER: Final = {WEEKLY: 8, MONTHLY: 3}
"""Periods without a report after which a country counts as silent."""
NEWS: Final = timedelta(days=91)
__all__ = ["Course", "Point", "Series", "Signal", "Standing", "Trends", "course", "signals", "trends"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One series in the last period: a row of the table."""

    key: str
    name: str
    reports: int
    recent: int
    observed: int
    expected: float | None
    bound: float | None
    adjusted: float | None
    alarm: bool
    discovered: bool
    status: str
    alarm_in: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the series that is drawn."""

    period: date
    observed: int
    cases: int
    expected: float | None
    bound: float | None
    p_value: float | None
    alarm: bool
    status: str
    completed: Completed | None


@dataclass(frozen=True, slots=True)
class Course:
    """One series over time."""

    key: str
    name: str
    points: tuple[Point, ...]
    completed: tuple[Completed, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Everything that the page of trends says."""

    question: Question
    method: Method
    until: date | None
    reports: int
    standings: tuple[Standing, ...]
    tests: int
    course: Course | None
    coverage: tuple[Coverage, ...]
    silent: tuple[Coverage, ...]
    firsts: tuple[First, ...]

    @property
    def inexact(self) -> int:
        """Reports whose date is not known exactly enough for these periods."""
        return sum(one.inexact for one in self.coverage)


def trends(
    actor: Actor,
    question: Question,
    on: date,
    *,
    chosen: str = "",
    wanted: Wanted = "",
    against_cases: bool = True,
    purpose: str = "",
) -> Trends:
    """Series as this actor may see them, judged on a day; `chosen` is the series that is drawn."""
    actor.require("see trends")
    viewer = viewer_of(actor, purpose=purpose)
    frequency = question.frequency
    lately = shifted(last_complete(on, frequency), -SILENT_AFTER[frequency], frequency)
    covered = sightings.coverage(viewer, question, lately)
    series = load(viewer, question, on, covered)
    method = choose(len(series.periods), frequency, wanted, against_cases=against_cases)
    screened = screen(series.counts, series.cases, series.periods, frequency, method)
    standings = tuple(_standings(series, screened))
    row = _row_of(series, chosen, standings)
    return Trends(
        question,
        method,
        series.periods[-1] if series.periods else None,
        sum(one.reports for one in covered),
        standings,
        screened.tests,
        None if row is None else course(viewer, question, series, row, method),
        tuple(covered),
        tuple(one for one in covered if not one.lately),
        tuple(firsts(viewer, question, on - NEWS)),
    )


def course(viewer: Viewer, question: Question, series: Series, row: int, method: Method) -> Course:
    """One series over time, judged where the history allows, completed where reports are still to come."""
    length, frequency = len(series.periods), question.frequency
    completed = {one.period: one for one in _completed(viewer, question, series, row)}
    judged = {}
    at = range(max(length - ASSESSED[frequency], EARS_NEEDS if method.name == "ears-c2" else 0), length)
    if method.name and at:
        one, all_cases = series.counts[row : row + 1], series.cases[row : row + 1]
        found = detect(one, all_cases, series.periods, frequency, method, at)
        judged = {point.position: point for point in found.points(0)}
    points = []
    for place in range(max(0, length - SHOWN[frequency]), length):
        period, point = series.periods[place], judged.get(place)
        points.append(
            Point(
                period,
                int(series.counts[row, place]),
                int(series.cases[row, place]),
                point.expected if point else None,
                point.bound if point else None,
                point.p_value if point else None,
                bool(point and point.alarm),
                point.status.word if point else "",
                completed.get(period),
            )
        )
    return Course(series.keys[row], series.names[row], tuple(points), tuple(completed.values()))


def _completed(viewer: Viewer, question: Question, series: Series, row: int) -> list[Completed]:
    frequency, width = question.frequency, DELAYS[question.frequency]
    shown = series.periods[-SHOWN[frequency] :]
    triangle = np.zeros((len(shown), width))
    for happened, told, count in sightings.delays(viewer, question, series.keys[row], shown[0]):
        late, place = max(distance(happened, told, frequency), 0), distance(shown[0], happened, frequency)
        # What was loaded years later tells nothing of how late reports are.
        if late < width and 0 <= place < len(shown) and told <= series.periods[-1]:
            triangle[place, late] += count
    found = complete(triangle, shown)
    column = {period: number for number, period in enumerate(series.periods)}
    return [_at_least(one, series.counts[row, column[one.period]]) for one in found]


def _at_least(one: Completed, seen: float) -> Completed:
    """What came in since the last period was over has arrived all the same."""
    return Completed(one.period, one.share, max(one.expected, seen), max(one.lower, seen), max(one.upper, seen))


def _standings(series: Series, screened: Screened) -> list[Standing]:
    found = screened.screening
    made = []
    for row, (key, name) in enumerate(zip(series.keys, series.names, strict=True)):
        points = list(found.points(row)) if found else []
        last = points[-1] if points else None
        adjusted = float(screened.adjusted[row, -1]) if screened.adjusted is not None and last else None
        made.append(
            Standing(
                key,
                name,
                int(series.counts[row].sum()),
                int(series.counts[row, -LATEST:].sum()),
                int(series.counts[row, -1]),
                last.expected if last else None,
                last.bound if last else None,
                None if adjusted is None or np.isnan(adjusted) else adjusted,
                bool(last and last.alarm),
                bool(screened.discovered is not None and last and screened.discovered[row, -1]),
                last.status.word if last else "",
                tuple(series.periods[point.position] for point in points if point.alarm),
            )
        )
    return sorted(made, key=lambda one: (-len(one.alarm_in), not one.alarm, -one.recent, -one.reports, one.name))


def _row_of(series: Series, chosen: str, standings: tuple[Standing, ...]) -> int | None:
    if chosen in series.keys:
        return series.keys.index(chosen)
    return series.keys.index(standings[0].key) if standings and not chosen else None
