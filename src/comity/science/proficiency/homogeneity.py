"""Are the items alike enough? ISO 13528:2022, Annex B, B.1 to B.4.

g items are measured m times each under repeatability conditions, in random order. Before anything else Cochran's
test looks for an item whose replicates disagree; then

    s_w^2 = mean variance within items,  s_x^2 = variance of the item means,  s_s = sqrt(max(0, s_x^2 - s_w^2/m))

and the items are alike enough when s_s <= 0.3 sigma_pt, or at least by the expanded criterion, which allows for the
uncertainty of s_s itself: s_s^2 <= F1 (0.3 sigma_pt)^2 + F2 s_w^2. When the run order is known, a drift of the
measuring system over the run is looked for (`drift.py`): it would look like differences between items.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, at_most, finite_array, positive
from comity.science.proficiency.drift import Drift, run_order_drift
from comity.science.statistics import OutlierTest, cochran

CLAUSE: Final = "ISO 13528:2022, Annex B"
CONFIDENCE: Final = 0.95
COCHRAN_ALPHA: Final = 0.05


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Outcome of a homogeneity check; `None` where a quantity needs sigma_pt, replicates or a run order."""

    items: int
    replicates: int
    mean: float
    item_means_standard_deviation: float
    within_item_standard_deviation: float | None
    between_item_standard_deviation: float
    criterion: float | None
    sufficient: bool | None
    factors: tuple[float, float] | None
    expanded_criterion: float | None
    sufficient_expanded: bool | None
    f_statistic: float | None
    f_critical: float | None
    f_p: float | None
    cochran: OutlierTest | None
    drift: Drift | None
    verdict: str
    message: Message
    warnings: tuple[Message, ...]
    clause: str = CLAUSE

    @property
    def standard_uncertainty(self) -> float:
        """u_hom, the contribution of differences between items to u(x_pt)."""
        return self.between_item_standard_deviation


def expanded_criterion_factors(items: int, replicates: int = 2) -> tuple[float, float]:
    """Factors F1 and F2 of the expanded criterion, for any number of items and replicates.

    F1 = chi2_0.95(g-1) / (g-1),  F2 = (F_0.95(g-1, g(m-1)) - 1) / m

    Parameters
    ----------
    items, replicates
        g and m, both at least two.

    Raises
    ------
    InputError
        When either is below two.

    References
    ----------
    ISO 13528:2022, B.2.3 and Table B.1 (which tabulates g = 7 to 20 for m = 2).

    Examples
    --------
    >>> [round(factor, 2) for factor in expanded_criterion_factors(10)]
    [1.88, 1.01]
    """
    if items < 2 or replicates < 2:
        raise InputError(
            "too-few-items",
            message("proficiency", "A homogeneity check needs at least two items with two replicates each."),
            where="items, replicates",
        )
    g, m = int(items), int(replicates)
    first = float(special.chdtri(g - 1, 1.0 - CONFIDENCE)) / (g - 1)
    second = (float(special.fdtri(g - 1, g * (m - 1), CONFIDENCE)) - 1.0) / m
    return first, second


def homogeneity(
    item_replicates: ArrayLike, sigma_pt: float | None = None, *, run_order: ArrayLike | None = None
) -> Homogeneity:
    """Check whether the items are alike enough for the exercise.

    Parameters
    ----------
    item_replicates
        One row per item, one column per replicate, in the unit of the measurand; equally many replicates of each.
        A single column is allowed (B.1.2): s_s then includes the method's repeatability.
    sigma_pt
        Standard deviation for proficiency assessment, same unit; without it only the components are computed.
    run_order
        Position in the measuring run, one per item or one per result; without it drift is not looked for.

    Raises
    ------
    InputError
        When rows differ in length, values are missing, or there are fewer than two items.

    References
    ----------
    ISO 13528:2022, B.2.2 (criterion), B.2.3 (expanded), B.2.4 (F test), B.3 (components); worked example E.2.

    Examples
    --------
    >>> pairs = [[.185, .194], [.187, .189], [.182, .186], [.188, .196], [.191, .181],
    ...          [.188, .180], [.187, .196], [.177, .186], [.179, .187], [.188, .196]]
    >>> arsenic = homogeneity(pairs, sigma_pt=0.02807)
    >>> arsenic.verdict, round(arsenic.between_item_standard_deviation, 5)
    ('homogeneous', 0.0006)
    """
    values = _table(item_replicates)
    g, m = values.shape
    sigma = None if sigma_pt is None else positive(sigma_pt, "sigma_pt")
    s_x, s_w, s_s = _components(values)
    limit = None if sigma is None else 0.3 * sigma
    factors = expanded_criterion_factors(g, m) if m > 1 else None
    expanded = _expanded(limit, factors, s_w)
    cochran_test = _cochran(values)
    drift = None if run_order is None else run_order_drift(values, run_order)
    verdict, text = _verdict(s_s, limit, expanded)
    f_statistic, f_critical, f_p = _f_test(s_x, s_w, g, m)
    return Homogeneity(
        items=g,
        replicates=m,
        mean=float(values[0, 0] + (values - values[0, 0]).mean()),
        item_means_standard_deviation=s_x,
        within_item_standard_deviation=s_w,
        between_item_standard_deviation=s_s,
        criterion=limit,
        sufficient=None if limit is None else at_most(s_s, limit),
        factors=factors,
        expanded_criterion=expanded,
        sufficient_expanded=None if expanded is None else at_most(s_s, expanded),
        f_statistic=f_statistic,
        f_critical=f_critical,
        f_p=f_p,
        cochran=cochran_test,
        drift=drift,
        verdict=verdict,
        message=text,
        warnings=_warnings(values, s_w, sigma, cochran_test, drift),
    )


