"""Algorithm S: a robust pooled standard deviation. ISO 13528:2022, C.4."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr, chdtri

from comity.base.messages import message
from comity.science.statistics.estimate import CONTEXT, Estimate, Method
from comity.science.statistics.samples import Floats, check_count, positive

TOLERANCE = 1e-13
"""Convergence: the step, relative to w*."""
MOST_ITERATIONS = 10_000

_ALGORITHM_S = Method("Algorithm S", "ISO 13528:2022, C.4")

# Limit and adjustment factors by degrees of freedom, as printed in ISO 13528:2022, Table C.1.
_FACTORS_S = {
    1: (1.645, 1.097), 2: (1.517, 1.054), 3: (1.444, 1.039), 4: (1.395, 1.032), 5: (1.359, 1.027),
    6: (1.332, 1.024), 7: (1.310, 1.021), 8: (1.292, 1.019), 9: (1.277, 1.018), 10: (1.264, 1.017),
}  # fmt: skip


def algorithm_s(standard_deviations: ArrayLike, degrees_of_freedom: int) -> Estimate:
    """Robust pooled standard deviation (or range) of laboratories with equally many replicates.

    w* starts as the median of the wᵢ; then ψ = η w*, wᵢ* = min(wᵢ, ψ), w* = ξ √(Σ wᵢ*²/p), until convergence.

    Parameters
    ----------
    standard_deviations : array_like, shape (p,)
        One per laboratory, in one unit, not negative.
    degrees_of_freedom : int
        Of each of them: replicates minus one (1 for the difference of a pair divided by √2).

    Returns
    -------
    Estimate
        `location` and `scale` are both w*; `standard_uncertainty` is w*/√(2 p ν), the normal-theory value.
        Degenerate (0) when more than half of the standard deviations are zero.

    Raises
    ------
    InputError
        No value, a negative or non-finite one, or degrees of freedom below 1.

    References
    ----------
    ISO 13528:2022, C.4 and Table C.1 (ν ≤ 10). For larger ν the factors follow from their definition:
    η² = χ²₀.₉(ν)/ν, ξ⁻² = F(ν η²; ν + 2) + 0.1 η².

    Examples
    --------
    >>> round(algorithm_s([0.13, 0.21, 0.08, 0.24, 0.9], 3).scale, 4)
    0.2216
    """
    w = positive(standard_deviations, "standard_deviations", zero=True)
    degrees = check_count(degrees_of_freedom, 1, "degrees_of_freedom")
    limit, adjustment = _factors_s(degrees)
    exponent = math.frexp(float(np.median(w)) or float(w.max()))[1]
    scaled = np.ldexp(w, -exponent)
    pooled, iterations, converged = _pool(scaled, limit, adjustment)
    scale = math.ldexp(pooled, exponent)
    degenerate = message(CONTEXT, "Too many of the standard deviations are zero.") if scale == 0 else None
    uncertainty = scale / math.sqrt(2 * w.size * degrees)
    how = (iterations, converged, _ALGORITHM_S.name, _ALGORITHM_S.clause, "convergence", degenerate)
    return Estimate(scale, scale, uncertainty, w.size, *how)


def _factors_s(degrees: int) -> tuple[float, float]:
    if degrees in _FACTORS_S:
        return _FACTORS_S[degrees]
    limit = float(chdtri(degrees, 0.1)) / degrees
    return math.sqrt(limit), 1 / math.sqrt(float(chdtr(degrees + 2, degrees * limit)) + 0.1 * limit)


def _pool(w: Floats, limit: float, adjustment: float) -> tuple[float, int, bool]:
    pooled = float(np.median(w))
    for iteration in range(1, MOST_ITERATIONS + 1):
        before = pooled
        pooled = adjustment * math.sqrt(float(np.mean(np.square(np.minimum(w, limit * pooled)))))
        if abs(pooled - before) <= TOLERANCE * pooled:
            return pooled, iteration, True
    return pooled, MOST_ITERATIONS, False
