"""The iteration of Algorithm A, on deviations from the median.

Full convergence is not waited for: once the same results are beyond the limits twice running, x* and s* solve a
quadratic equation, and if its solution leaves the same results beyond the limits, it is where the iteration would end.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from comity.science.statistics.median import MAD_FACTOR, standard_deviation
from comity.science.statistics.samples import Floats

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
