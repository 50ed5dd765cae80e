"""Hampel's three-part redescending estimate of location, computed exactly. ISO 13528:2022, C.5.3 and C.5.4.

Σ ψ((xᵢ − x)/s*) is linear in x between the 6p nodes xᵢ ± {1.5, 3, 4.5} s*. From the sorted results and their running
sums it is evaluated at all nodes at once; every sign change is interpolated. A far outlier makes a root of its own, so
there can be several: the one nearest the median is taken, and of two equally near the median itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from comity.science.statistics.estimate import Estimate, Method
from comity.science.statistics.q_method import q_of_groups, q_scale
from comity.science.statistics.samples import Floats, Replicates, centre, laboratory_means, positive, replicates, sample

CORNERS = np.array([-4.5, -3.0, -1.5, 1.5, 3.0, 4.5])
"""Where ψ changes its slope, in units of s*: Formula (C.30)."""

_HAMPEL = Method("Hampel estimator", "ISO 13528:2022, C.5.3.3")
_Q_HAMPEL = Method("Q/Hampel", "ISO 13528:2022, C.5.4")


def hampel(values: ArrayLike, scale: float | None = None) -> Estimate:
    """Robust location by Hampel's ψ with corners at 1.5, 3 and 4.5 s*, finite-step.

    x* solves Σ ψ((xᵢ − x*)/s*) = 0, nearest the median; u(x*) = 1.25 s*/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.
    scale : float, optional
        s* in the unit of `values`; the Q method's without it.

    Returns
    -------
    Estimate
        In the unit of `values`. Degenerate (scale 0, location the median) when no scale is given and there is none.

    Raises
    ------
    InputError
        No value, one that is not a finite number (its index is named), or a scale not above zero.

    References
    ----------
    ISO 13528:2022, C.5.3.3 (finite-step), Formula (C.30).

    Examples
    --------
    >>> round(hampel([1.0, 1.1, 1.2, 1.3, 5.0], scale=0.2).location, 4)
    1.15
    """
    x = sample(values)
    spread = q_scale(x).scale if scale is None else float(positive([scale], "scale")[0])
    return _HAMPEL.estimate(locate(x, spread), spread, x.size)


def q_hampel(values: Replicates) -> Estimate:
    """Location by Hampel's estimator of the laboratories' means, with the Q method's scale.

    Parameters
    ----------
    values : array_like, shape (p,), or sequence of array_like
        One result per laboratory, or one row of replicates per laboratory, all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`. Degenerate (scale 0, location the median) when all differences are zero. If the
        results fall into two groups far apart, location lies between them: look at `kernel_modes` first.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022, C.5.4, with C.5.2.2 and C.5.3.3; Formula (6) as extended to C.5 by Amd 1:2026.

    Examples
    --------
    >>> result = q_hampel([1.0, 1.1, 1.2, 1.3, 5.0])
    >>> round(result.location, 4), round(result.scale, 6)
    (1.15, 0.31068)
    """
    groups = replicates(values)
    means = laboratory_means(groups)
    scale = q_of_groups(groups)
    return _Q_HAMPEL.estimate(locate(means, scale), scale, means.size)


def locate(values: Floats, scale: float) -> float:
    """The root of Σ ψ nearest the median; the median itself without a scale."""
    centred = centre(values)
    if scale == 0 or not centred.deviations.any():
        return centred.median
    return centred.location(nearest_root(np.sort(centred.deviations), centred.inward(scale)))


def nearest_root(x: Floats, scale: float) -> float:
    """The root nearest zero, the median of the sorted deviations `x`; zero itself if it is a root."""
    nodes = np.sort(np.concatenate([[0.0], (x[:, None] + CORNERS * scale).ravel()]))
    height = _psi_sums(x, nodes, scale)
    # Rounding of a sum of p terms of up to 1.5: anything smaller is a zero.
    height[np.abs(height) <= x.size * 4e-16] = 0.0
    if height[np.searchsorted(nodes, 0.0)] == 0:
        return 0.0
    change = np.flatnonzero(height[:-1] * height[1:] < 0)
    step = height[change] / (height[change] - height[change + 1])
    return nearest_zero(
        np.concatenate([nodes[height == 0], nodes[change] + step * (nodes[change + 1] - nodes[change])])
    )


def nearest_zero(roots: Floats) -> float:
    """The one of the smallest magnitude; zero when two of either sign are equally near."""
    distance = np.abs(roots)
    nearest = roots[distance <= distance.min() * (1 + 1e-12)]
    return 0.0 if nearest.min() < 0 < nearest.max() else float(nearest[0])


def _psi_sums(x: Floats, nodes: Floats, scale: float) -> Floats:
    """Σ ψ((xᵢ − t)/s) at every t of `nodes`."""
    sums = running_sums(x)
    corner = np.searchsorted(x, nodes[:, None] + CORNERS * scale)
    counts = np.diff(corner, axis=1)
    parts = (np.diff(sums[corner], axis=1) - counts * nodes[:, None]) / scale
    flat = 1.5 * (counts[:, 3] - counts[:, 1])
    outer = 4.5 * (counts[:, 4] - counts[:, 0]) - parts[:, 4] - parts[:, 0]
    result: Floats = parts[:, 2] + flat + outer
    return result


def running_sums(x: Floats) -> Floats:
    """Running sums counted from the middle outward, so that an outlier does not cost the others their digits."""
    middle = x.size // 2
    left = -np.cumsum(x[:middle][::-1])[::-1]
    return np.concatenate([left, [0.0], np.cumsum(x[middle:])])
