"""Where most results lie and how far they spread: the yardstick of the gates, cheap and hard to mislead."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from comity.science.proficiency.arguments import Floats
from comity.science.statistics import mad_e, qn

TIED_SPREAD: Final = 0.1  # of the median, where most results are equal: rounding is no blunder, a factor of ten is


class Centre(NamedTuple):
    """Median and robust spread, in the unit of the values; `spread` is 0 only where nearly all values are equal."""

    location: float
    spread: float


def robust_centre(values: Floats, *, least_spread: float = 0.0) -> Centre:
    """Median with the larger of MADe and Qn as spread, never below `least_spread` (say sigma_pt).

    The larger one, because a yardstick that happens to be short in a small round would flag honest results. Where
    more than half of the results are equal both are zero; then a tenth of the median stands in.
    """
    median = mad_e(values)
    spread = max(median.scale, qn(values).scale, least_spread)
    if spread == 0:
        spread = TIED_SPREAD * abs(median.location) or float(np.mean(np.abs(values - median.location)))
    return Centre(median.location, spread)
