"""Quantities and shares: two things that a count of events does not say.

One seizure of a tonne must not look like a thousand events, so quantities are judged apart, on the log scale. A count
that rises because more cases were examined is no trend, so a share stands beside it, with its uncertainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, Floats, fraction, refused, whole
from comity.science.trends.bounds import normal_quantile

LEAST_QUANTITIES = 5


@dataclass(frozen=True, slots=True)
class QuantityBound:
    """Earlier quantities on the log scale, and up to where the next one is ordinary; the unit is the caller's."""

    geometric_mean: float
    geometric_deviation: float
    bound: float
    count: int

    def exceptional(self, quantity: float) -> bool:
        """Whether a quantity lies above the bound."""
        return quantity > self.bound


@dataclass(frozen=True, slots=True)
class Share:
    """Events per case examined, with its confidence interval."""

    share: float
    lower: float
    upper: float


def quantity_bound(earlier: ArrayLike, alpha: float = 0.01) -> QuantityBound:
    """Upper prediction bound of the next quantity: exp(m + t · s · √(1 + 1/n)) of the logarithms.

    Parameters
    ----------
    earlier : array_like, shape (n,)
        At least five quantities above zero in one unit.
    alpha : float
        Chance that an ordinary quantity exceeds the bound.

    Returns
    -------
    QuantityBound
        In the unit of the quantities; the geometric deviation is a factor.

    Raises
    ------
    InputError
        Fewer than five, or one that is not above zero.

    References
    ----------
    Hahn & Meeker (1991), Statistical Intervals, section 4.6, on logarithms.

    Examples
    --------
    >>> round(quantity_bound([10, 12, 9, 11, 10, 13], alpha=0.05).bound, 2)
    14.42
    """
    from scipy.special import stdtrit

    numbers = np.asarray(earlier, dtype=np.float64)
    if numbers.ndim != 1 or numbers.size < LEAST_QUANTITIES:
        what = message(CONTEXT, "At least {least} earlier quantities are needed.", least=LEAST_QUANTITIES)
        raise refused("quantities", "earlier", what)
    if not (np.isfinite(numbers) & (numbers > 0)).all():
        raise refused("quantity", "earlier", message(CONTEXT, "A quantity must be a finite number above zero."))
    logarithm = np.log(numbers)
    mean, deviation = float(logarithm.mean()), float(logarithm.std(ddof=1))
    quantile = float(stdtrit(numbers.size - 1, 1 - fraction(alpha, "alpha")))
    bound = math.exp(min(mean + quantile * deviation * math.sqrt(1 + 1 / numbers.size), 700.0))
    return QuantityBound(math.exp(mean), math.exp(min(deviation, 700.0)), bound, numbers.size)


def share_of_cases(events: int, examined: int, level: float = 0.95) -> Share:
    """Events per case examined, with Wilson's score interval: sound also for 0 of few.

    Parameters
    ----------
    events, examined : int
        Cases with the substance, and all cases examined.
    level : float
        Of the confidence interval.

    Returns
    -------
    Share
        Between 0 and 1.

    Raises
    ------
    InputError
        No case examined, or more events than cases.

    References
    ----------
    Wilson (1927); Newcombe (1998), Stat Med 17:857-872, method 3.

    Examples
    --------
    >>> share = share_of_cases(81, 263)
    >>> round(share.lower, 4), round(share.upper, 4)
    (0.2553, 0.3662)
    """
    n, x = whole(examined, 1, "examined"), whole(events, 0, "events")
    if x > n:
        raise refused("share", "events", message(CONTEXT, "There are more events than cases examined."))
    z = normal_quantile((1 - fraction(level, "level")) / 2)
    share = x / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    width = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Share(share, min(max(middle - width, 0.0), share), max(min(middle + width, 1.0), share))


def log_quantities(quantities: ArrayLike) -> Floats:
    """Decimal logarithms of quantities above zero, for `change_points(…, "normal")`.

    Parameters
    ----------
    quantities : array_like
        In one unit.

    Returns
    -------
    ndarray
        log10 of the quantities.

    Raises
    ------
    InputError
        One that is not a finite number above zero.

    Examples
    --------
    >>> log_quantities([1, 100]).tolist()
    [0.0, 2.0]
    """
    numbers = np.asarray(quantities, dtype=np.float64)
    if not (np.isfinite(numbers) & (numbers > 0)).all():
        raise refused("quantity", "quantities", message(CONTEXT, "A quantity must be a finite number above zero."))
    return np.asarray(np.log10(numbers))
