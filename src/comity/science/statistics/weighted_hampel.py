"""Hampel's estimator on many resamples at once; every result equals `hampel` on that resample.

Newton's method on a function that is linear between corners stops exactly at a root. That root is the one nearest the
median whenever the function falls everywhere between the median and it, and as far on the other side; this is checked
by counting. The few resamples where it cannot be shown are solved one by one.
"""

from __future__ import annotations

import numpy as np

from comity.science.statistics.hampel import CORNERS, nearest_root
from comity.science.statistics.samples import Flags, Floats
from comity.science.statistics.weighted_sums import Resamples, entries

MOST_STEPS = 40


def roots(resamples: Resamples, numbers: Floats, medians: Floats, scales: Floats) -> Floats:
    """The location of every resample, given its running numbers, median and scale; the median where the scale is 0."""
    result = medians.copy()
    open_rows = np.flatnonzero(scales > 0)
    if not open_rows.size:
        return result
    found, sure = _newton(resamples, numbers, medians, np.where(scales > 0, scales, 1.0))
    # Nothing is nearer the median than the median itself.
    sure &= (found == medians) | _falling(resamples, numbers, medians, scales, np.abs(found - medians))
    result[open_rows] = found[open_rows]
    for row in open_rows[~sure[open_rows]]:
        x = np.repeat(resamples.values, resamples.counts[row].astype(np.int64))
        result[row] = medians[row] + nearest_root(x - medians[row], float(scales[row]))
    return result


def _newton(resamples: Resamples, numbers: Floats, medians: Floats, scales: Floats) -> tuple[Floats, Flags]:
    sums = resamples.sums(1)
    place, sure = medians.copy(), np.zeros(medians.size, dtype=bool)
    active = np.arange(medians.size)
    corners = np.full((medians.size, CORNERS.size), -1)
    for step in range(MOST_STEPS):
        t, s = place[active], scales[active]
        now = np.searchsorted(resamples.values, t[:, None] + CORNERS * s[:, None])
        same = (now == corners).all(axis=1)
        sure[active[same]] = True
        active, t, s, corners = active[~same], t[~same], s[~same], now[~same]
        if not active.size:
            break
        height, slope = _psi(entries(numbers, active, corners), entries(sums, active, corners), t, s)
        zero = np.abs(height) <= resamples.size * 4e-16 if step == 0 else np.zeros(active.size, dtype=bool)
        sure[active[zero]] = True
        going = ~zero & (slope < 0)
        active, corners = active[going], corners[going]
        place[active] = t[going] - height[going] / slope[going]
    return place, sure


def _psi(numbers: Floats, sums: Floats, t: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Σ ψ and its slope, from the running numbers and sums at the corners."""
    counts = np.diff(numbers, axis=1)
    parts = (np.diff(sums, axis=1) - counts * t[:, None]) / s[:, None]
    flat = 1.5 * (counts[:, 3] - counts[:, 1])
    outer = 4.5 * (counts[:, 4] - counts[:, 0]) - parts[:, 4] - parts[:, 0]
    return parts[:, 2] + flat + outer, (counts[:, 0] + counts[:, 4] - counts[:, 2]) / s


def _falling(resamples: Resamples, numbers: Floats, medians: Floats, scales: Floats, distance: Floats) -> Flags:
    """Are more results inside 1.5 s than in the outer bands, so that the slope is negative, up to `distance` away?"""
    edges = medians[:, None] + CORNERS * scales[:, None]
    widen = distance[:, None] * np.array([-1, 1, 1, -1, -1, 1])
    inside = np.searchsorted(resamples.values, edges + widen)
    found = entries(numbers, np.arange(medians.size), inside)
    bands = np.diff(found, axis=1)
    result: Flags = bands[:, 2] > bands[:, 0] + bands[:, 4]
    return result
