"""Cochran's test for one deviating variance and Grubbs' tests for one or two deviating means: ISO 5725-2:2019, 8.3.

Critical values are computed for any number of laboratories and any level, not looked up. They reproduce the tables of
the standard. Grubbs' statistic for two outliers has no closed form; see `two_outliers`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, fdtri, stdtr, stdtrit

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics import two_outliers
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.median import standard_deviation
from comity.science.statistics.samples import Floats, centre, check_count, check_level, positive, sample

Side = Literal["two-sided", "high", "low"]
SIDES = ("two-sided", "high", "low")


@dataclass(frozen=True, slots=True)
class OutlierTest:
    """Outcome of an outlier test.

    `index` is the place of the most extreme value (for two outliers: of the outermost of them). `p_value` is exact or
    an upper bound. `degenerate` says why nothing can be outlying (no spread at all).
    """

    statistic: float
    critical_value: float
    p_value: float
    outlying: bool
    index: int
    alpha: float
    method: str
    clause: str
    degenerate: Message | None = None


def cochran(standard_deviations: ArrayLike, replicates: int, alpha: float = 0.01) -> OutlierTest:
    """Is the largest variance too large beside the others?

    C = s²max / Σ sᵢ²; outlying when C exceeds its critical value.

    Parameters
    ----------
    standard_deviations : array_like, shape (p,)
        Within-laboratory standard deviations (or absolute differences of pairs), in one unit; p at least 2.
    replicates : int
        Results behind each of them; with slightly unequal numbers, the most frequent one.
    alpha : float
        Significance level.

    Returns
    -------
    OutlierTest
        C is dimensionless; `p_value` is Bonferroni's upper bound. Degenerate when all standard deviations are zero.

    Raises
    ------
    InputError
        Fewer than two standard deviations, a negative or non-finite one, fewer than two replicates, a bad level.

    References
    ----------
    ISO 5725-2:2019, 8.3.4. P.-T. Wilrich (2013), Accred. Qual. Assur. 18, 421-429.

    Examples
    --------
    >>> test = cochran([0.1, 0.1, 0.1, 0.4], replicates=3)
    >>> round(test.statistic, 4), test.outlying, test.index
    (0.8421, False, 3)
    """
    s = positive(standard_deviations, "standard_deviations", zero=True)
    critical = cochran_critical(s.size, replicates, alpha)
    index = int(np.argmax(s))
    largest = float(s[index])
    how = ("Cochran", "ISO 5725-2:2019, 8.3.4")
    if largest == 0:
        nothing = message(CONTEXT, "All standard deviations are zero.")
        return _nothing(0.0, critical, index, alpha, *how, nothing)
    # Relative to the largest, so that no square under- or overflows.
    others = float(np.square(np.delete(s, index) / largest).sum())
    p_value = 1.0
    if others * s.size < 1e12 and others > 0:
        ratio = (s.size - 1) / others
        p_value = min(1.0, s.size * float(fdtrc(replicates - 1, (s.size - 1) * (replicates - 1), ratio)))
    elif others == 0:
        p_value = 0.0
    statistic = 1 / (1 + others)
    return OutlierTest(statistic, critical, p_value, statistic > critical, index, alpha, *how)


def cochran_critical(count: int, replicates: int, alpha: float = 0.01) -> float:
    """Critical value of Cochran's C.

    C = f/(f + p − 1), f the 1 − α/p quantile of F with n − 1 and (p − 1)(n − 1) degrees of freedom.

    Parameters
    ----------
    count : int
        Laboratories p, at least 2.
    replicates : int
        Results n per laboratory, at least 2.
    alpha : float
        Significance level.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    InputError
        A count or level out of range.

    References
    ----------
    ISO 5725-2:2019, Table 4, for which this is the closed form.

    Examples
    --------
    >>> round(cochran_critical(8, 3, 0.05), 3)
    0.516
    """
    p, n = check_count(count, 2), check_count(replicates, 2, "replicates")
    f = float(fdtri(n - 1, (p - 1) * (n - 1), 1 - check_level(alpha) / p))
    return f / (f + p - 1)


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
        nothing = message(CONTEXT, "All values are equal.")
        statistic = 0.0 if outliers == 1 else 1.0
        return _nothing(statistic, critical, 0, alpha, method, clause, nothing)
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


def _nothing(
    statistic: float, critical: float, index: int, alpha: float, method: str, clause: str, why: Message
) -> OutlierTest:
    return OutlierTest(
        statistic, critical, 1.0, outlying=False, index=index, alpha=alpha, method=method, clause=clause, degenerate=why
    )


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
