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

BLOCK = 4_000_000
"""Kernel values held at once."""
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
        """Natural logarithm of the density, per unit of the score."""
        step = max(BLOCK // self.scores.size, 1)
        parts = [self._log(at[start : start + step]) for start in range(0, at.size, step)]
        return np.concatenate(parts) if parts else np.empty(0)

    def log_without_itself(self) -> Floats:
        """At each of its own scores, the density that the others give: an honest figure for validation."""
        own = 1.0 if self.border is None else 1 + np.exp(-2 * np.square((self.scores - self.border) / self.bandwidth))
        size = self.scores.size
        total = np.exp(self.log(self.scores)) * size - own / (self.bandwidth * math.sqrt(2 * math.pi))
        return np.log(np.maximum(total, math.exp(-700)) / (size - 1))

    def _log(self, at: Floats) -> Floats:
        exponents = -0.5 * np.square((at[:, None] - self.scores) / self.bandwidth)
        if self.border is not None:
            mirrored = -0.5 * np.square((at[:, None] - 2 * self.border + self.scores) / self.bandwidth)
            exponents = np.logaddexp(exponents, mirrored)
        peak = exponents.max(axis=1)
        scale = self.bandwidth * self.scores.size * math.sqrt(2 * math.pi)
        total = peak + np.log(np.exp(exponents - peak[:, None]).sum(axis=1)) - math.log(scale)
        return np.asarray(np.maximum(total, SMALLEST_LOG))


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
