"""Distribution of Grubbs' statistic for two outliers on one side, by numerical integration.

For normal data the share 1 − v² of the sum of squares that is left when the largest value is removed, and the shape of
what is left, are independent; so the distribution for n values follows from that for n − 1. With v = sin a:

    F₂(a) = 1 only at a = π/2;  dFₙ(a) = n cₙ cosⁿ⁻³(a) Fₙ₋₁(b(a)) da,  tan → b: sin b = min(1, tan a √(n/(n − 2)))

is the distribution of the largest value's a, and SS without two / SS = cos²(a) cos²(b') with a' of the second. Half of
every two-sided level goes to each side. Agrees with simulation; ISO 5725-2 prints the same figures.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from comity.science.statistics.samples import Floats

_POINTS = 4001
_ANGLES = np.linspace(0, math.pi / 2, _POINTS)
_LOG_COSINES = np.log(np.maximum(np.cos(_ANGLES), 1e-300))


def probability(count: int, statistic: float) -> float:
    """P(SS without the two largest / SS ≤ `statistic`) for `count` ≥ 4 normal values."""
    if statistic <= 0:
        return 0.0
    inner = _distribution(count - 1)
    limit = np.minimum(1.0, math.sqrt(min(statistic, 1.0)) / np.maximum(np.cos(_ANGLES), 1e-300))
    reached = np.interp(_second(count), _ANGLES, inner)
    missed = np.interp(np.arccos(limit), _ANGLES, inner)
    return min(1.0, float(np.trapezoid(_weight(count) * np.maximum(reached - missed, 0.0), _ANGLES)))


@lru_cache(maxsize=1024)
def quantile(count: int, tail: float) -> float:
    """The value that the statistic stays below with probability `tail`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(count, middle) < tail else (low, middle)
    return high


@lru_cache(maxsize=64)
def _distribution(count: int) -> Floats:
    """Fₙ at the angles, for the largest of `count` ≥ 3 values."""
    distribution = np.maximum(0.0, 3 / math.pi * (_ANGLES - math.pi / 6))
    for n in range(4, count + 1):
        density = _weight(n) * np.interp(_second(n), _ANGLES, distribution)
        steps = (density[1:] + density[:-1]) / 2 * _ANGLES[1]
        distribution = np.concatenate([[0.0], np.cumsum(steps)])
        distribution /= distribution[-1]
    return distribution


def _weight(count: int) -> Floats:
    """N cₙ cosⁿ⁻³ a, the density of all `count` values' angles."""
    constant = math.log(count) + float(gammaln((count - 1) / 2) - gammaln((count - 2) / 2)) - math.log(math.pi) / 2
    density: Floats = np.exp(constant + (count - 3) * _LOG_COSINES)
    return density


def _second(count: int) -> Floats:
    """The largest angle that the second value can have below the first one's."""
    reach = np.tan(_ANGLES[:-1]) * math.sqrt(count / (count - 2))
    return np.append(np.arcsin(np.minimum(1.0, reach)), math.pi / 2)
