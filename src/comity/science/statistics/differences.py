"""Ordered differences between the results of different laboratories, without forming all of them.

A sample of p results has p(p − 1)/2 differences: 45,000 for 300 laboratories, 50 million for 10,000. Estimators that
need one quantile of them (Qn, the Q method) ask only how many differences are at most t, which two sorted passes
answer in O(p log p), and then for the few differences in a narrow window around the quantile.

Differences of decimal numbers that are equal on paper differ by rounding in binary; they are merged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.science.statistics.samples import ROUNDING, Floats, Integers

WINDOW = 4096
"""So many differences are looked at one by one."""
MOST_HALVINGS = 2200
"""More halvings than a double has steps."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Distinct differences in a window, and the mass of all differences up to and including each."""

    points: Floats
    mass: Floats
    mass_below: float


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences between laboratories, from sorted results and their weights.

    Without replicates the values are distinct, a weight is how often the value occurs, and `ties` pairs are equal.
    With replicates a weight is 1/nᵢ; `within_*` are the differences inside laboratories, taken out of the count.
    """

    values: Floats
    weights: Floats
    cumulative: Floats
    total: float
    ties: float
    laboratories: Integers
    within: Floats
    within_cumulative: Floats
    rounding: float

    @property
    def widest(self) -> float:
        """No difference is larger."""
        return float(self.values[-1] - self.values[0])

    def tolerance(self, difference: float) -> float:
        """How far apart two computed differences can be that are equal on paper."""
        return self.rounding + ROUNDING * difference

    def mass(self, difference: float) -> float:
        """Mass of the differences not larger than `difference`, equal ones included."""
        return self._count(difference)[0]

    def _count(self, difference: float) -> tuple[float, int]:
        reach = difference + self.tolerance(difference)
        upper = np.searchsorted(self.values, self.values + reach, side="right")
        several = int(upper.sum()) - upper.size * (upper.size + 1) // 2
        between = self.ties + float(self.weights @ (self.cumulative[upper] - self.cumulative[1:]))
        if not self.within.size:
            return between, several
        inside = self.within_cumulative[np.searchsorted(self.within, reach, side="right")]
        return between - float(inside), several

    def steps(self, low: float, high: float) -> Steps:
        """Distinct differences in (low, high], and how the mass grows over them."""
        distances, weights = self._between(low + self.tolerance(low), high + self.tolerance(high))
        below = self.mass(low)
        if not distances.size:
            return Steps(distances, distances, below)
        apart = np.diff(distances, prepend=-np.inf) > self.rounding + ROUNDING * distances
        starts = np.flatnonzero(apart)
        mass = below + np.cumsum(np.add.reduceat(weights, starts))
        return Steps(distances[starts], mass, below)

    def _between(self, low: float, high: float) -> tuple[Floats, Floats]:
        first = np.searchsorted(self.values, self.values + low, side="right")
        counts = np.searchsorted(self.values, self.values + high, side="right") - first
        lower = np.repeat(np.arange(self.values.size), counts)
        offsets = np.arange(lower.size) - np.repeat(np.cumsum(counts) - counts, counts)
        upper = np.repeat(first, counts) + offsets
        if self.within.size:
            other = self.laboratories[lower] != self.laboratories[upper]
            lower, upper = lower[other], upper[other]
        distances = self.values[upper] - self.values[lower]
        order = np.argsort(distances)
        return distances[order], (self.weights[lower] * self.weights[upper])[order]

    def bracket(self, mass: float, start: float) -> tuple[float, float]:
        """An interval (low, high] with few differences in which the mass passes `mass`; `start` is a first guess."""
        low, high = 0.0, min(start, self.widest)
        (_, pairs_low), (mass_high, pairs_high) = self._count(low), self._count(high)
        while mass_high < mass and high < self.widest:
            low, pairs_low, high = high, pairs_high, min(2 * high, self.widest)
            mass_high, pairs_high = self._count(high)
        for _ in range(MOST_HALVINGS):
            middle = (low + high) / 2
            if pairs_high - pairs_low <= WINDOW or not low < middle < high:
                break
            found, between = self._count(middle)
            if found < mass:
                low, pairs_low = middle, between
            else:
                high, pairs_high = middle, between
        return low, high


def single(values: Floats, rounding: float) -> Differences:
    """Differences of one result per laboratory."""
    distinct, counts = np.unique(values, return_counts=True)
    weights = counts.astype(np.float64)
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    nothing = np.empty(0)
    ties = float(weights @ (weights - 1)) / 2
    labels = np.arange(distinct.size)
    return Differences(distinct, weights, cumulative, pairs(values.size), ties, labels, nothing, nothing, rounding)


def pairs(count: int) -> float:
    """How many pairs `count` things form."""
    return count * (count - 1) / 2


def replicated(groups: list[Floats], rounding: float) -> Differences:
    """Differences between laboratories with replicates; a pair of laboratories has mass 1 altogether."""
    values = np.concatenate(groups)
    sizes = np.array([group.size for group in groups])
    if sizes.max() == 1:
        return single(values, rounding)
    order = np.argsort(values, kind="stable")
    weights = np.repeat(1 / sizes, sizes)[order]
    labels = np.repeat(np.arange(sizes.size), sizes)[order]
    within, mass = _within(groups)
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    return Differences(values[order], weights, cumulative, pairs(sizes.size), 0.0, labels, within, mass, rounding)


def _within(groups: list[Floats]) -> tuple[Floats, Floats]:
    several = [group for group in groups if group.size > 1]
    pairs = [np.triu_indices(group.size, 1) for group in several]
    distances = np.concatenate([np.abs(g[i] - g[j]) for g, (i, j) in zip(several, pairs, strict=True)])
    weights = np.concatenate([np.full(i.size, 1 / g.size**2) for g, (i, _) in zip(several, pairs, strict=True)])
    order = np.argsort(distances)
    return distances[order], np.concatenate([[0.0], np.cumsum(weights[order])])
