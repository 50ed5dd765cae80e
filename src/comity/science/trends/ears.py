"""EARS C1, C2, C3: detectors for short histories, against the mean and standard deviation of a few recent periods.

Source: Hutwagner, Thompson, Seeman & Treadwell (2003), J Urban Health 80(2 Suppl 1):i89-i96; Fricker, Hegler & Dunfee
(2008), Stat Med 27:3407-3429. Results equal those of `earsC` in R's `surveillance` 1.20.3. Where the baseline does not
vary at all and that function answers NA, C3 here counts no excess for a count at or below the mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, Floats, counts_table, fraction, positions_of, refused, whole
from comity.science.trends.bounds import normal_quantile
from comity.science.trends.screening import Screening, Status, empty_screening

EarsMethod = Literal["C1", "C2", "C3"]
LAG = {"C1": 0, "C2": 2, "C3": 2}
MEMORY = {"C1": 0, "C2": 0, "C3": 2}
LEVEL = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
LEAST_BASELINE = 3


def ears(
    counts: ArrayLike,
    method: EarsMethod = "C1",
    at: Iterable[int] | int | None = None,
    *,
    baseline: int = 7,
    alpha: float | None = None,
    least_deviation: float = 0.0,
) -> Screening:
    """EARS: is a count above mean + z · standard deviation of the last few periods?

    C1 looks at the periods just before, C2 skips two, C3 adds what the C2 statistics of the two periods before had
    above 1: U = max(0, y + s · (z − Σ max(0, C2 − 1))).

    Parameters
    ----------
    counts : array_like, shape (series, periods) or (periods,)
        Events per period; NaN for *not reported*.
    method : {"C1", "C2", "C3"}
        Which detector.
    at : iterable of int or int, optional
        Columns to assess; by default all that have enough periods before them.
    baseline : int
        Periods averaged, at least 3.
    alpha : float, optional
        One-sided level of z; by default 0.001, for C3 0.025.
    least_deviation : float
        The standard deviation counts as at least this; 0.5 avoids alarms after a row of equal counts.

    Returns
    -------
    Screening
        `expected` is the mean of the baseline; there are no p-values.

    Raises
    ------
    InputError
        Not counts, an unknown method, a period without enough before it.

    References
    ----------
    Hutwagner et al. (2003), J Urban Health 80(2 Suppl 1):i89-i96.

    Examples
    --------
    >>> found = ears([3, 4, 5, 4, 3, 4, 5, 4, 9], "C1")
    >>> found.positions, found.alarms(), round(float(found.bound[0, 1]), 3)
    ((7, 8), [8], 6.275)
    """
    table = counts_table(counts)
    if method not in LAG:
        raise refused("name", "method", message(CONTEXT, "EARS has the methods C1, C2 and C3."))
    width = whole(baseline, LEAST_BASELINE, "baseline")
    if not 0 <= least_deviation < np.inf:
        what = message(CONTEXT, "The least standard deviation must not be below zero.")
        raise refused("deviation", "least_deviation", what)
    z = normal_quantile(fraction(LEVEL[method] if alpha is None else alpha, "alpha"))
    first = width + LAG[method] + MEMORY[method]
    positions = positions_of(at, table.shape[1], range(first, table.shape[1]))
    if positions and min(positions) < first:
        what = message(CONTEXT, "{count} earlier periods are needed.", count=first)
        raise refused("history", "at", what)
    return _compare(table, method, positions, width, least_deviation, z)


def _compare(
    table: Floats, method: EarsMethod, positions: list[int], width: int, least_deviation: float, z: float
) -> Screening:
    result = empty_screening(f"ears-{method.lower()}", positions, table)
    if not positions:
        return result
    where = np.array(positions)
    mean, deviation = _baseline(table, where, width, LAG[method], least_deviation)
    bound = mean + z * deviation
    if method == "C3":
        excess = _excess(table, where - 1, width, least_deviation) + _excess(table, where - 2, width, least_deviation)
        with np.errstate(invalid="ignore"):
            lowered = np.maximum(result.observed + deviation * (z - excess), 0)
        bound = np.where(np.isinf(excess), 0.0, lowered)
    usable = ~np.isnan(bound) & (result.status == Status.ASSESSED)
    result.status[~usable & (result.status == Status.ASSESSED)] = Status.NO_REFERENCE
    result.expected[usable], result.bound[usable] = mean[usable], bound[usable]
    result.alarm[usable] = result.observed[usable] > bound[usable]
    return result


def _baseline(table: Floats, where: np.ndarray, width: int, lag: int, least: float) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the `width` periods that end `lag` before each; NaN where one is not reported."""
    windows = sliding_window_view(table, width, axis=1)[:, where - lag - width]
    return windows.mean(axis=2), np.maximum(windows.std(axis=2, ddof=1), least)


def _excess(table: Floats, where: np.ndarray, width: int, least: float) -> Floats:
    """What the C2 statistic has above 1; infinite where the baseline does not vary and the count lies above it."""
    mean, deviation = _baseline(table, where, width, LAG["C2"], least)
    away = table[:, where] - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(away > 0, away / deviation, np.minimum(away, 0))
    return np.asarray(np.maximum(statistic - 1, 0))
