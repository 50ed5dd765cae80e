"""Grubbs' tests for one or two deviating means: ISO 5725-2:2019, 8.3.5.

Critical values are computed for any number of laboratories and any level, not looked up. They reproduce the tables of
the standard. Grubbs' statistic for two outliers has no closed form; see `two_outliers`.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.statistics import two_outliers
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.median import standard_deviation
from comity.science.statistics.outliers import OutlierTest, nothing
from comity.science.statistics.samples import Floats, centre, check_count, check_level, sample

Side = Literal["two-sided", "high", "low"]
SIDES = ("two-sided", "high", "low")


def grubbs(
    values: ArrayLike, alpha: float = 0.01, side: Side = "two-sided", outliers: Literal[1, 2] = 1
) -> OutlierTest:
    """Does the most extreme value, or the outermost two on one side, lie too far from the rest?

    One: G = |x − x̄|/s, outlying when above the critical value. Two: G = SS without the two largest (or smallest) /
    SS of all, outlying when *below* it.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results or cell means, in one unit; at least 3 (for two outliers at least 4).
    alpha : float
        Significance level.
    side : {"two-sided", "high", "low"}
        Which end is in question; "two-sided" takes the more extreme one.
    outliers : {1, 2}
        How many are tested together.

    Returns
    -------
    OutlierTest
        G is dimensionless; `p_value` of a two-sided test is Bonferroni's upper bound. Degenerate without spread.

    Raises
    ------
    InputError
        Too few values, one that is not a finite number, an unknown side or number of outliers, a bad level.

    References
    ----------
    ISO 5725-2:2019, 8.3.5 and Table 5 (two-sided levels).

    Examples
    --------
    >>> test = grubbs([10.0, 10.1, 9.9, 10.05, 9.95, 12.0])
    >>> round(test.statistic, 3), test.outlying, test.index
    (2.034, True, 5)
    """
    x = sample(values)
    critical = grubbs_critical(x.size, alpha, side, outliers)
    clause = "ISO 5725-2:2019, 8.3.5"
    method = "Grubbs, one outlier" if outliers == 1 else "Grubbs, two outliers"
    deviations = centre(x).deviations
    peak = float(np.abs(deviations).max())
    if peak == 0:
        why = message(CONTEXT, "All values are equal.")
        statistic = 0.0 if outliers == 1 else 1.0
        return nothing(statistic, critical, 0, alpha, method, clause, why)
    unit = deviations / peak
    if outliers == 1:
        statistic, index = _one(unit, side)
        p_value = _p_value_one(statistic, x.size, side)
        return OutlierTest(statistic, critical, p_value, statistic > critical, index, alpha, method, clause)
    statistic, index = _two(unit, side)
    tail = two_outliers.probability(x.size, statistic)
    p_value = min(1.0, tail * (2 if side == "two-sided" else 1))
    return OutlierTest(statistic, critical, p_value, statistic < critical, index, alpha, method, clause)


def grubbs_critical(count: int, alpha: float = 0.01, side: Side = "two-sided", outliers: Literal[1, 2] = 1) -> float:
    """Critical value of Grubbs' tests.

    One outlier: G = (p − 1)/√p · √(t²/(p − 2 + t²)), t the 1 − α/(2p) quantile of Student's t with p − 2 degrees of
    freedom (1 − α/p for one side). Two outliers: the α/2 (one side: α) quantile of the distribution in `two_outliers`.

    Parameters
    ----------
    count : int
        Values p, at least 3 (for two outliers at least 4).
    alpha : float
        Significance level.
    side : {"two-sided", "high", "low"}
        ISO 5725-2's Table 5 is two-sided.
    outliers : {1, 2}
        How many are tested together.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    InputError
        A count, level, side or number of outliers out of range.

    References
    ----------
    ISO 5725-2:2019, Table 5.

    Examples
    --------
    >>> round(grubbs_critical(8, 0.05), 3), round(grubbs_critical(8, 0.05, outliers=2), 4)
    (2.127, 0.1101)
    """
    if side not in SIDES or outliers not in (1, 2):
        what = message(CONTEXT, "Grubbs' test knows one or two outliers, two-sided, high or low.")
        raise InputError("statistics.grubbs", what, where="side, outliers")
    p = check_count(count, 3 if outliers == 1 else 4)
    tail = check_level(alpha) / (2 if side == "two-sided" else 1)
    if outliers == 2:
        return two_outliers.quantile(p, tail)
    t = float(stdtrit(p - 2, 1 - tail / p))
    return (p - 1) / math.sqrt(p) * math.sqrt(t * t / (p - 2 + t * t))


def _one(unit: Floats, side: Side) -> tuple[float, int]:
    away = unit - unit.mean()
    away = {"two-sided": np.abs(away), "high": away, "low": -away}[side]
    index = int(np.argmax(away))
    return float(away[index]) / standard_deviation(unit), index


def _p_value_one(statistic: float, count: int, side: Side) -> float:
    room = (count - 1) ** 2 / count - statistic**2
    if room <= 0:
        return 0.0
    t = statistic * math.sqrt((count - 2) / room)
    return min(1.0, count * float(stdtr(count - 2, -t)) * (2 if side == "two-sided" else 1))


def _two(unit: Floats, side: Side) -> tuple[float, int]:
    order = np.argsort(unit, kind="stable")
    rest = {"high": order[:-2], "low": order[2:]}
    outermost = {"high": int(order[-1]), "low": int(order[0])}
    squares = {end: float(np.square(unit[kept] - unit[kept].mean()).sum()) for end, kept in rest.items()}
    end = min(squares, key=lambda name: squares[name]) if side == "two-sided" else side
    return squares[end] / float(np.square(unit - unit.mean()).sum()), outermost[end]
