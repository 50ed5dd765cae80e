"""How often compounds that differ by a mass are relatives: counted over pairs of known structures.

Of all pairs of compounds of the development part, the pairs with a Tanimoto similarity of at least 0.5 are counted by
their difference of mass. CH₂, O or the glucuronide are frequent among relatives, most differences never occur.

    odds = ln((r + a·b) / (n + a) / b)

with r relatives among the n pairs of that difference, b the share of relatives among all pairs, a = 3 pairs of doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DOUBT: Final = 3.0
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Familiar:
    """Differences of mass at which relatives were seen, in rising order, with pairs and relatives at each."""

    mass: Numbers
    pairs: Numbers
    relatives: Numbers
    share: float
    elsewhere: float
    """Pairs at a difference at which no relatives were seen, on average."""
    tolerance: float

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Familiar:
        """From the table of coefficients."""
        mass, pairs, relatives = (np.array(data[name], dtype=np.float64) for name in ("mass", "pairs", "relatives"))
        return cls(mass, pairs, relatives, float(data["share"]), float(data["elsewhere"]), float(data["tolerance"]))

    def values(self, sizes: Numbers) -> tuple[Numbers, Numbers]:
        """Logarithm of the odds, and of the number of relatives seen, for each difference of mass.

        Examples
        --------
        >>> table = Familiar(np.array([14.0157]), np.array([50.0]), np.array([20.0]), 0.01, 4.0, 0.0015)
        >>> [column.round(2).tolist() for column in table.values(np.array([14.0150, 14.1]))]
        [[3.63, -0.85], [3.04, 0.0]]
        """
        pairs, relatives = np.full(sizes.size, self.elsewhere), np.zeros(sizes.size)
        if self.mass.size:
            right = np.clip(np.searchsorted(self.mass, sizes), 1, max(self.mass.size - 1, 1))
            right = np.minimum(right, self.mass.size - 1)
            left = np.maximum(right - 1, 0)
            near = np.where(np.abs(self.mass[left] - sizes) <= np.abs(self.mass[right] - sizes), left, right)
            there = np.abs(self.mass[near] - sizes) <= self.tolerance
            pairs, relatives = np.where(there, self.pairs[near], pairs), np.where(there, self.relatives[near], 0.0)
        odds = np.log((relatives + DOUBT * self.share) / (pairs + DOUBT) / self.share)
        return np.asarray(odds), np.log1p(relatives)


def counted(sizes: Numbers, related: NDArray[np.bool_], tolerance: float) -> Familiar:
    """The table from differences of mass of pairs, and whether each pair is related.

    Examples
    --------
    >>> table = counted(np.array([14.01, 14.0103, 28.0, 31.0]), np.array([True, False, False, False]), 0.001)
    >>> table.mass.tolist(), table.pairs.tolist(), table.relatives.tolist(), table.share
    ([14.01], [2.0], [1.0], 0.25)
    """
    order = np.argsort(sizes, kind="stable")
    sizes, related = sizes[order], related[order]
    ends = np.concatenate([[0], np.cumsum(related)])
    centres: list[float] = []
    for size in sizes[related].tolist():
        if not centres or size - centres[-1] > tolerance:
            centres.append(size)
    mass = np.array(centres, dtype=np.float64)
    low, high = np.searchsorted(sizes, mass - tolerance), np.searchsorted(sizes, mass + tolerance)
    pairs, relatives = (high - low).astype(np.float64), (ends[high] - ends[low]).astype(np.float64)
    low, high = np.searchsorted(sizes, sizes - tolerance), np.searchsorted(sizes, sizes + tolerance)
    without = ends[high] == ends[low]
    elsewhere = float((high - low)[without].mean()) if without.any() else 0.0
    share = max(float(related.mean()) if related.size else 0.0, 1e-6)
    return Familiar(mass, pairs, relatives, share, elsewhere, tolerance)
