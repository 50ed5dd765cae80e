"""Change points: since when has the level been another one?

Optimal partitioning of the whole series with a penalty for every change, pruned without loss (PELT): unlike a CUSUM
there is no state that stays up after an alarm. Source: Killick, Fearnhead & Eckley (2012), J Am Stat Assoc
107:1590-1598.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, Floats, Integers, counts_table, refused, whole

Family = Literal["poisson", "normal"]
LONGEST = 20_000
"""Periods of one series; 55 years of days."""
NORMAL_QUARTILE = 0.6744897501960817


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The first period of a new level, the levels before and after, and what the change adds to −2 log likelihood."""

    position: int
    before: float
    after: float
    gain: float


def change_points(
    values: ArrayLike, family: Family = "poisson", *, penalty: float | None = None, least_length: int = 4
) -> list[ChangePoint]:
    """The changes of level that minimise Σ segment cost + penalty · number of changes.

    Cost of a segment: −2 log likelihood at its own mean. "poisson" is for counts of events; "normal" for logarithms of
    quantities, with one standard deviation for the series, from the median absolute difference of neighbours.

    Parameters
    ----------
    values : array_like, shape (periods,)
        Counts, or (for "normal") any finite numbers.
    family : {"poisson", "normal"}
        Distribution around each level.
    penalty : float, optional
        By default 2 log n (Schwarz's criterion: one level and one position for each change).
    least_length : int
        Periods in the shortest segment.

    Returns
    -------
    list of ChangePoint
        From left to right.

    Raises
    ------
    InputError
        Missing values, no counts, a series beyond 20,000 periods, a negative penalty.

    References
    ----------
    Killick, Fearnhead & Eckley (2012), J Am Stat Assoc 107:1590-1598, section 3.

    Examples
    --------
    >>> change_points([2, 1, 3, 2, 1, 2, 9, 11, 8, 10, 9, 12])[0].position
    6
    """
    numbers = _checked(values, family)
    shortest = whole(least_length, 1, "least_length")
    worth = 2 * math.log(max(numbers.size, 2)) if penalty is None else float(penalty)
    if not 0 <= worth < math.inf:
        raise refused("penalty", "penalty", message(CONTEXT, "The penalty must not be below zero."))
    cost = _Cost(numbers, family)
    return _described(cost, _partition(cost, numbers.size, worth, shortest), numbers.size)


def _checked(values: ArrayLike, family: Family) -> Floats:
    if family not in ("poisson", "normal"):
        raise refused("name", "family", message(CONTEXT, "The family is poisson or normal."))
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not 0 < numbers.size <= LONGEST:
        what = message(CONTEXT, "One row of at most {most} periods is needed.", most=LONGEST)
        raise refused("shape", "values", what)
    if not np.isfinite(numbers).all():
        what = message(CONTEXT, "The value is missing or not a finite number.")
        raise refused("not_finite", f"values[{int(np.flatnonzero(~np.isfinite(numbers))[0])}]", what)
    return counts_table(numbers, "values")[0] if family == "poisson" else numbers


class _Cost:
    """−2 log likelihood of any segment at its own mean, from cumulative sums; constants that all share are left out."""

    def __init__(self, numbers: Floats, family: Family) -> None:
        self.family = family
        shift = 0.0 if family == "poisson" else float(numbers.mean())
        scale = 1.0 if family == "poisson" else _noise(numbers)
        self.shift, self.scale = shift, scale
        scaled = (numbers - shift) / scale
        self.sums = np.concatenate([[0.0], np.cumsum(scaled)])
        self.squares = np.concatenate([[0.0], np.cumsum(np.square(scaled))])

    def of(self, starts: np.ndarray, end: int) -> Floats:
        """Of the segments [start, end)."""
        total, length = self.sums[end] - self.sums[starts], end - starts
        if self.family == "normal":
            return np.asarray(self.squares[end] - self.squares[starts] - np.square(total) / length)
        return np.asarray(2 * total * (1 - np.log(np.where(total > 0, total, 1.0) / length)))

    def level(self, start: int, end: int) -> float:
        """Mean of a segment, in the unit of the data."""
        return self.shift + self.scale * float(self.sums[end] - self.sums[start]) / (end - start)


def _noise(numbers: Floats) -> float:
    """Standard deviation around the levels: changes of level touch few of the differences between neighbours."""
    differences = np.abs(np.diff(numbers)) if numbers.size > 1 else np.zeros(1)
    robust = float(np.median(differences)) / (NORMAL_QUARTILE * math.sqrt(2))
    return robust or float(numbers.std()) or 1.0


def _partition(cost: _Cost, length: int, penalty: float, shortest: int) -> list[int]:
    best = np.full(length + 1, np.inf)
    best[0] = -penalty
    came_from = np.zeros(length + 1, dtype=np.int64)
    candidates, useless_from = np.array([0]), np.array([np.inf])
    for end in range(shortest, length + 1):
        totals = best[candidates] + cost.of(candidates, end) + penalty
        choice = int(np.argmin(totals))
        best[end], came_from[end] = totals[choice], candidates[choice]
        # A start that is worse than a change right here loses at every end that a whole segment fits before.
        worse = totals - penalty > best[end]
        useless_from[worse] = np.minimum(useless_from[worse], end + shortest)
        kept = useless_from > end + 1
        candidates = np.append(candidates[kept], end + 1 - shortest)
        useless_from = np.append(useless_from[kept], np.inf)
    return _traced(came_from, length)


def _traced(came_from: Integers, end: int) -> list[int]:
    found = []
    while end > 0:
        end = int(came_from[end])
        found.append(end)
    return [position for position in reversed(found) if position > 0]


def _described(cost: _Cost, positions: list[int], length: int) -> list[ChangePoint]:
    edges = [0, *positions, length]
    found = []
    for start, middle, end in zip(edges, edges[1:], edges[2:], strict=False):
        parts = cost.of(np.array([start]), middle)[0] + cost.of(np.array([middle]), end)[0]
        gain = float(cost.of(np.array([start]), end)[0] - parts)
        found.append(ChangePoint(middle, cost.level(start, middle), cost.level(middle, end), gain))
    return found
