"""Algorithm A and Algorithm S: iterated winsorised mean and standard deviation. ISO 13528:2022, C.3 and C.4.

Algorithm A starts from median and MADe (the sample standard deviation when MADe is zero), pulls every result beyond
1.5 s* in to that limit, and takes mean and 1.134 × standard deviation of what it then has, until nothing changes.
Two stopping rules exist: full convergence, and "the third significant figure of both no longer changes", which is
what the printed tables of the standard were made with. They can differ in the third figure;
the result says which was used.

When most results are identical, s* shrinks by a constant factor for ever. That is recognised and reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr, chdtri

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics.estimate import CONTEXT, Estimate, Method
from comity.science.statistics.median import MAD_FACTOR, standard_deviation
from comity.science.statistics.samples import Centred, Floats, centre, check_count, positive, sample

Stopping = Literal["convergence", "third_significant_figure"]

CLIP = 1.5
"""Results further out than this many s* are pulled in: Formula (C.4)."""
ADJUSTMENT = 1.134
"""Makes s* unbiased for normal data, rounded as ISO does; exactly 1.13339. Formula (C.8)."""
TOLERANCE = 1e-13
"""Convergence: the step, relative to s*."""
MOST_ITERATIONS = 10_000
COLLAPSE = 1e-3
"""Once s* is this small beside the nearest different result, it can only go on shrinking."""

_ALGORITHM_A = Method("Algorithm A", "ISO 13528:2022, C.3.1")
_ALGORITHM_A_FIXED = Method("Algorithm A with fixed scale", "ISO 13528:2022, C.3.2")
_ALGORITHM_S = Method("Algorithm S", "ISO 13528:2022, C.4")

# Limit and adjustment factors by degrees of freedom, as printed in ISO 13528:2022, Table C.1.
_FACTORS_S = {
    1: (1.645, 1.097), 2: (1.517, 1.054), 3: (1.444, 1.039), 4: (1.395, 1.032), 5: (1.359, 1.027),
    6: (1.332, 1.024), 7: (1.310, 1.021), 8: (1.292, 1.019), 9: (1.277, 1.018), 10: (1.264, 1.017),
}  # fmt: skip


def algorithm_a(values: ArrayLike, *, stopping: Stopping = "convergence", fixed_scale: float | None = None) -> Estimate:
    """Robust mean and standard deviation by winsorising at x* ± 1.5 s*.

    xᵢ* = min(max(xᵢ, x* − 1.5 s*), x* + 1.5 s*);  x* = Σ xᵢ*/p;  s* = 1.134 √(Σ (xᵢ* − x*)²/(p − 1));
    u(x*) = 1.25 s*/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.
    stopping : {"convergence", "third_significant_figure"}
        Iterate until the step is below 1e-13 s*, or until the third significant figure of x* and s* stays.
    fixed_scale : float, optional
        Keep s* at this value (C.3.2), in the unit of `values`; then only the location is iterated.

    Returns
    -------
    Estimate
        In the unit of `values`, with `iterations`, `converged` and `stopping`. Degenerate (scale 0, location the
        median) for a single value, equal values, or so many equal values that s* shrinks towards 0.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an unknown stopping rule, or a fixed scale not above zero.

    References
    ----------
    ISO 13528:2022, C.3.1 and C.3.2, Formula (6). Robust does not mean safe under bimodality: see `kernel_modes`.

    Examples
    --------
    >>> result = algorithm_a([12, 19, 20, 23, 23, 25, 25, 26, 28, 28, 28, 29, 30, 30, 31, 32, 32, 45])
    >>> round(result.location, 2), round(result.scale, 2)
    (26.81, 5.29)
    """
    if stopping not in ("convergence", "third_significant_figure"):
        what = message(CONTEXT, "“{rule}” is not a stopping rule of Algorithm A.", rule=str(stopping))
        remedy = message(CONTEXT, "Use “convergence” or “third_significant_figure”.")
        raise InputError("statistics.stopping", what, where="stopping", remedy=remedy)
    centred = centre(sample(values))
    method = _ALGORITHM_A
    fixed = None
    if fixed_scale is not None:
        fixed = centred.inward(float(positive([fixed_scale], "fixed_scale")[0]))
        method = _ALGORITHM_A_FIXED
    location, spread, iterations, converged = _winsorise(centred, _rule(stopping, centred), fixed)
    return method.estimate(
        centred.location(location),
        centred.scale(spread),
        centred.deviations.size,
        iterations=iterations,
        converged=converged,
        stopping=stopping,
        degenerate=_collapsed(centred.deviations) if spread == 0 else None,
    )


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


def _winsorise(
    centred: Centred, unchanged: Callable[[float, float, float, float], bool], fixed: float | None
) -> tuple[float, float, int, bool]:
    x = centred.deviations
    location, spread = 0.0, starting_scale(x) if fixed is None else fixed
    floor = COLLAPSE * nearest_difference(x)
    for iteration in range(1, MOST_ITERATIONS + 1):
        if fixed is None and spread <= floor:
            return 0.0, 0.0, iteration - 1, True
        clipped = np.minimum(np.maximum(x, location - CLIP * spread), location + CLIP * spread)
        before = location, spread
        location = float(clipped.sum()) / x.size
        if fixed is None:
            clipped -= location
            spread = ADJUSTMENT * math.sqrt(float(clipped @ clipped) / (x.size - 1))
        # The starting values are not an iteration: the first comparison is between the first and the second.
        if iteration > 1 and unchanged(*before, location, spread):
            return location, spread, iteration, True
    return location, spread, MOST_ITERATIONS, False


def starting_scale(x: Floats) -> float:
    """MADe of centred deviations, or their standard deviation when that is zero."""
    return MAD_FACTOR * float(np.median(np.abs(x))) or standard_deviation(x)


def nearest_difference(x: Floats) -> float:
    """Distance from the median to the nearest result that differs from it; 0 when none does."""
    distance = np.abs(x)
    different = distance[distance > 0]
    return float(different.min()) if different.size else 0.0


def _rule(stopping: Stopping, centred: Centred) -> Callable[[float, float, float, float], bool]:
    def converged(location: float, spread: float, new_location: float, new_spread: float) -> bool:
        step = max(abs(new_location - location), abs(new_spread - spread))
        return step <= TOLERANCE * new_spread

    def third_figure(location: float, spread: float, new_location: float, new_spread: float) -> bool:
        old = f"{centred.location(location):.2e} {centred.scale(spread):.2e}"
        return old == f"{centred.location(new_location):.2e} {centred.scale(new_spread):.2e}"

    return converged if stopping == "convergence" else third_figure


def _collapsed(x: Floats) -> Message | None:
    if not x.any():
        return None
    equal = int(np.count_nonzero(x == 0))
    text = "{equal} of {count} values are equal to the median: the scale of Algorithm A shrinks to zero."
    return message(CONTEXT, text, equal=equal, count=x.size)


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
