"""Upper bounds of what a period may bring by chance, given the regression.

- *delta*: Farrington et al. (1996), equation 3.3: y^(2/3) is nearly normal, so
  U = (μ^(2/3) + z · √(4/9 · μ^(1/3) · τ))^(3/2) with τ = φ + se(μ)²/μ.
- *nbplugin*: Noufaily et al. (2013), 3.4: the 1 − α quantile of the negative binomial distribution with mean μ and
  variance φμ (Poisson where φ = 1).
- *muan*: the same with the upper 1 − α confidence limit of μ in place of μ (Salmon, Schumacher & Höhle 2016, 2.3.2).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from comity.science.trends.arguments import Flags, Floats

Threshold = Literal["delta", "nbplugin", "muan"]
THRESHOLDS: tuple[Threshold, ...] = ("delta", "nbplugin", "muan")
FUZZ = 64 * float(np.finfo(np.float64).eps)
"""A quantile is not missed because of rounding in the distribution function; R allows as much."""
LARGEST_MEAN = 1e15


def delta_bound(mean: Floats, error: Floats, phi: Floats, observed: Floats, quantile: float) -> tuple[Floats, Floats]:
    """Bound and p-value on the 2/3-power scale; `error` is the standard error of log μ."""
    from scipy.special import ndtr

    spread = np.sqrt(4 / 9 * np.cbrt(mean) * (phi + mean * np.square(error)))
    centre = np.cbrt(np.square(mean))
    bound = np.power(centre + quantile * spread, 1.5)
    return bound, np.asarray(ndtr((centre - np.cbrt(np.square(observed))) / spread))


def count_bound(mean: Floats, phi: Floats, observed: Floats, alpha: float) -> tuple[Floats, Floats]:
    """The smallest count with P(Y ≤ count) ≥ 1 − α, and P(Y ≥ observed); NaN where the mean is beyond reason."""
    usable = mean < LARGEST_MEAN
    bound, p_value = np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    bound[usable] = _quantile(mean[usable], phi[usable], 1 - alpha)
    p_value[usable] = _at_least(observed[usable], mean[usable], phi[usable])
    return bound, p_value


def normal_quantile(tail: float) -> float:
    """The z of P(Z > z) = tail."""
    from scipy.special import ndtri

    return float(-ndtri(tail))


def _quantile(mean: Floats, phi: Floats, probability: float) -> Floats:
    """By bisection over whole numbers: the distribution function is the definition, so no approximation enters."""
    wanted = probability * (1 - FUZZ)
    deviation = np.sqrt(phi * mean)
    high = np.ceil(mean + 10 * deviation + 10)
    while (short := _at_most(high, mean, phi) < wanted).any():
        high[short] *= 2
    low = np.full_like(high, -1.0)
    while (open_ := high - low > 1).any():
        middle = np.floor((low[open_] + high[open_]) / 2)
        enough: Flags = _at_most(middle, mean[open_], phi[open_]) >= wanted
        high[open_] = np.where(enough, middle, high[open_])
        low[open_] = np.where(enough, low[open_], middle)
    return np.asarray(high)


def _at_most(count: Floats, mean: Floats, phi: Floats) -> Floats:
    from scipy.special import betainc, gammaincc

    binomial = phi > 1
    size = mean / np.where(binomial, phi - 1, 1.0)
    return np.asarray(np.where(binomial, betainc(size, count + 1, 1 / phi), gammaincc(count + 1, mean)))


def _at_least(count: Floats, mean: Floats, phi: Floats) -> Floats:
    from scipy.special import betaincc, gammainc

    binomial = phi > 1
    size = mean / np.where(binomial, phi - 1, 1.0)
    positive = np.maximum(count, 1.0)
    tail = np.where(binomial, betaincc(size, positive, 1 / phi), gammainc(positive, mean))
    return np.asarray(np.where(count > 0, tail, 1.0))
