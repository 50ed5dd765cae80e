"""Qn of Rousseeuw and Croux with the finite-sample factors of ISO 13528:2022 Amd 1:2026, C.5.2.1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from comity.science.statistics.differences import single
from comity.science.statistics.estimate import Estimate, Method
from comity.science.statistics.samples import centre, sample

CONSISTENCY = 2.2191
"""Amd 1:2026; the first printing of 2022 had 2.2219."""

_QN = Method("Qn", "ISO 13528:2022 with Amd 1:2026, C.5.2.1")

# Correction for p = 2 … 12 (Table C.2).
_SMALL = (0.3994, 0.9937, 0.5132, 0.8440, 0.6122, 0.8588, 0.6699, 0.8734, 0.7201, 0.8891, 0.7574)


def qn(values: ArrayLike) -> Estimate:
    """Scale from the ordered differences of all pairs of results.

    Qn = 2.2191 b_p d₍k₎, d the ordered |xᵢ − xⱼ| (i < j), k = h(h − 1)/2, h = ⌊p/2⌋ + 1.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`; `location` is the median. Degenerate (scale 0) for a single value or when more than
        half of the values are equal.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022 with Amd 1:2026, C.5.2.1 and Table C.2. P. J. Rousseeuw, C. Croux (1993),
    J. Am. Stat. Assoc. 88, 1273-1283.

    Examples
    --------
    >>> round(qn([1.0, 1.1, 1.2, 1.3, 5.0]).scale, 5)
    0.18729
    """
    centred = centre(sample(values))
    count = centred.deviations.size
    spread = order_difference(centred.deviations, centred.rounding) if count > 1 else 0.0
    return _QN.estimate(centred.median, centred.scale(CONSISTENCY * correction(count) * spread), count)


def order_difference(deviations: np.ndarray[tuple[int], np.dtype[np.float64]], rounding: float) -> float:
    """The k-th smallest difference, k = h(h − 1)/2; 0 when that many pairs are equal."""
    half = deviations.size // 2 + 1
    rank = half * (half - 1) / 2
    differences = single(deviations, rounding)
    if differences.mass(0.0) >= rank:
        return 0.0
    steps = differences.steps(*differences.bracket(rank, start=2.0))
    return float(steps.points[int(np.searchsorted(steps.mass, rank))])


def correction(count: int) -> float:
    """b_p: makes Qn unbiased for small normal samples."""
    if count <= 12:
        return _SMALL[max(count, 2) - 2]
    n = float(count)
    if count % 2:
        return 1 / (1 + (1.6019 + (-2.128 - 5.172 / n) / n) / n)
    return 1 / (1 + (3.6756 + (1.965 + (6.987 - 77 / n) / n) / n) / n)
