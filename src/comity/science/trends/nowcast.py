"""Reporting delay: how many events of recent periods will there be once all reports are in?

Events arrive late. The share that has arrived after d periods is estimated from older periods by the hazard in reverse
time, and recent counts are divided by it. Source: Lawless (1994), Can J Stat 22:15-31, section 3; the same point
estimate is known to actuaries as the chain ladder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, Floats, counts_table, fraction, refused


@dataclass(frozen=True, slots=True)
class Nowcast:
    """For every period: what has arrived, the share that should have, the estimate of all with a prediction interval.

    Periods of which so little has arrived that the share is 0 have NaN; show the count as incomplete, not as low.
    """

    arrived: Floats
    completeness: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    level: float


def nowcast(triangle: ArrayLike, level: float = 0.95) -> Nowcast:
    """Complete recent counts for reports that are still on their way.

    g(d) = Σ n(t, d) / Σ n(t, ≤ d) over the periods whose delay d has passed; completeness F(d) = Π (1 − g(j)), j > d;
    estimate n(t) / F(T − t). The unseen rest is negative binomial with size n + ½ and probability F (Poisson counts,
    Jeffreys' prior): the interval takes F as known and is too narrow where few old reports stand behind it.

    Parameters
    ----------
    triangle : array_like, shape (periods, delays)
        n(t, d): events of period t that arrived d periods later; the last row is the current period. What lies in the
        future (t + d beyond the last row) is not read.
    level : float
        Of the prediction interval.

    Returns
    -------
    Nowcast
        One value for each period; events.

    Raises
    ------
    InputError
        Not counts, fewer periods than delays.

    References
    ----------
    Lawless (1994), Can J Stat 22:15-31, equations 3.2 to 3.4.

    Examples
    --------
    >>> found = nowcast([[6, 3, 1], [5, 4, 1], [7, 2, 0], [6, 0, 0]])
    >>> found.completeness.round(3).tolist(), round(float(found.expected[3]), 2)
    ([1.0, 1.0, 0.9, 0.6], 10.0)
    """
    table = counts_table(triangle, "triangle")
    periods, delays = table.shape
    if periods < delays or np.isnan(table[_known(periods, delays)]).any():
        what = message(CONTEXT, "The triangle needs at least as many periods as delays, and no gaps in the past.")
        raise refused("triangle", "triangle", what)
    tail = (1 - fraction(level, "level")) / 2
    known = np.where(_known(periods, delays), table, 0.0)
    share = _completeness(known)
    age = np.minimum(np.arange(periods)[::-1], delays - 1)
    arrived, completeness = known.sum(axis=1), share[age]
    possible = completeness > 0
    safe = np.where(possible, completeness, 1.0)
    low, high = (arrived + _unseen(arrived, safe, probability) for probability in (tail, 1 - tail))
    tables = (np.where(possible, numbers, np.nan) for numbers in (arrived / safe, low, high))
    expected, lower, upper = tables
    return Nowcast(arrived, completeness, expected, lower, upper, level)


def _known(periods: int, delays: int) -> np.ndarray:
    return np.arange(periods)[:, None] + np.arange(delays) < periods


def _completeness(known: Floats) -> Floats:
    periods, delays = known.shape
    kept = np.ones(delays)
    for delay in range(1, delays):
        old = known[: periods - delay]
        so_far = old[:, : delay + 1].sum()
        kept[delay] = 1 - (old[:, delay].sum() / so_far if so_far else 0.0)
    later = np.cumprod(kept[::-1])[::-1]
    return np.append(later[1:], 1.0)


def _unseen(arrived: Floats, share: Floats, probability: float) -> Floats:
    """Quantile of the negative binomial rest; 0 where everything has arrived."""
    from scipy.special import betainc

    size = arrived + 0.5
    high = np.ceil(size * (1 - share) / share + 10 * np.sqrt(size * (1 - share)) / share + 10)
    while (short := betainc(size, high + 1, share) < probability).any():
        high[short] *= 2
    low = np.full_like(high, -1.0)
    while (high - low > 1).any():
        middle = np.maximum(np.floor((low + high) / 2), 0.0)
        enough = betainc(size, middle + 1, share) >= probability
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return high
