"""The Q method: a scale from the differences between laboratories, without a location. ISO 13528:2022, C.5.2.2.

H₁(x) is the share of between-laboratory differences not larger than x, each pair of laboratories counting the same.
G₁ takes at each jump of H₁ the mean of its values left and right (0 at x = 0) and is linear between jumps. Then

    s* = G₁⁻¹(0.25 + 0.75 H₁(0)) / (√2 Φ⁻¹(0.625 + 0.375 H₁(0))).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from comity.science.statistics.differences import Differences, Steps, replicated, single
from comity.science.statistics.estimate import Estimate, Method
from comity.science.statistics.samples import Floats, Replicates, centre, laboratory_means, replicates

_Q = Method("Q method", "ISO 13528:2022, C.5.2.2")


def q_scale(values: Replicates) -> Estimate:
    """Robust standard deviation from the differences between laboratories.

    s* = G₁⁻¹(0.25 + 0.75 H₁(0)) / (√2 Φ⁻¹(0.625 + 0.375 H₁(0))); with replicates s* is a reproducibility standard
    deviation and every difference of laboratories i and j has weight 1/(nᵢ nⱼ).

    Parameters
    ----------
    values : array_like, shape (p,), or sequence of array_like
        One result per laboratory, or one row of replicates per laboratory (any number each), all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`. The method has no location of its own: `location` is the median of the laboratories'
        means. Degenerate (scale 0) for a single laboratory or when all differences are zero.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022, C.5.2.2, Formulas (C.22) to (C.25); Formula (6) as extended to C.5 by Amd 1:2026.

    Examples
    --------
    >>> round(q_scale([1.0, 1.1, 1.2, 1.3, 5.0]).scale, 6)
    0.31068
    >>> round(q_scale([[1.0, 1.1], [1.2, 1.3, 1.2], [1.6]]).scale, 6)
    0.5178
    """
    groups = replicates(values)
    means = laboratory_means(groups)
    return _Q.estimate(float(np.median(means)), q_of_groups(groups), len(groups))


def q_of_groups(groups: list[Floats]) -> float:
    """The Q method's scale in the unit of the data; 0 when there is none."""
    centred = centre(np.concatenate(groups))
    if centred.deviations.size == len(groups):
        return centred.scale(q_of_sample(centred.deviations, centred.rounding))
    ends = np.cumsum([group.size for group in groups])
    parts = np.split(centred.deviations, ends[:-1])
    return centred.scale(q_of_differences(replicated(parts, centred.rounding)))


def q_of_differences(differences: Differences) -> float:
    """The Q method's scale in the unit of the differences."""
    if differences.total == 0:
        return 0.0
    zero = differences.mass(0.0)
    share = zero / differences.total
    if share >= 1:
        return 0.0
    # With C the mass up to a jump: the mean of C left and right must reach (0.25 + 0.75 H₁(0)) of the total.
    target = 0.25 * differences.total + 0.75 * zero
    return _quantile(differences, target) / q_divisor(share)


def q_divisor(share: float) -> float:
    """√2 Φ⁻¹(0.625 + 0.375 H₁(0))."""
    return math.sqrt(2) * float(ndtri(0.625 + 0.375 * share))


def _quantile(differences: Differences, target: float) -> float:
    """Where G₁ reaches its target, in a window that is widened until it holds the jumps on both sides."""
    low, high = differences.bracket(target, start=2.0)
    while True:
        steps = differences.steps(low, high)
        heights = (steps.mass + np.concatenate([[steps.mass_below], steps.mass[:-1]])) / 2
        index = int(np.searchsorted(heights, target * (1 - 1e-15)))
        right, left = index < heights.size, index > 0 or low <= 0
        if (right and left) or (high >= differences.widest and low <= 0):
            return _interpolate(steps, heights, min(index, heights.size - 1), target)
        width = max(high - low, high / 64)
        low, high = (low if left else max(0.0, low - width)), (high if right else high + width)


def _interpolate(steps: Steps, heights: Floats, index: int, target: float) -> float:
    point, height = float(steps.points[index]), float(heights[index])
    before, below = (float(steps.points[index - 1]), float(heights[index - 1])) if index else (0.0, 0.0)
    return before + (target - below) / (height - below) * (point - before)


def q_of_sample(values: Floats, rounding: float) -> float:
    """The Q method's scale of centred single results."""
    return q_of_differences(single(values, rounding))
