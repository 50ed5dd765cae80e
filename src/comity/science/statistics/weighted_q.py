"""The Q method on many resamples at once; every result equals `q_scale` on that resample.

For a common threshold t the mass of the differences up to t is, for a resample with value weights v, a sum Σ vᵢ V(uᵢ)
over running sums V, where uᵢ depends on t and the base data only. So all resamples are sorted into narrow intervals of
t by halving; then only the pairs of base values whose difference lies in or near the interval are weighted one by one.

A laboratory drawn w times forms w(w − 1)/2 pairs with itself: their differences count, as they do in the resample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from comity.science.statistics.differences import Differences, pairs
from comity.science.statistics.samples import Flags, Floats, Integers
from comity.science.statistics.weighted_sums import running

LEAF = 200
"""Pairs in an interval that is not halved further."""
LIGHTEST = 1e-9
"""Any true mass of a difference is larger; less is rounding of 1/(nᵢ nⱼ)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Resamples by laboratory, `draws[b, laboratory]`, and by value, `weights[b, value]` = draws/n, with sums."""

    base: Differences
    sizes: Floats
    draws: Floats
    weights: Floats
    cumulative: Floats
    ties: Floats
    targets: Floats

    def mass(self, difference: float) -> Floats:
        """For every resample, the mass of the differences not larger than `difference`."""
        upper = self.base.upper(difference)
        reach = np.take(self.cumulative, upper, axis=1)
        reach -= self.cumulative[:, 1:]
        found: Floats = self.ties + np.einsum("bi,bi->b", self.weights, reach)
        return found - self.draws @ self._within(difference) if self.base.within.size else found

    def _within(self, difference: float) -> Floats:
        inside = self.base.within <= difference + self.base.tolerance(difference)
        found: Floats = np.bincount(self.base.within_laboratories[inside], minlength=self.sizes.size) / self.sizes**2
        return found

    def masses(self, lower: Integers, upper: Integers) -> Floats:
        """For every resample, the mass of each pair of values."""
        mass = np.take(self.weights, lower, axis=1)
        mass *= np.take(self.weights, upper, axis=1)
        if self.base.within.size:
            same = np.flatnonzero(self.base.laboratories[lower] == self.base.laboratories[upper])
            laboratory = self.base.laboratories[lower[same]]
            mass[:, same] -= self.draws[:, laboratory] / self.sizes[laboratory] ** 2
        return mass

    def only(self, chosen: Integers) -> _Block:
        """Some of the resamples."""
        if chosen.size == self.targets.size:
            return self
        rows = (self.draws[chosen], self.weights[chosen], self.cumulative[chosen])
        return _Block(self.base, self.sizes, *rows, self.ties[chosen], self.targets[chosen])


def scales(base: Differences, draws: Floats, size: int) -> Floats:
    """s* of every resample of `size` laboratories; `draws[b, i]` says how often laboratory i is in resample b."""
    total = pairs(size)
    if total == 0 or base.values.size == 1:
        return np.zeros(draws.shape[0])
    sizes = np.bincount(base.laboratories, minlength=draws.shape[1]).astype(np.float64)
    weights = (draws / sizes)[:, base.laboratories] if base.within.size else draws
    ties = (draws * (draws - 1)) @ (0.5 / sizes)
    block = _Block(base, sizes, draws, weights, running(weights), ties, np.zeros(draws.shape[0]))
    zero = np.minimum(block.mass(0.0), total)
    spread = np.flatnonzero(total - zero > LIGHTEST)
    targets = 0.25 * total + 0.75 * zero
    block = _Block(base, sizes, draws, weights, block.cumulative, ties, targets)
    result = np.zeros(draws.shape[0])
    if spread.size:
        result[spread] = _search(block.only(spread))
        result[spread] /= np.sqrt(2) * ndtri(0.625 + 0.375 * zero[spread] / total)
    return result


def _search(block: _Block) -> Floats:
    """Halve the range of differences until few pairs are left; a stack of (resamples, low, high) is worked off."""
    result = np.empty(block.targets.size)
    widest = block.base.widest
    pending = [(np.arange(block.targets.size), 0.0, widest, block.base.count(0.0), block.base.count(widest))]
    while pending:
        rows, low, high, count_low, count_high = pending.pop()
        part = block.only(rows)
        middle = _middle(block.base, low, high, count_low, count_high)
        if middle is None:
            _settle(part, rows, low, high, result)
            continue
        count = block.base.count(middle)
        reached = part.mass(middle) >= part.targets
        if reached.any():
            pending.append((rows[reached], low, middle, count_low, count))
        if not reached.all():
            pending.append((rows[~reached], middle, high, count, count_high))
    return result


def _middle(base: Differences, low: float, high: float, count_low: int, count_high: int) -> float | None:
    """A difference that about half of the pairs in (low, high] stay below; None when they are few."""
    if count_high - count_low <= LEAF:
        return None
    wanted = (count_low + count_high) / 2
    for _ in range(60):
        middle = (low + high) / 2
        if not low < middle < high:
            return None
        count = base.count(middle)
        if abs(count - wanted) <= (count_high - count_low) / 4:
            return middle
        low, high = (middle, high) if count < wanted else (low, middle)
    return None


def _settle(part: _Block, rows: Integers, low: float, high: float, result: Floats) -> None:
    """Interpolate in (low, high] and its surroundings, which are widened for the resamples that need it."""
    width = high - low
    while rows.size:
        low, high = max(0.0, low - width), min(part.base.widest, high + width)
        found, settled = _interpolate(part, low, high)
        result[rows[settled]] = found[settled]
        left = np.flatnonzero(~settled)
        part, rows, width = part.only(left), rows[left], 2 * (high - low)


def _interpolate(part: _Block, low: float, high: float) -> tuple[Floats, Flags]:
    lower, upper, starts, points = part.base.pairs_between(low, high, between_only=False)
    if not points.size:
        return np.zeros(part.targets.size), np.zeros(part.targets.size, dtype=bool)
    mass = np.add.reduceat(part.masses(lower, upper), starts, axis=1)
    present = mass > LIGHTEST
    after = part.mass(low)[:, None] + np.cumsum(mass, axis=1)
    heights = after - mass / 2
    reached = present & (heights >= part.targets[:, None] * (1 - 1e-15))
    index = np.argmax(reached, axis=1)
    every = np.arange(index.size)
    # The jump before it, among those that this resample has; column 0 stands for the origin.
    last = np.maximum.accumulate(np.where(present, np.arange(1, points.size + 1), 0), axis=1)
    before = np.where(index > 0, last[every, np.maximum(index - 1, 0)], 0)
    point = np.concatenate([[0.0], points])[before]
    height = np.where(before > 0, heights[every, np.maximum(before - 1, 0)], 0.0)
    top, settled = heights[every, index], reached[every, index] & ((before > 0) | (low <= 0))
    share = (part.targets - height) / np.where(settled, top - height, 1.0)
    return point + share * (points[index] - point), settled
