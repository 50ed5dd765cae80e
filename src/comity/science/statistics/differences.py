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
    within_laboratories: Integers
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

    def upper(self, difference: float) -> Integers:
        """For every value, how many values exceed it by no more than `difference`, with all that are smaller."""
        reach = difference + self.tolerance(difference)
        return np.searchsorted(self.values, self.values + reach, side="right")

    def count(self, difference: float) -> int:
        """How many pairs of values differ by no more than `difference`, those inside laboratories included."""
        return self._count(difference)[1]

    def _count(self, difference: float) -> tuple[float, int]:
        upper = self.upper(difference)
        several = int(upper.sum()) - upper.size * (upper.size + 1) // 2
        between = self.ties + float(self.weights @ (self.cumulative[upper] - self.cumulative[1:]))
        if not self.within.size:
            return between, several
        reach = difference + self.tolerance(difference)
        inside = self.within_cumulative[np.searchsorted(self.within, reach, side="right")]
        return between - float(inside), several

    def steps(self, low: float, high: float) -> Steps:
        """Distinct differences in (low, high], and how the mass grows over them."""
        lower, upper, starts, points = self.pairs_between(low, high, between_only=True)
        below = self.mass(low)
        if not points.size:
            return Steps(points, points, below)
        mass = below + np.cumsum(np.add.reduceat(self.weights[lower] * self.weights[upper], starts))
        return Steps(points, mass, below)

    def pairs_between(
        self, low: float, high: float, *, between_only: bool
    ) -> tuple[Integers, Integers, Integers, Floats]:
        """Pairs of values (as indices) whose difference lies in (low, high], by difference, merged where equal.

        Returns both indices, where each distinct difference starts, and the distinct differences.
        """
        lower, upper = self._enumerate(low + self.tolerance(low), high + self.tolerance(high))
        if between_only and self.within.size:
            other = self.laboratories[lower] != self.laboratories[upper]
            lower, upper = lower[other], upper[other]
        distances = self.values[upper] - self.values[lower]
        order = np.argsort(distances)
        distances = distances[order]
        apart = np.diff(distances, prepend=-np.inf) > self.rounding + ROUNDING * distances
        starts = np.flatnonzero(apart)
        return lower[order], upper[order], starts, distances[starts]

    def _enumerate(self, low: float, high: float) -> tuple[Integers, Integers]:
        first = np.searchsorted(self.values, self.values + low, side="right")
        counts = np.searchsorted(self.values, self.values + high, side="right") - first
        lower = np.repeat(np.arange(self.values.size), counts)
        offsets = np.arange(lower.size) - np.repeat(np.cumsum(counts) - counts, counts)
        return lower, np.repeat(first, counts) + offsets

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
    return Differences(
        distinct, weights, cumulative, pairs(values.size), ties, labels, nothing, nothing, labels[:0], rounding
    )


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
    within, mass, inside = _within(groups)
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    return Differences(
        values[order], weights, cumulative, pairs(sizes.size), 0.0, labels, within, mass, inside, rounding
    )


def _within(groups: list[Floats]) -> tuple[Floats, Floats, Integers]:
    several = [(i, group) for i, group in enumerate(groups) if group.size > 1]
    places = [np.triu_indices(group.size, 1) for _, group in several]
    distances = np.concatenate([np.abs(g[i] - g[j]) for (_, g), (i, j) in zip(several, places, strict=True)])
    counts = [i.size for i, _ in places]
    laboratories = np.repeat([number for number, _ in several], counts)
    weights = np.repeat([1 / group.size**2 for _, group in several], counts)
    order = np.argsort(distances)
    return distances[order], np.concatenate([[0.0], np.cumsum(weights[order])]), laboratories[order]
