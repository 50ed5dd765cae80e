"""Algorithm A on many resamples at once; every result equals `algorithm_a` on that resample.

With running sums of the weights, the values and their squares, one iteration of a resample costs two searches instead
of a pass over the data, and its end follows in closed form as it does there. Finished resamples leave the iteration.
Resamples where running sums lose digits (a location far from the middle of the data in units of s*) are done singly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.science.statistics.median import MAD_FACTOR
from comity.science.statistics.samples import Flags, Floats, Integers
from comity.science.statistics.weighted_sums import Resamples
from comity.science.statistics.winsorising import ADJUSTMENT, CLIP, solve, winsorise

FAR = 3.0
"""So many s* from the middle of the data, squares begin to lose digits."""
MOST_ITERATIONS = 100
"""What has not settled by then is done singly."""


def locations(resamples: Resamples) -> Floats:
    """x* of every resample."""
    if resamples.size == 1:
        return resamples.counts @ resamples.values
    rows = resamples.rows()
    medians = (rows[:, (resamples.size - 1) // 2] + rows[:, resamples.size // 2]) / 2
    starts = MAD_FACTOR * _middle(np.abs(rows - medians[:, None]))
    tied = np.flatnonzero(starts == 0)
    starts[tied] = rows[tied].std(axis=1, ddof=1)
    result, astray = _summed(resamples, medians, starts)
    for row in astray:
        result[row] = medians[row] + winsorise(rows[row] - medians[row])[0]
    return result


def _middle(distances: Floats) -> Floats:
    size = distances.shape[1]
    places = [(size - 1) // 2, size // 2]
    distances.partition(places, axis=1)
    result: Floats = (distances[:, places[0]] + distances[:, places[1]]) / 2
    return result


@dataclass(frozen=True, slots=True)
class _Tables:
    """Running numbers, sums and sums of squares of every resample."""

    values: Floats
    numbers: Floats
    sums: Floats
    squares: Floats
    size: int

    def inside(self, rows: Integers, location: Floats, spread: Floats) -> _Inside:
        """What lies within x* ± 1.5 s*, and how many results lie beyond."""
        start = rows * self.numbers.shape[1]
        left = start + np.searchsorted(self.values, location - CLIP * spread)
        right = start + np.searchsorted(self.values, location + CLIP * spread, side="right")
        return _Inside(
            np.take(self.numbers, left),
            self.size - np.take(self.numbers, right),
            np.take(self.sums, right) - np.take(self.sums, left),
            np.take(self.squares, right) - np.take(self.squares, left),
        )


@dataclass(frozen=True, slots=True)
class _Inside:
    below: Floats
    above: Floats
    total: Floats
    squares: Floats

    def step(self, location: Floats, spread: Floats, size: int) -> tuple[Floats, Floats]:
        """One iteration of Algorithm A."""
        low, high = location - CLIP * spread, location + CLIP * spread
        mean = (self.total + self.below * low + self.above * high) / size
        squares = self.squares + self.below * low * low + self.above * high * high
        return mean, ADJUSTMENT * np.sqrt(np.maximum(squares - size * mean * mean, 0.0) / (size - 1))

    def end(self, size: int) -> tuple[Floats, Floats]:
        """Where the iteration ends if the same results stay beyond."""
        count = size - self.below - self.above
        mean = self.total / np.maximum(count, 1.0)
        squares = np.maximum(self.squares - self.total * mean, 0.0)
        location, spread = solve(mean, squares, np.maximum(count, 1.0), self.above - self.below, size)
        return location, np.where(count > 0, spread, np.inf)

    def same(self, below: Floats, above: Floats) -> Flags:
        """Whether so many are beyond."""
        found: Flags = (self.below == below) & (self.above == above)
        return found


def _summed(resamples: Resamples, medians: Floats, starts: Floats) -> tuple[Floats, Integers]:
    """Locations, and which resamples could not be settled this way."""
    tables = _Tables(resamples.values, resamples.numbers(), resamples.sums(1), resamples.sums(2), resamples.size)
    result, location, spread = medians.copy(), medians, starts
    active: Integers = np.arange(medians.size)
    below = above = np.full(medians.size, -1.0)
    astray = [active[:0]]
    for _ in range(MOST_ITERATIONS):
        near = np.abs(location) <= FAR * spread
        astray.append(active[~near])
        active, (location, spread, below, above) = _only(near, active, location, spread, below, above)
        inside = tables.inside(active, location, spread)
        ended, place = _ended(tables, inside, active, inside.same(below, above))
        result[active[ended]] = place[ended]
        mean, new = inside.step(location, spread, tables.size)
        active, (location, spread, below, above) = _only(~ended, active, mean, new, inside.below, inside.above)
        if not active.size:
            break
    return result, np.concatenate([*astray, active])


def _only(chosen: Flags, rows: Integers, *columns: Floats) -> tuple[Integers, list[Floats]]:
    return rows[chosen], [column[chosen] for column in columns]


def _ended(tables: _Tables, inside: _Inside, rows: Integers, stable: Flags) -> tuple[Flags, Floats]:
    """Which resamples are at their end, and the location there."""
    location, spread = inside.end(tables.size)
    tried = np.flatnonzero(stable & np.isfinite(spread))
    there = tables.inside(rows[tried], location[tried], spread[tried])
    ended = np.zeros(rows.size, dtype=bool)
    ended[tried] = there.same(inside.below[tried], inside.above[tried])
    return ended, location
