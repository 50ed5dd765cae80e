"""Infrared and Raman curves: correlation of slopes on the common part of the axis.

Both curves are put on one axis (4 cm⁻¹ steps where both were measured, at least 200 cm⁻¹), transmittance T in per cent
or as a share is turned to absorbance −log₁₀ T, the slope is taken and Pearson's correlation computed. Slopes forget a
sloping baseline and any scale, which differ between instruments more than between substances.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import ComputationError
from comity.base.messages import message
from comity.science.spectra.trace import Trace

STEP: Final = 4.0
SHORTEST_OVERLAP: Final = 200.0
LOWEST_TRANSMITTANCE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class TraceHit:
    """A curve of the library beside the query: correlation of slopes, and the stretch of axis it rests on (cm⁻¹)."""

    trace: Trace
    correlation: float
    overlap: float


def slope_correlation(one: Trace, other: Trace) -> float:
    """Pearson correlation of the slopes of two curves, from −1 to 1; 0 when one is flat.

    Raises
    ------
    ComputationError
        The curves share less than 200 cm⁻¹.

    References
    ----------
    R. Karoui et al. (2010), Chemical Reviews 110, 6144-6174 (derivatives against baselines).

    Examples
    --------
    >>> x = np.arange(600.0, 1800.0, 2.0)
    >>> curve = Trace(x, np.exp(-(((x - 1100) / 20) ** 2)))
    >>> tilted = Trace(x, 3 * np.exp(-(((x - 1100) / 20) ** 2)) + x / 500)
    >>> round(slope_correlation(curve, tilted), 4)
    1.0
    """
    low, high = _common(one, other)
    if high - low < SHORTEST_OVERLAP:
        raise ComputationError(
            "no-common-axis",
            message("spectra", "The curves share less than {width} cm⁻¹ of their axes.", width=SHORTEST_OVERLAP),
            where=other.identifier or other.name,
        )
    axis = np.arange(low, high, STEP)
    a, b = (_slope(each, axis) for each in (one, other))
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / norm, -1.0, 1.0)) if norm > 0 else 0.0


def search_traces(library: Iterable[Trace], query: Trace, top: int = 10) -> list[TraceHit]:
    """Curves of the same technique in order of correlation; curves without a common stretch are left out.

    Examples
    --------
    >>> x = np.arange(600.0, 1800.0, 2.0)
    >>> curves = [Trace(x, np.exp(-(((x - place) / 20) ** 2)), name=str(place)) for place in (900, 1100, 1300)]
    >>> [hit.trace.name for hit in search_traces(curves, curves[1], top=1)]
    ['1100']
    """
    hits = []
    for trace in library:
        low, high = _common(trace, query)
        if trace.technique == query.technique and high - low >= SHORTEST_OVERLAP:
            hits.append(TraceHit(trace, slope_correlation(query, trace), high - low))
    hits.sort(key=lambda hit: (-hit.correlation, hit.trace.identifier))
    return hits[:top]


def _common(one: Trace, other: Trace) -> tuple[float, float]:
    if not one.wavenumber.size or not other.wavenumber.size:
        return 0.0, 0.0
    return (
        float(max(one.wavenumber[0], other.wavenumber[0])),
        float(min(one.wavenumber[-1], other.wavenumber[-1])),
    )


def _slope(trace: Trace, axis: NDArray[np.float64]) -> NDArray[np.float64]:
    height = trace.height
    if trace.ordinate == "transmittance":
        share = height / 100 if height.max() > 2 else height
        height = -np.log10(np.maximum(share, LOWEST_TRANSMITTANCE))
    slope = np.gradient(np.interp(axis, trace.wavenumber, height), axis)
    return np.asarray(slope - slope.mean())
