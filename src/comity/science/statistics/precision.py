"""Repeatability and reproducibility from replicates in several laboratories: ISO 5725-2:2019, 8.4."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError
from comity.base.messages import message
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.samples import centre, replicates

LIMIT_FACTOR = 2.8
"""1.96 √2 as ISO 5725 rounds it: two results differ by less in 95 % of cases."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Precision of a method at one level, in the unit of the results."""

    mean: float
    repeatability_standard_deviation: float
    between_laboratory_standard_deviation: float
    reproducibility_standard_deviation: float
    repeatability_limit: float
    reproducibility_limit: float
    laboratories: int
    results: int
    clause: str = "ISO 5725-2:2019, 8.4"


def repeatability_reproducibility(groups: Sequence[ArrayLike]) -> Precision:
    """Repeatability and reproducibility standard deviation, also with unequal numbers of replicates.

    s_r² = Σ (nᵢ − 1) sᵢ²/Σ (nᵢ − 1);  s_d² = Σ nᵢ (x̄ᵢ − M)²/(p − 1);  n̄ = (N − Σ nᵢ²/N)/(p − 1);
    s_L² = max(0, (s_d² − s_r²)/n̄);  s_R² = s_r² + s_L²;  r = 2.8 s_r;  R = 2.8 s_R.

    Parameters
    ----------
    groups : sequence of array_like
        One row of replicates per laboratory, any number in each, all in one unit.

    Returns
    -------
    Precision
        In the unit of the results; `mean` is weighted by the number of replicates. Zero where nothing differs.

    Raises
    ------
    InputError
        No result, or one that is not a finite number (laboratory and index are named).
    ComputationError
        Fewer than two laboratories, or no laboratory with two results.

    References
    ----------
    ISO 5725-2:2019, 8.4.5.

    Examples
    --------
    >>> result = repeatability_reproducibility([[1.0, 1.2], [1.4, 1.6], [1.1, 1.1]])
    >>> round(result.repeatability_standard_deviation, 4), round(result.reproducibility_standard_deviation, 4)
    (0.1155, 0.2449)
    """
    rows = replicates(groups, "groups")
    sizes = np.array([row.size for row in rows], dtype=np.float64)
    total = float(sizes.sum())
    _check(len(rows), total)
    centred = centre(np.concatenate(rows))
    peak = float(np.abs(centred.deviations).max()) or 1.0
    parts = np.split(centred.deviations / peak, np.cumsum(sizes.astype(np.int64))[:-1])
    means = np.array([part.mean() for part in parts])
    within = sum(float(np.square(part - mean).sum()) for part, mean in zip(parts, means, strict=True))
    mean = float(sizes @ means) / total
    between = float(sizes @ np.square(means - mean)) / (len(rows) - 1)
    repeatability = within / (total - len(rows))
    effective = (total - float(np.square(sizes).sum()) / total) / (len(rows) - 1)
    laboratory = max(0.0, (between - repeatability) / effective)
    spreads = (math.sqrt(repeatability), math.sqrt(laboratory), math.sqrt(repeatability + laboratory))
    s_r, s_l, s_big_r = (centred.scale(peak * spread) for spread in spreads)
    limits = (LIMIT_FACTOR * s_r, LIMIT_FACTOR * s_big_r)
    return Precision(centred.location(peak * mean), s_r, s_l, s_big_r, *limits, len(rows), int(total))


def _check(laboratories: int, results: float) -> None:
    if laboratories >= 2 and results > laboratories:
        return
    what = message(CONTEXT, "Precision needs at least two laboratories, one of them with two results or more.")
    remedy = message(CONTEXT, "Ask for replicates, or use the standard deviation of the laboratories' results.")
    raise ComputationError("statistics.precision", what, where="groups", remedy=remedy)
