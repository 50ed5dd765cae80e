"""Silverman's test of unimodality: how much must a kernel density be smoothed until one mode is left?

The critical bandwidth h is the smallest with one mode. Were the population unimodal, samples drawn from the density at
h (smoothed bootstrap, rescaled to the variance of the data) would seldom need more smoothing. The p-value is the share
of such samples that still show several modes at h, (1 + k) / (1 + resamples). The test is known to be conservative.

B. W. Silverman, Using kernel density estimates to investigate multimodality, J. R. Stat. Soc. B 43 (1981) 97-99.
Densities are computed on a grid of 512 points by fast Fourier transform; the range is padded, so that nothing wraps.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from comity.science.proficiency.arguments import Floats

GRID: Final = 512
PADDING: Final = 0.5  # of the range, on either side
BISECTIONS: Final = 18
RIPPLE: Final = 1e-7  # of the largest density: below, rounding noise of the transform


def silverman_p_value(values: Floats, *, resamples: int, seed: int) -> float:
    """The p-value of a single mode, for two or more values that are not all equal."""
    ordered = np.sort(values)  # the outcome must not depend on the order of the participants
    span = float(np.ptp(ordered))
    scaled = (ordered - ordered[0]) / span
    critical = _critical_bandwidth(scaled)
    samples = _smoothed_samples(scaled, critical, resamples, np.random.Generator(np.random.PCG64(seed)))
    several = int((_modes(_counts(samples), critical) > 1).sum())
    return (1 + several) / (1 + resamples)


def _critical_bandwidth(scaled: Floats) -> float:
    counts = _counts(scaled[None, :])
    low, high = 0.002, 1.0
    for _ in range(BISECTIONS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if _modes(counts, middle)[0] > 1 else (low, middle)
    return high


def _smoothed_samples(scaled: Floats, bandwidth: float, resamples: int, random: np.random.Generator) -> Floats:
    drawn = scaled[random.integers(scaled.size, size=(resamples, scaled.size))]
    noisy = drawn + bandwidth * random.standard_normal(drawn.shape)
    centre = float(scaled.mean())
    shrink = 1 / np.sqrt(1 + bandwidth**2 / float(scaled.var()))
    return np.asarray(centre + shrink * (noisy - centre))


def _counts(samples: Floats) -> Floats:
    """Histograms on the padded grid, one row per sample; what falls beyond the padding counts at its edge."""
    places = np.rint((samples + PADDING) / (1 + 2 * PADDING) * (GRID - 1)).astype(np.int64).clip(0, GRID - 1)
    rows = np.arange(len(samples))[:, None] * GRID
    counted = np.bincount((rows + places).ravel(), minlength=len(samples) * GRID)
    return counted.reshape(len(samples), GRID).astype(np.float64)


def _modes(counts: Floats, bandwidth: float) -> np.ndarray:
    """Number of local maxima of the density of each row of counts."""
    width = bandwidth / (1 + 2 * PADDING) * (GRID - 1)
    damping = np.exp(-0.5 * (2 * np.pi * np.fft.rfftfreq(2 * GRID) * width) ** 2)
    density = np.fft.irfft(np.fft.rfft(counts, 2 * GRID) * damping, 2 * GRID)[:, :GRID]
    steps = np.diff(density, axis=1, prepend=0.0, append=0.0)
    steps[np.abs(steps) < RIPPLE * density.max(axis=1, keepdims=True)] = 0.0
    return _falls_after_rises(np.sign(steps))


def _falls_after_rises(signs: Floats) -> np.ndarray:
    """How often each row turns from rising to falling; level stretches belong to what came before."""
    position = np.where(signs != 0, np.arange(signs.shape[1]), 0)
    np.maximum.accumulate(position, axis=1, out=position)
    carried = np.take_along_axis(signs, position, axis=1)
    return np.asarray(((carried[:, 1:] < 0) & (carried[:, :-1] > 0)).sum(axis=1))
