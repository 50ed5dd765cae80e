"""Hartigan's dip: how far the results are from any distribution with a single mode.

D = inf over unimodal U of sup |F_p - U|, with F_p the empirical distribution function. The smallest possible value is
1/(2p); two tight equal groups reach 1/4. The null hypothesis is the uniform distribution, the least favourable
unimodal one, so for bell-shaped results the p-value is conservative.

J. A. Hartigan, P. M. Hartigan, The dip test of unimodality, Ann. Statist. 13 (1985) 70-84. In the search for the modal
interval, the greatest convex minorant lies left of it and the least concave majorant right of it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.proficiency.arguments import Floats

# Upper quantiles of sqrt(p) D for p uniform results: 40,000 simulated rounds up to p = 50, 20,000 above, PCG64 seeded
# with p. A test repeats some of them.
LEVELS: Final = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
QUANTILES: Final = {
    8: (0.3145, 0.3548, 0.4005, 0.4354, 0.4690, 0.4887, 0.5067, 0.5263, 0.5513),
    10: (0.3089, 0.3751, 0.4126, 0.4415, 0.4766, 0.5058, 0.5273, 0.5543, 0.5700),
    12: (0.3154, 0.3805, 0.4146, 0.4494, 0.4872, 0.5124, 0.5360, 0.5614, 0.5851),
    15: (0.3238, 0.3858, 0.4254, 0.4583, 0.4968, 0.5240, 0.5464, 0.5772, 0.5949),
    20: (0.3281, 0.3953, 0.4357, 0.4703, 0.5121, 0.5385, 0.5644, 0.5938, 0.6167),
    30: (0.3364, 0.4044, 0.4466, 0.4836, 0.5257, 0.5568, 0.5839, 0.6150, 0.6422),
    50: (0.3451, 0.4157, 0.4583, 0.4961, 0.5409, 0.5707, 0.5983, 0.6387, 0.6670),
    100: (0.3550, 0.4273, 0.4724, 0.5112, 0.5562, 0.5911, 0.6223, 0.6590, 0.6956),
    200: (0.3609, 0.4359, 0.4796, 0.5200, 0.5702, 0.6035, 0.6328, 0.6732, 0.7065),
    500: (0.3680, 0.4433, 0.4896, 0.5289, 0.5801, 0.6135, 0.6496, 0.6949, 0.7349),
}


def dip_p_value(values: Floats) -> float:
    """Probability of a dip at least as large among uniform results; between 0.001 and 1, interpolated in the table."""
    size = math.log(values.size)
    sizes = np.log(list(QUANTILES))
    quantiles = [float(np.interp(size, sizes, column)) for column in zip(*QUANTILES.values(), strict=True)]
    statistic = math.sqrt(values.size) * dip_statistic(values)
    if statistic < quantiles[0]:
        return 1.0
    return math.exp(float(np.interp(statistic, quantiles, np.log(LEVELS))))


def dip_statistic(values: Floats) -> float:
    """The dip D of two or more values, ties spread over the resolution of the data; 1/(2p) where all are equal."""
    x = _untied(np.sort(values))
    if x[0] == x[-1]:
        return 1 / (2 * x.size)
    low, high, dip = 0, x.size - 1, 1.0
    while high > low:
        minorant, majorant = _hull(x, low, high, convex=True), _hull(x, low, high, convex=False)
        left, right, gap = _modal_interval(x, minorant, majorant)
        if gap < dip:
            break
        below = np.arange(low, left + 1)
        above = np.arange(right, high + 1)
        rise = below + 1 - np.interp(x[below], x[minorant], minorant)
        fall = np.interp(x[above], x[majorant], majorant + 1) - above
        dip = max(dip, float(rise.max()), float(fall.max()))
        if (left, right) == (low, high):
            break
        low, high = left, right
    return dip / (2 * x.size)


def _untied(x: Floats) -> Floats:
    """Equal values spread evenly over one step of the data's resolution, for rounding is no mode."""
    steps = np.diff(x)
    if (steps > 0).all() or not (steps > 0).any():
        return x
    resolution = float(steps[steps > 0].min())
    starts = np.flatnonzero(np.concatenate([[True], steps > 0]))
    sizes = np.diff(np.append(starts, x.size))
    rank = np.arange(x.size) - np.repeat(starts, sizes)
    return np.asarray(x + resolution * ((rank + 0.5) / np.repeat(sizes, sizes) - 0.5))


def _hull(x: Floats, low: int, high: int, *, convex: bool) -> NDArray[np.int64]:
    """Where the greatest convex minorant of the feet (least concave majorant of the tops) of the steps touches them."""
    sign = 1.0 if convex else -1.0
    at = x.tolist()
    hull: list[int] = []
    for point in range(low, high + 1):
        while len(hull) > 1:
            before, last = hull[-2], hull[-1]
            turn = (at[last] - at[before]) * (point - last) - (at[point] - at[last]) * (last - before)
            if sign * turn > 0:
                break
            hull.pop()
        hull.append(point)
    return np.array(hull)


def _modal_interval(x: Floats, minorant: NDArray[np.int64], majorant: NDArray[np.int64]) -> tuple[int, int, float]:
    """The touching points around the place where majorant and minorant are furthest apart, and how far."""
    points = np.union1d(minorant, majorant)
    gaps = np.interp(x[points], x[majorant], majorant + 1) - np.interp(x[points], x[minorant], minorant)
    widest = int(points[np.argmax(gaps)])
    left = int(minorant[np.searchsorted(minorant, widest, side="right") - 1])
    right = int(majorant[np.searchsorted(majorant, widest, side="left")])
    return left, right, float(gaps.max())
