"""What the rules and the detectors say of everything, every night: signals, from which people make alerts.

A signal names the reports behind it. Whoever makes something of it gives it a label that follows from theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from comity.domains.substances.models import Report
from comity.domains.substances.periods import WEEKLY, shifted
from comity.domains.substances.queries import first_events, sightings
from comity.domains.substances.queries.series import last_day, reach
from comity.domains.substances.queries.sightings import Question
from comity.domains.substances.screening import LATEST, LEAST_CASES, choose, screen
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import viewer_of

NETWORK: Final = ""
TOLD_WITHIN: Final = timedelta(days=28)
"""A first event is news when it was reported so recently, whenever it happened …"""
HAPPENED_WITHIN: Final = timedelta(days=731)
"""… within two years: older ones are history that was loaded."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something out of the ordinary. No country: the whole network. `period` is a day, or the first day of a week."""

    kind: Literal["first", "trend", "unknown", "harm"]
    substance: UUID | None
    country: str
    period: date
    observed: float | None
    bound: float | None
    evidence: tuple[UUID, ...]
    scope: str = ""
    """For a first: network, region or country."""


def signals(actor: Actor, on: date, *, purpose: str = "") -> list[Signal]:
    """Everything out of the ordinary on a day, in what this actor may see: firsts, rises, shared unknowns, harm."""
    actor.require("see trends")
    viewer = viewer_of(actor, purpose=purpose)
    return [*_firsts(viewer, on), *_harms(viewer, on), *_shared(viewer, on), *_rises(viewer, on)]


def _firsts(viewer: Viewer, on: date) -> list[Signal]:
    found = first_events.firsts(viewer, Question(), on - HAPPENED_WITHIN)
    news = _told_lately({report for one in found for report in one.evidence}, on)
    return [
        Signal("first", one.substance, one.country, one.day, float(len(one.evidence)), None, one.evidence, one.scope)
        for one in found
        if news.intersection(one.evidence)
    ]


def _harms(viewer: Viewer, on: date) -> list[Signal]:
    least = float(first_events.LEAST_HARM - 1)
    return [
        Signal("harm", one.substance, one.country, one.day, float(one.cases), least, one.evidence)
        for one in first_events.harms(viewer, on)
    ]


def _shared(viewer: Viewer, on: date) -> list[Signal]:
    found = first_events.shared(viewer, on - HAPPENED_WITHIN)
    news = _told_lately({report for one in found for report in one.evidence}, on)
    return [
        Signal("unknown", one.substance, NETWORK, one.day, float(len(one.countries)), 1.0, one.evidence)
        for one in found
        if news.intersection(one.evidence)
    ]


def _told_lately(reports: set[UUID], on: date) -> set[UUID]:
    since = datetime.combine(on - TOLD_WITHIN, time(), UTC)
    return set(Report.objects.filter(pk__in=reports, reported_at__gte=since).values_list("pk", flat=True))


# Rises ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    keys: tuple[tuple[str, str], ...]  # substance, country
    periods: tuple[date, ...]
    counts: NDArray[np.float64]
    cases: NDArray[np.float64]


def _rises(viewer: Viewer, on: date) -> list[Signal]:
    table = _table(viewer, on)
    if table is None or not table.keys:
        return []
    method = choose(len(table.periods), WEEKLY)
    found = screen(table.counts, table.cases, table.periods, WEEKLY, method)
    if found.screening is None:
        return []
    flagged = found.screening.alarm if found.discovered is None else found.discovered
    chosen = [(row, int(np.flatnonzero(flagged[row])[-1])) for row in range(len(table.keys)) if flagged[row].any()]
    in_country = {table.keys[row][0] for row, _ in chosen if table.keys[row][1] != NETWORK}
    chosen = [one for one in chosen if table.keys[one[0]][1] != NETWORK or table.keys[one[0]][0] not in in_country]
    places = [(table.keys[row], found.screening.positions[column]) for row, column in chosen]
    evidence = _evidence(viewer, {(*key, table.periods[at]) for key, at in places})
    return [
        Signal(
            "trend",
            UUID(substance),
            country,
            table.periods[at],
            float(found.screening.observed[row, column]),
            float(found.screening.bound[row, column]),
            evidence[substance, country, table.periods[at]],
        )
        for (row, column), ((substance, country), at) in zip(chosen, places, strict=True)
    ]


def _table(viewer: Viewer, on: date) -> _Table | None:
    """Every substance in every country and in the network, of which there were enough lately to be tested at all."""
    question = Question()
    periods = reach(question, on, sightings.coverage(viewer, question, on))
    if not periods:
        return None
    end = last_day(periods, WEEKLY)
    column = {period: number for number, period in enumerate(periods)}
    cases: dict[str, NDArray[np.float64]] = {NETWORK: np.zeros(len(periods))}
    for cell in sightings.cases(viewer, question, periods[0], end):
        for country in (cell.country, NETWORK):
            cases.setdefault(country, np.zeros(len(periods)))[column[cell.period]] += cell.reports
    rows: dict[tuple[str, str], NDArray[np.float64]] = {}
    for cell in sightings.cells(viewer, question, periods[0], end):
        for country in (cell.country, NETWORK):
            rows.setdefault((cell.key, country), np.zeros(len(periods)))[column[cell.period]] += cell.reports
    least, within = LEAST_CASES[WEEKLY]
    active = sorted(key for key, row in rows.items() if row[-(LATEST + within - 1) :].sum() >= least)
    counts = np.array([rows[key] for key in active]).reshape(len(active), len(periods))
    examined = np.array([cases[country] for _, country in active]).reshape(counts.shape)
    return _Table(tuple(active), periods, counts, examined)


def _evidence(viewer: Viewer, wanted: set[tuple[str, str, date]]) -> dict[tuple[str, str, date], tuple[UUID, ...]]:
    """The reports behind the flagged weeks: one question for all of them."""
    if not wanted:
        return {}
    first = min(period for *_, period in wanted)
    end = shifted(max(period for *_, period in wanted), 1, WEEKLY) - timedelta(days=1)
    rows = (
        sightings.analyses_seen(viewer)
        .filter(
            key_substance__in={UUID(substance) for substance, *_ in wanted},
            report__happened_on__gte=first,
            report__happened_on__lte=end,
            report__precision="day",
        )
        .values_list("key_substance", "report__country", "report__happened_on", "report_id")
        .order_by("report_id")
    )
    found: dict[tuple[str, str, date], dict[UUID, None]] = {one: {} for one in wanted}
    for substance, country, day, report in rows:
        week = day - timedelta(days=day.weekday())
        for place in (country, NETWORK):
            reports = found.get((str(substance), place, week))
            if reports is not None and len(reports) < first_events.MOST_EVIDENCE:
                reports[report] = None
    return {one: tuple(reports) for one, reports in found.items()}
