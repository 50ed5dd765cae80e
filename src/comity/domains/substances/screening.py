"""Which detector looks at which periods of a table of counts, with which parameters. Pure.

Rules
-----
1. With two years of history or more before the periods that are looked at: Farrington Flexible, over as many years as
   there are, five at most. With less: EARS C2. A person may ask for one of them; what cannot be answered says why.
2. By default cases are judged against all reports of the same scope: a laboratory that reports more of everything
   raises no alarm, and a delay that touches all reports alike takes itself out.
3. The latest periods of all series are judged together: of what is called a discovery, at most the stated share is
   expected to be chance. One series over a longer time shows alarms only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from comity.domains.substances.periods import MONTHLY, WEEKLY
from comity.science import trends

Wanted = Literal["", "farrington", "ears"]
LATEST: Final = 4
"""Periods in which all series are judged together."""
ASSESSED: Final = {WEEKLY: 26, MONTHLY: 12}
"""Periods in which the series that is drawn is judged."""
YEARS: Final = 5
HALF_WINDOW: Final = {WEEKLY: 3, MONTHLY: 1}
GROUPS: Final = {WEEKLY: 10, MONTHLY: 4}
EXCLUDED_RECENT: Final = {WEEKLY: 26, MONTHLY: 6}
LEAST_CASES: Final = {WEEKLY: (5, 4), MONTHLY: (5, 3)}
PERIODS_PER_YEAR: Final = {WEEKLY: 53, MONTHLY: 12}  # the nearest Monday of last year may lie 53 weeks back
EARS_NEEDS: Final = 9
LEAST_DEVIATION: Final = 0.5
ALPHA: Final = 0.01
DISCOVERY_RATE: Final = 0.05
LEAST_REPORTED: Final = 0.9
"""A period of which less has arrived is shaded as incomplete."""
DELAYS: Final = {WEEKLY: 16, MONTHLY: 7}
LEAST_FOR_NOWCAST: Final = 30


@dataclass(frozen=True, slots=True)
class Method:
    """A detector and how far back it looks; no name where the history is too short for any."""

    name: Literal["farrington-flexible", "ears-c2", ""]
    years: int = 0
    against_cases: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """All series in the latest periods, judged together."""

    method: Method
    screening: trends.Screening | None
    adjusted: NDArray[np.float64] | None
    discovered: NDArray[np.bool_] | None
    tests: int


@dataclass(frozen=True, slots=True)
class Completed:
    """What one period will hold once all reports are in, and the share that has arrived."""

    period: date
    share: float
    expected: float
    lower: float
    upper: float


def choose(length: int, frequency: int, wanted: Wanted = "", *, against_cases: bool = True) -> Method:
    """The method for a series of so many periods.

    >>> choose(200, 52).years, choose(60, 52).name, choose(5, 52).name
    (3, 'ears-c2', '')
    """
    earliest = length - ASSESSED[frequency]
    years = min((earliest - HALF_WINDOW[frequency]) // PERIODS_PER_YEAR[frequency], YEARS)
    if wanted == "farrington" or (not wanted and years >= 2):
        return Method("farrington-flexible", years, against_cases) if years >= 1 else Method("")
    return Method("ears-c2", 0, against_cases=False) if length > EARS_NEEDS else Method("")


def screen(
    counts: NDArray[np.float64], cases: NDArray[np.float64], periods: Sequence[date], frequency: int, method: Method
) -> Screened:
    """All series in the latest periods, with the false discovery rate of each period."""
    last = counts.shape[1]
    at = range(max(last - LATEST, EARS_NEEDS if method.name == "ears-c2" else 0), last)
    if not method.name or not at or not counts.size:
        return Screened(method, None, None, None, 0)
    found = detect(counts, cases, periods, frequency, method, at)
    if method.name != "farrington-flexible":
        return Screened(method, found, None, None, 0)
    adjusted, discovered = np.full(found.p_value.shape, np.nan), np.zeros(found.p_value.shape, dtype=bool)
    for column in range(found.p_value.shape[1]):
        if not np.isnan(found.p_value[:, column]).all():
            one = trends.false_discovery(found.p_value[:, column], DISCOVERY_RATE)
            adjusted[:, column], discovered[:, column] = one.adjusted, one.discovered
    # A small p-value far below the bound of rounded counts is no signal: only alarms are discoveries.
    return Screened(method, found, adjusted, discovered & found.alarm, int((~np.isnan(found.p_value[:, -1])).sum()))


def detect(
    counts: NDArray[np.float64],
    cases: NDArray[np.float64],
    periods: Sequence[date],
    frequency: int,
    method: Method,
    at: range,
) -> trends.Screening:
    """The chosen detector at these positions."""
    if method.name == "ears-c2":
        return trends.ears(counts, "C2", [one for one in at if one >= EARS_NEEDS], least_deviation=LEAST_DEVIATION)
    days: Any = np.array(periods, dtype="datetime64[D]")
    return trends.farrington_flexible(
        counts,
        at,
        dates=days,
        frequency=frequency,
        years=method.years,
        half_window=HALF_WINDOW[frequency],
        groups=GROUPS[frequency],
        excluded_recent=EXCLUDED_RECENT[frequency],
        alpha=ALPHA,
        threshold="nbplugin",
        least_cases=LEAST_CASES[frequency],
        denominators=cases if method.against_cases else None,
    )


def complete(triangle: NDArray[np.float64], periods: Sequence[date]) -> list[Completed]:
    """Which periods are still incomplete, and what they will hold; none where too few reports tell how late they are.

    >>> from datetime import date
    >>> import numpy as np
    >>> rows = np.array([[9.0, 3.0]] * 5 + [[9.0, 0.0]])
    >>> found = complete(rows, [date(2026, month, 1) for month in range(1, 7)])
    >>> [(one.period.month, round(one.share, 2), round(one.expected)) for one in found]
    [(6, 0.75, 12)]
    """
    if triangle.shape[0] < triangle.shape[1] or triangle.sum() < LEAST_FOR_NOWCAST:
        return []
    found = trends.nowcast(triangle)
    made = []
    for place, period in enumerate(periods):
        share = float(found.completeness[place])
        if share < LEAST_REPORTED and not np.isnan(found.expected[place]):
            numbers = (found.expected[place], found.lower[place], found.upper[place])
            made.append(Completed(period, share, *map(float, numbers)))
    return made
