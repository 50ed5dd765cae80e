"""What a bootstrap draws from: laboratories in ascending order of their results, and draws of them in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from comity.science.statistics.differences import Differences, replicated, single
from comity.science.statistics.samples import Centred, Floats, Integers, centre
from comity.science.statistics.weighted_sums import Resamples

BLOCK = 400_000
"""Weights (resamples × laboratories) held at once: 3 MB per array, and few arrays."""


@dataclass(frozen=True, slots=True)
class Population:
    """What is drawn from: laboratories' means (distinct, ascending), which of them each laboratory has, differences."""

    means: Floats
    mean_of: Integers
    differences: Differences
    has_replicates: bool

    def resamples(self, draws: Integers) -> Resamples:
        """How often each distinct mean was drawn."""
        return Resamples(self.means, _counts(self.mean_of[draws], self.means.size), draws.shape[1])

    def laboratories(self, draws: Integers, resamples: Resamples) -> Floats:
        """How often each laboratory was drawn; without replicates, equal results count as one laboratory."""
        return _counts(draws, draws.shape[1]) if self.has_replicates else resamples.counts


def population_of(rows: list[Floats]) -> tuple[Population, Centred]:
    """The population in units of its own, and the way back; laboratories in ascending order of their means."""
    ordered = sorted((np.sort(row) for row in rows), key=lambda row: (float(row.mean()), row.tolist()))
    back = centre(np.array([row.mean() for row in ordered]))
    means, mean_of = np.unique(back.deviations, return_inverse=True)
    if max(row.size for row in rows) == 1:
        return Population(means, mean_of, single(means, back.rounding), has_replicates=False), back
    parts = [np.ldexp(row - back.median, -back.exponent) for row in ordered]
    return Population(means, mean_of, replicated(parts, back.rounding), has_replicates=True), back


def draw(random: np.random.Generator, resamples: int, laboratories: int) -> Iterator[Integers]:
    """Draws of laboratories with replacement, one row per resample, in blocks of bounded memory."""
    rows = max(1, BLOCK // laboratories)
    for start in range(0, resamples, rows):
        shape = (min(rows, resamples - start), laboratories)
        yield random.integers(0, laboratories, size=shape, dtype=np.int64)


def _counts(draws: Integers, kinds: int) -> Floats:
    rows = draws.shape[0]
    places = draws + (np.arange(rows) * kinds)[:, None]
    counted = np.bincount(places.ravel(), minlength=rows * kinds)
    return counted.reshape(rows, kinds).astype(np.float64)
