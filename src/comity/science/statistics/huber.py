"""Algorithm A and Algorithm S: iterated winsorised mean and standard deviation. ISO 13528:2022, C.3 and C.4.

Algorithm A starts from median and MADe (the sample standard deviation when MADe is zero), pulls every result beyond
1.5 s* in to that limit, and takes mean and 1.134 × standard deviation of what it then has, until nothing changes.
Two stopping rules exist: full convergence, and "the third significant figure of both no longer changes", which is
what the printed tables of the standard were made with. They can differ in the third figure;
the result says which was used.

Full convergence is not waited for: once the same results are beyond the limits twice running, x* and s* solve a
quadratic equation, and if its solution leaves the same results beyond the limits, it is where the iteration would end.

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
Unchanged = Callable[[float, float, float, float], bool]

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
        Iterate to the end (a step below 1e-13 s*), or until the third significant figure of x* and s* stays.
    fixed_scale : float, optional
        Keep s* at this value (C.3.2), in the unit of `values`; then only the location is iterated.

    Returns
    -------
    Estimate
        In the unit of `values`, with `iterations`, `converged` and `stopping`. Degenerate (scale 0, location the
        common value) for a single value, equal values, or so many equal values that s* shrinks towards 0.

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
    rule = None if stopping == "convergence" else _third_figure(centred)
    location, spread, iterations, converged = winsorise(centred.deviations, rule, fixed)
    return method.estimate(
        centred.location(location),
        centred.scale(spread),
        centred.deviations.size,
        iterations=iterations,
        converged=converged,
        stopping=stopping,
        degenerate=_collapsed(centred.deviations, location) if spread == 0 else None,
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


def winsorise(
    deviations: Floats, rule: Unchanged | None = None, fixed: float | None = None
) -> tuple[float, float, int, bool]:
    """x*, s*, iterations and whether they ended, for deviations from the median; without a rule, to the end."""
    leap, unchanged = rule is None and fixed is None, rule or _converged
    x = np.sort(deviations)
    location, spread = 0.0, starting_scale(x) if fixed is None else fixed
    floor, beyond = COLLAPSE * nearest_difference(x), (-1, -1)
    for iteration in range(1, MOST_ITERATIONS + 1):
        if fixed is None and spread <= floor:
            return float(x[np.abs(x - location).argmin()]), 0.0, iteration - 1, True
        before, limits = beyond, (location - CLIP * spread, location + CLIP * spread)
        beyond = _beyond(x, *limits)
        if leap and beyond == before and (end := _end(x, *beyond)):
            return *end, iteration, True
        clipped = np.minimum(np.maximum(x, limits[0]), limits[1])
        old = location, spread
        location = float(clipped.sum()) / x.size
        if fixed is None:
            clipped -= location
            spread = ADJUSTMENT * math.sqrt(float(clipped @ clipped) / (x.size - 1))
        # The starting values are not an iteration: the first comparison is between the first and the second.
        if iteration > 1 and unchanged(*old, location, spread):
            return location, spread, iteration, True
    return location, spread, MOST_ITERATIONS, False


def _beyond(x: Floats, low: float, high: float) -> tuple[int, int]:
    """How many of the sorted results lie below and above the limits."""
    return int(np.searchsorted(x, low)), x.size - int(np.searchsorted(x, high, side="right"))


def _end(x: Floats, below: int, above: int) -> tuple[float, float] | None:
    """Where the iteration ends if these results stay beyond the limits; None if they would not.

    With n results inside (mean m, sum of squares S about it), k outside and d = above − below:
    x* = m + 1.5 s* d/n and s*² (p − 1)/1.134² = S + (1.5 s*)² (k + d²/n).
    """
    inside = x[below : x.size - above]
    if not inside.size:
        return None
    shift = inside - inside[0]
    mean = float(shift.mean())
    location, spread = solve(
        np.array(inside[0] + mean),
        np.square(shift - mean).sum(),
        np.array(inside.size),
        np.array(above - below),
        x.size,
    )
    end = float(location), float(spread)
    if not math.isfinite(end[1]) or _beyond(x, end[0] - CLIP * end[1], end[0] + CLIP * end[1]) != (below, above):
        return None
    return end


def solve(mean: Floats, squares: Floats, inside: Floats, excess: Floats, count: int) -> tuple[Floats, Floats]:
    """The x* and s* of the equations above, for one or many samples; s* infinite where there is no solution."""
    factor = ADJUSTMENT**2 / (count - 1)
    room = 1 - factor * CLIP**2 * (count - inside + excess**2 / inside)
    spread = np.where(room > 0, np.sqrt(factor * squares / np.where(room > 0, room, 1.0)), np.inf)
    return mean + CLIP * np.where(room > 0, spread, 0.0) * excess / inside, spread


def starting_scale(x: Floats) -> float:
    """MADe of centred deviations, or their standard deviation when that is zero."""
    return MAD_FACTOR * float(np.median(np.abs(x))) or standard_deviation(x)


def nearest_difference(x: Floats) -> float:
    """Distance from the median to the nearest result that differs from it; 0 when none does."""
    distance = np.abs(x)
    different = distance[distance > 0]
    return float(different.min()) if different.size else 0.0


def _converged(location: float, spread: float, new_location: float, new_spread: float) -> bool:
    return max(abs(new_location - location), abs(new_spread - spread)) <= TOLERANCE * new_spread


def _third_figure(centred: Centred) -> Unchanged:
    def unchanged(location: float, spread: float, new_location: float, new_spread: float) -> bool:
        old = f"{centred.location(location):.2e} {centred.scale(spread):.2e}"
        return old == f"{centred.location(new_location):.2e} {centred.scale(new_spread):.2e}"

    return unchanged


def _collapsed(x: Floats, location: float) -> Message | None:
    if not x.any():
        return None
    equal = int(np.count_nonzero(x == location))
    text = "{equal} of {count} values are equal: the scale of Algorithm A shrinks to zero."
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
