"""Kernel densities of scores under either proposition, and their ratio.

Source: Silverman (1986), Density Estimation, 2.4 (kernel), 2.10 (reflection at a border) and 3.4 (bandwidth); for
score-based likelihood ratios Bolck et al. (2015), Law Probab Risk 14:243-266. Where few comparisons lie, a ratio of two
tails is extrapolation: use it within bounds only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, LN10, Floats, refused, row

BLOCK = 2_000_000
"""Kernel values held at once."""
EXACT = 20_000_000
"""Kernels that are summed one by one; 0.3 s."""
FINENESS = 20
"""Nodes of the table per bandwidth."""
MOST_NODES = 6_000
ROUNDING = 1e-13
"""A density of the others below this part of one kernel is rounding."""
LEAST = 5
SMALLEST_LOG = -1000.0
"""Natural logarithm; less is nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """A Gaussian kernel density of scores, reflected at `border` where scores cannot lie below it."""

    scores: Floats
    bandwidth: float
    border: float | None = None

    def log(self, at: Floats) -> Floats:
        """Natural logarithm of the density, per unit of the score; beyond `EXACT` kernels by a fine table (3e-4)."""
        spread = float(max(at.max(), self.scores.max()) - min(at.min(), self.scores.min())) if at.size else 0.0
        if at.size * self.scores.size <= EXACT or spread * FINENESS > MOST_NODES * self.bandwidth:
            return self._sum(at, self._points(), None)
        grid, weights = self._binned(float(at.min()), float(at.max()))
        filled = weights > 0
        return np.asarray(np.interp(at, grid, self._sum(grid, grid[filled], weights[filled])))

    def log_without_itself(self) -> Floats:
        """At each of its own scores, the density that the others give: an honest figure for validation."""
        own = np.ones(self.scores.size)
        if self.border is not None:
            own += np.exp(-2 * np.square((self.scores - self.border) / self.bandwidth))
        own /= self.bandwidth * math.sqrt(2 * math.pi)
        logarithm = self.log(self.scores)
        lonely = np.flatnonzero(own > 0.1 * np.exp(logarithm) * self.scores.size)
        logarithm[lonely] = self._sum(self.scores[lonely], self._points(), None)  # a small difference needs all digits
        others = np.exp(logarithm) * self.scores.size - own
        return np.log(np.maximum(others, own * ROUNDING) / (self.scores.size - 1))

    def _points(self) -> Floats:
        """The scores, and their mirror images beyond the border."""
        return self.scores if self.border is None else np.concatenate([self.scores, 2 * self.border - self.scores])

    def _binned(self, low: float, high: float) -> tuple[Floats, Floats]:
        """Scores shared out between the two nearest nodes of a grid."""
        points = self._points()
        start, step = min(low, float(points.min())), self.bandwidth / FINENESS
        nodes = int((max(high, float(points.max())) - start) / step) + 3
        place = (points - start) / step
        left = place.astype(np.int64)
        share = place - left
        weights = np.bincount(left, 1 - share, nodes) + np.bincount(left + 1, share, nodes)
        return np.asarray(start + step * np.arange(nodes), float), np.asarray(weights, float)

    def _sum(self, at: Floats, points: Floats, weights: Floats | None) -> Floats:
        step = max(BLOCK // points.size, 1)
        scale = math.log(self.bandwidth * self.scores.size * math.sqrt(2 * math.pi))
        extra = 0.0 if weights is None else np.log(weights)
        result = np.empty(at.size)
        for start in range(0, at.size, step):
            part = slice(start, start + step)
            exponents = extra - 0.5 * np.square((at[part, None] - points) / self.bandwidth)
            peak = exponents.max(axis=1)
            result[part] = peak + np.log(np.exp(exponents - peak[:, None]).sum(axis=1)) - scale
        return np.maximum(result, SMALLEST_LOG)


@dataclass(frozen=True, slots=True, eq=False)
class KernelCalibration:
    """log10 of the ratio of two densities."""

    same: Density
    different: Density

    def log10(self, scores: ArrayLike) -> Floats:
        """One log10 likelihood ratio for each score; 0 where neither density reaches."""
        at = row(scores, "scores")
        return np.asarray((self.same.log(at) - self.different.log(at)) / LN10)

    def learned(self) -> tuple[Floats, Floats]:
        """The ratio at each score that was learned from, its own kernel left out: same, then different."""
        same = self.same.log_without_itself() - self.different.log(self.same.scores)
        different = self.same.log(self.different.scores) - self.different.log_without_itself()
        return same / LN10, different / LN10


def fit_densities(
    same: ArrayLike,
    different: ArrayLike,
    *,
    bandwidth: float | tuple[float, float] | None = None,
    border: float | None = None,
) -> KernelCalibration:
    """Kernel densities of the scores of either kind of comparison; their ratio is the likelihood ratio of a score.

    Bandwidth by Silverman's rule for normal data: h = (4/3)^(1/5) · s · n^(−1/5), each density its own.

    Parameters
    ----------
    same, different : array_like
        Finite scores, at least five each.
    bandwidth : float or (float, float), optional
        In the unit of the score.
    border : float, optional
        Scores cannot lie below it (0 for distances): kernels are reflected there.

    Returns
    -------
    KernelCalibration
        Gives log10 likelihood ratios.

    Raises
    ------
    InputError
        Too few scores, one that is not finite, a bandwidth not above zero, a score below the border.

    References
    ----------
    Silverman (1986), equation 3.28 and section 2.10.

    Examples
    --------
    >>> found = fit_densities([0.9, 1.0, 1.1, 1.2, 0.8], [-0.1, 0.0, 0.1, 0.2, -0.2])
    >>> [round(float(value), 2) for value in found.log10([0.6, 1.0])]
    [1.83, 9.9]
    """
    rows = row(same, "same"), row(different, "different")
    widths = bandwidth if isinstance(bandwidth, tuple) else (bandwidth, bandwidth)
    first, second = (
        _density(scores, width, border, name)
        for scores, width, name in zip(rows, widths, ("same", "different"), strict=True)
    )
    return KernelCalibration(first, second)


def _density(scores: Floats, bandwidth: float | None, border: float | None, name: str) -> Density:
    if scores.size < LEAST:
        what = message(CONTEXT, "At least {least} comparisons of each kind are needed.", least=LEAST)
        raise refused("few", name, what)
    if border is not None and scores.min() < border:
        raise refused("border", name, message(CONTEXT, "A score lies below the border."))
    width = (4 / 3) ** 0.2 * float(scores.std(ddof=1)) * scores.size**-0.2 if bandwidth is None else float(bandwidth)
    if not 0 < width < math.inf:
        what = message(CONTEXT, "All scores of one kind are equal, or the bandwidth is not above zero.")
        raise refused("bandwidth", name, what, message(CONTEXT, "Give a bandwidth in the unit of the score."))
    return Density(scores, width, border)
