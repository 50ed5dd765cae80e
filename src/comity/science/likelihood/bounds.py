"""Empirical lower and upper bounds (ELUB): how far a set of comparisons supports a likelihood ratio at all.

Source: Vergeer, van Es, de Jongh, Alberink & Stoel (2016), Sci Justice 56:482-491. At every prior for which a ratio t
is the threshold of decision, the expected cost with the method is compared with that of giving no ratio at all, after
one misleading comparison has been added on either side. Beyond the first t at which the method costs more, a larger
ratio is extrapolation, and the bound takes its place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, Floats, refused, row
from comity.science.likelihood.ratio import Bounds


def elub(same: ArrayLike, different: ArrayLike, misleading: int = 1) -> Bounds:
    """Bounds within which the normalised Bayes error rate stays at or below 1.

    NBE(t) = (FNR(t) + t · FPR(t)) / min(1, t), with FNR = (number of same ≤ t, + m)/(n + m), FPR = (number of
    different > t, + m)/(n' + m). Upper bound: the infimum of t ≥ 1 with NBE > 1; lower: the supremum of t ≤ 1. The
    rates are steps, so both are found exactly, without a grid.

    Parameters
    ----------
    same, different : array_like
        log10 likelihood ratios of a validation set; infinite ones are allowed.
    misleading : int
        Consequential misleading comparisons m that are added to either side.

    Returns
    -------
    Bounds
        In log10; 0 where the method supports nothing on that side. Never beyond log10(n + m).

    Raises
    ------
    InputError
        An empty row, NaN, fewer than one misleading comparison.

    References
    ----------
    Vergeer et al. (2016), Sci Justice 56:482-491, section 2.3.

    Examples
    --------
    >>> found = elub([0.5, 1.0, 1.5, 2.0] * 10, [-0.5, -1.0, -1.5, -2.0] * 10)
    >>> round(found.lower, 3), round(found.upper, 3)
    (-1.301, 1.301)
    """
    first, second = row(same, "same", finite=False), row(different, "different", finite=False)
    if misleading < 1:
        what = message(CONTEXT, "At least one misleading comparison must be added, or nothing bounds the ratio.")
        raise refused("misleading", "misleading", what)
    upper = _upper(first, second, misleading)
    lower = 0.0 - _upper(-second, -first, misleading)  # swapping the propositions turns one side into the other
    return Bounds(lower, upper, f"ELUB, {misleading} misleading (Vergeer et al. 2016)")


def _upper(same: Floats, different: Floats, misleading: int) -> float:
    edges = np.unique(np.concatenate([[0.0], same[same > 0], different[different > 0]]))
    edges = edges[np.isfinite(edges)]
    hits = _above(same, edges)
    false = _above(different, edges)
    hit_rate = hits / (same.size + misleading)
    false_rate = (false + misleading) / (different.size + misleading)
    with np.errstate(divide="ignore"):
        crossing = np.log10(hit_rate / false_rate)  # where t · FPR reaches 1 − FNR on this step
    ends = np.append(edges[1:], np.inf)
    broken = np.flatnonzero(crossing < ends)
    return float(max(edges[broken[0]], crossing[broken[0]]))


def _above(values: Floats, edges: Floats) -> Floats:
    """How many values lie above each edge."""
    return np.asarray(values.size - np.searchsorted(np.sort(values), edges, side="right"), dtype=np.float64)
