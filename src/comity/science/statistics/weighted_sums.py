"""Resamples of one data set, as how often each value was drawn, and what their sums and medians follow from.

A resample of fixed data needs no sorting: its values are those of the base data, already in order, with whole-number
weights. All resamples of a block are worked on together, one row each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.science.statistics.samples import Floats, Integers


@dataclass(frozen=True, slots=True)
class Resamples:
    """`counts[b, i]`: how often value i (ascending, centred) was drawn in resample b; every row sums to `size`."""

    values: Floats
    counts: Floats
    size: int

    def numbers(self) -> Floats:
        """Running numbers of values, from 0, one column more than values."""
        return running(self.counts)

    def sums(self, power: int) -> Floats:
        """Running sums of a power of the values, counted from the middle outward so that outliers cost no digits."""
        weighted = self.counts * self.values**power
        middle = self.values.size // 2
        result = np.zeros((weighted.shape[0], weighted.shape[1] + 1))
        np.cumsum(weighted[:, middle:], axis=1, out=result[:, middle + 1 :])
        result[:, :middle] = -np.cumsum(weighted[:, :middle][:, ::-1], axis=1)[:, ::-1]
        return result

    def medians(self, numbers: Floats) -> Floats:
        """The median of every resample."""
        lower = np.count_nonzero(numbers[:, 1:] < (self.size + 1) // 2, axis=1)
        upper = np.count_nonzero(numbers[:, 1:] < self.size // 2 + 1, axis=1)
        result: Floats = (self.values[lower] + self.values[upper]) / 2
        return result

    def rows(self) -> Floats:
        """The resamples themselves, each in ascending order."""
        places = np.tile(np.arange(self.values.size), self.counts.shape[0])
        drawn = np.repeat(places, self.counts.astype(np.int64).ravel())
        return self.values[drawn].reshape(-1, self.size)

    def only(self, chosen: Integers) -> Resamples:
        """Some of the resamples."""
        return Resamples(self.values, self.counts[chosen], self.size)


def running(weights: Floats) -> Floats:
    """Running sums along every row, from 0."""
    result = np.zeros((weights.shape[0], weights.shape[1] + 1))
    np.cumsum(weights, axis=1, out=result[:, 1:])
    return result


def entries(table: Floats, rows: Integers, columns: Integers) -> Floats:
    """Of each of some rows of `table`, the entries in its columns (one row of `columns` for each)."""
    found: Floats = np.take(table, rows[:, None] * table.shape[1] + columns)
    return found
