"""Control charts of z scores: the J-chart and the tabular cusum.

Both start with the first score and leave none out.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.science.proficiency.arguments import Floats, finite_row

CUSUM_REFERENCE: Final = 0.5
ON_LIMIT: Final = 1e-9  # a score this close to a limit is on it; decimals are seldom exact in binary
_ZONE_STEPS: Final = ((1.0, 2), (2.0, 2), (3.0, 4))  # zone values 0, 2, 4 and 8


def j_scores(z_scores: ArrayLike) -> list[int]:
    """Zone values summed while z stays on one side of zero.

    Parameters
    ----------
    z_scores
        In time order.

    References
    ----------
    AMC Technical Brief 12; Jaehn 1991. A z of exactly zero is on neither side and starts anew.

    Examples
    --------
    >>> j_scores([1.5, 0.3, 2.2, -0.1, -3.4])
    [2, 2, 6, 0, -8]
    """
    z = finite_row(z_scores, "z_scores")
    zones = [int(np.sign(score)) * _zone(abs(score)) for score in z]
    totals: list[int] = []
    for position, zone in enumerate(zones):
        stays = position > 0 and z[position] * z[position - 1] > 0
        totals.append(zone + (totals[-1] if stays else 0))
    return totals


def _zone(size: float) -> int:
    return sum(step for limit, step in _ZONE_STEPS if size >= limit - ON_LIMIT)


def cusum(z_scores: ArrayLike, *, reference: float = CUSUM_REFERENCE) -> tuple[list[float], list[float]]:
    """Upper and lower tabular cusum of z scores, starting from zero with the first score.

    References
    ----------
    ISO 7870-4.

    Examples
    --------
    >>> high, low = cusum([1.5, 1.0, -3.0])
    >>> high, low
    ([1.0, 1.5, 0.0], [0.0, 0.0, 2.5])
    """
    z = finite_row(z_scores, "z_scores")
    return _one_sided(z, reference), _one_sided(-z, reference)


def _one_sided(z: Floats, reference: float) -> list[float]:
    return list(accumulate(z.tolist(), lambda total, score: max(0.0, total + score - reference), initial=0.0))[1:]
