"""Exact confidence intervals of proportions."""

from __future__ import annotations

from scipy.special import betaincinv

from comity.base.errors import InputError
from comity.base.messages import message


def exact_interval(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson interval of a proportion, from quantiles of the beta distribution.

    lower = Beta^-1(a/2; k, n - k + 1), upper = Beta^-1(1 - a/2; k + 1, n - k), with a = 1 - confidence; 0 and 1 at the
    ends. It covers the true proportion with at least the stated probability, whatever that proportion is.

    Parameters
    ----------
    successes, trials
        k of n, with n at least 1.
    confidence
        Between 0 and 1, exclusive.

    Raises
    ------
    InputError
        When k is not between 0 and n, or n is 0.

    References
    ----------
    C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404-413.

    Examples
    --------
    >>> low, high = exact_interval(117, 120)
    >>> round(low, 4), round(high, 4)
    (0.9287, 0.9948)
    """
    if not (0 <= successes <= trials and trials > 0 and 0 < confidence < 1):
        what = message("proficiency", "A proportion needs at least one trial and no more successes than trials.")
        raise InputError("proportion", what, where="successes, trials")
    tail = (1 - confidence) / 2
    failures = trials - successes
    low = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0
    return low, high
