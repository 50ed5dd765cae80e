"""Kernel density of results and its modes: the picture to look at before any robust mean is believed.

ISO 13528:2022, 10.3 (bandwidth 0.9 s*/p^0.2 for inspection). Two modes with a fair share each mean two methods,
two units or two chemical forms; then neither Algorithm A nor Q/Hampel gives a meaningful assigned value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.huber import algorithm_a
from comity.science.statistics.median import mean_and_standard_deviation
from comity.science.statistics.samples import Floats, positive, sample

BANDWIDTH_FACTOR = 0.9
GRID = 401
REACH = 4.0
"""Beyond so many bandwidths from the nearest result the density is not looked at."""
FINENESS = 8
"""Points per bandwidth where modes are looked for."""
FINEST = 1e-9
"""A smaller bandwidth, relative to the median absolute deviation, does not even reach neighbouring results."""
BLOCK = 2_000_000
"""Kernel values held at once."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A local maximum: where, how high (per unit of the data), and the area between the minima around it."""

    location: float
    density: float
    share: float


@dataclass(frozen=True, slots=True)
class KernelDensity:
    """A density on a grid for drawing, and its modes from left to right.

    Without any spread there is no density: bandwidth 0, an empty grid, one mode with share 1, and `degenerate` says so.
    """

    bandwidth: float
    grid: Floats
    density: Floats
    modes: tuple[Mode, ...]
    clause: str = "ISO 13528:2022, 10.3"
    degenerate: Message | None = None


def kernel_modes(values: ArrayLike, bandwidth: float | None = None) -> KernelDensity:
    """Gaussian kernel density with all its modes and the share of the results that belongs to each.

    f(t) = 1/(p h) Σ φ((t − xᵢ)/h), h = 0.9 s*/p^0.2 with s* from Algorithm A (the sample standard
    deviation where s* is 0).

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.
    bandwidth : float, optional
        h, in the unit of `values`; ISO also names 0.75 σ_pt and 0.25 δ_E.

    Returns
    -------
    KernelDensity
        Every local maximum is a mode, also that of a single far result: look at the shares.

    Raises
    ------
    InputError
        No value, one that is not a finite number, or a bandwidth not above zero.

    References
    ----------
    ISO 13528:2022, 10.3. B. W. Silverman (1986), Density Estimation, Formula (3.31).

    Examples
    --------
    >>> density = kernel_modes([10, 10.1, 9.9, 10.05, 9.95, 20, 20.1, 19.9, 20.05, 19.95], bandwidth=0.5)
    >>> [(round(mode.location, 3), round(mode.share, 3)) for mode in density.modes]
    [(10.0, 0.5), (20.0, 0.5)]
    """
    x = np.sort(sample(values))
    h = default_bandwidth(x) if bandwidth is None else float(positive([bandwidth], "bandwidth")[0])
    if h == 0:
        nothing = message(CONTEXT, "All values are equal: there is no density to draw.")
        return KernelDensity(0.0, np.empty(0), np.empty(0), (Mode(float(x[0]), 0.0, 1.0),), degenerate=nothing)
    middle = float(np.median(x))
    if h < FINEST * float(np.median(np.abs(x - middle))):
        what = message(CONTEXT, "The bandwidth {bandwidth} is far too small for these values.", bandwidth=h)
        raise InputError("statistics.bandwidth", what, where="bandwidth")
    unit = (x - middle) / h
    grid = np.linspace(unit[0] - 3, unit[-1] + 3, GRID)
    modes = tuple(Mode(middle + h * place, height / h, share) for place, height, share in _modes(unit))
    return KernelDensity(h, middle + h * grid, _density(unit, grid) / h, modes)


def default_bandwidth(x: Floats) -> float:
    """0.9 s*/p^0.2."""
    scale = algorithm_a(x).scale or mean_and_standard_deviation(x).scale
    return BANDWIDTH_FACTOR * scale / math.pow(x.size, 0.2)


def _modes(x: Floats) -> list[tuple[float, float, float]]:
    """Place, density and share of every mode, for sorted `x` in units of the bandwidth."""
    places = _search_points(x)
    slope = _slope(x, places)
    falls = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
    rises = np.flatnonzero((slope[:-1] <= 0) & (slope[1:] > 0))
    peaks = _halve(x, places[falls], places[falls + 1], falling=True)
    valleys = _halve(x, places[rises], places[rises + 1], falling=False)
    inner = valleys[(valleys > peaks[0]) & (valleys < peaks[-1])]
    below = np.concatenate([[0.0], [float(ndtr(valley - x).mean()) for valley in inner], [1.0]])
    return list(zip(peaks.tolist(), _density(x, peaks).tolist(), np.diff(below).tolist(), strict=True))


def _search_points(x: Floats) -> Floats:
    """Points no further apart than 1/FINENESS around every result, none in wide gaps."""
    cells = np.unique(np.floor(x))
    near = np.unique((cells[:, None] + np.arange(-REACH, REACH + 1)).ravel())
    return (near[:, None] + np.arange(FINENESS) / FINENESS).ravel()


def _kernels(x: Floats, places: Floats, *, slope: bool) -> Floats:
    result = np.empty(places.size)
    rows = max(1, BLOCK // x.size)
    for start in range(0, places.size, rows):
        distance = x - places[start : start + rows, None]
        kernel = np.exp(-0.5 * np.square(np.clip(distance, -38, 38)))
        result[start : start + rows] = (kernel * distance if slope else kernel).sum(axis=1)
    return result / (x.size * math.sqrt(2 * math.pi))


def _density(x: Floats, places: Floats) -> Floats:
    return _kernels(x, places, slope=False)


def _slope(x: Floats, places: Floats) -> Floats:
    return _kernels(x, places, slope=True)


def _halve(x: Floats, low: Floats, high: Floats, *, falling: bool) -> Floats:
    for _ in range(50):
        middle = (low + high) / 2
        beyond = (_slope(x, middle) > 0) == falling
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
    return (low + high) / 2