def _table(item_replicates: ArrayLike) -> Floats:
    """Items by replicates; a plain row of numbers counts as one replicate each."""
    values = finite_array(item_replicates, "item_replicates")
    values = values[:, np.newaxis] if values.ndim == 1 else values
    if values.ndim != 2 or values.shape[0] < 2 or values.shape[1] < 1:
        raise InputError(
            "too-few-items",
            message("proficiency", "A homogeneity check needs at least two items, each measured equally often."),
            where="item_replicates",
            remedy=message("proficiency", "Give one row per item and one column per replicate."),
        )
    return values


def _components(values: Floats) -> tuple[float, float | None, float]:
    """s_x, s_w and s_s; deviations from one of the values keep digits that squares of large numbers would lose."""
    deviations = values - values[0, 0]
    m = values.shape[1]
    s_x = float(deviations.mean(axis=1).std(ddof=1))
    if m == 1:
        return s_x, None, s_x
    s_w = float(np.sqrt(deviations.var(axis=1, ddof=1).mean()))
    return s_x, s_w, math.sqrt(max(0.0, s_x**2 - s_w**2 / m))


def _expanded(limit: float | None, factors: tuple[float, float] | None, s_w: float | None) -> float | None:
    if limit is None or factors is None or s_w is None:
        return None
    return math.sqrt(factors[0] * limit**2 + factors[1] * s_w**2)


def _f_test(s_x: float, s_w: float | None, g: int, m: int) -> tuple[float | None, float | None, float | None]:
    """Analysis of variance, B.2.4; impossible without replicates or without any spread within items."""
    if s_w is None or s_w == 0:
        return None, None, None
    statistic = m * (s_x / s_w) ** 2
    degrees = (g - 1, g * (m - 1))
    critical = float(special.fdtri(*degrees, CONFIDENCE))
    return statistic, critical, float(special.fdtrc(*degrees, statistic))


def _cochran(values: Floats) -> OutlierTest | None:
    spread = (values - values[:, :1]).std(axis=1, ddof=1) if values.shape[1] > 1 else np.zeros(0)
    return cochran(spread, values.shape[1], COCHRAN_ALPHA) if (spread > 0).any() else None


def _verdict(s_s: float, limit: float | None, expanded: float | None) -> tuple[str, Message]:
    if limit is None:
        return "not_judged", message("proficiency", "Without sigma_pt the homogeneity of the items was not judged.")
    if at_most(s_s, limit):
        return "homogeneous", message("proficiency", "The items are homogeneous enough for this exercise.")
    if expanded is not None and at_most(s_s, expanded):
        return "homogeneous_expanded", message(
            "proficiency",
            "The items are homogeneous enough by the expanded criterion only, which allows for the uncertainty of the "
            "check.",
        )
    return "inhomogeneous", message(
        "proficiency",
        "The items are not homogeneous enough: widen sigma_pt by the between-item standard deviation {between}, or "
        "do not use them.",
        between=s_s,
    )


def _warnings(
    values: Floats, s_w: float | None, sigma: float | None, test: OutlierTest | None, drift: Drift | None
) -> tuple[Message, ...]:
    found = []
    if test is not None and test.outlying:
        found.append(
            message(
                "proficiency",
                "The replicates of item {item} differ more than those of the other items (Cochran's test); look for a "
                "measuring error before using the result.",
                item=test.index + 1,
            )
        )
    if s_w is not None and sigma is not None and s_w > 0.5 * sigma:
        found.append(
            message(
                "proficiency",
                "The method of the homogeneity check repeats too poorly (standard deviation {within}) to see "
                "differences that matter; measure more replicates.",
                within=s_w,
            )
        )
    if values.shape[1] == 1:
        found.append(
            message(
                "proficiency",
                "Without replicates the repeatability of the method counts as difference between items.",
            )
        )
    if values.shape[0] < 10:
        found.append(
            message(
                "proficiency",
                "{count} item was checked; ten or more are usual.",
                plural="{count} items were checked; ten or more are usual.",
                count=int(values.shape[0]),
            )
        )
    if drift is not None and drift.significant:
        found.append(drift.message)
    return tuple(found)
