"""False discoveries: of all the alarms that are shown, how many may be chance?

Source: Benjamini & Hochberg (1995), J R Stat Soc B 57:289-300.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, Flags, Floats, fraction, refused


@dataclass(frozen=True, slots=True)
class FalseDiscovery:
    """Adjusted p-values (NaN where there was no test), what is discovered at `rate`, and how many tests there were."""

    adjusted: Floats
    discovered: Flags
    tests: int
    rate: float


def false_discovery(p_values: ArrayLike, rate: float = 0.05) -> FalseDiscovery:
    """Benjamini & Hochberg's step-up: among the discoveries at most `rate` are expected to be false.

    adjusted(i) = min over j ≥ i of p(j) · m / j, over all m tests; NaN is no test and counts for nothing. The control
    holds for independent or positively dependent tests, and is conservative for counts.

    Parameters
    ----------
    p_values : array_like, any shape
        One for each test.
    rate : float
        The share of false discoveries to accept.

    Returns
    -------
    FalseDiscovery
        Of the shape of the input.

    Raises
    ------
    InputError
        A p-value outside 0 … 1, a rate outside (0, 1).

    References
    ----------
    Benjamini & Hochberg (1995), J R Stat Soc B 57:289-300, section 3.1.

    Examples
    --------
    >>> found = false_discovery([0.01, 0.04, 0.03, 0.5])
    >>> found.adjusted.round(4).tolist(), found.discovered.tolist()
    ([0.04, 0.0533, 0.0533, 0.5], [True, False, False, False])
    """
    given = np.asarray(p_values, dtype=np.float64)
    limit = fraction(rate, "rate")
    tested = ~np.isnan(given)
    p = given[tested]
    if ((p < 0) | (p > 1)).any():
        raise refused("p_value", "p_values", message(CONTEXT, "A p-value must lie between 0 and 1."))
    order = np.argsort(p, kind="stable")
    raised = p[order] * p.size / np.arange(1, p.size + 1)
    sorted_ = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    result = np.empty_like(p)
    result[order] = sorted_
    adjusted = np.full(given.shape, np.nan)
    adjusted[tested] = result
    discovered = np.zeros(given.shape, dtype=bool)
    discovered[tested] = result <= limit
    return FalseDiscovery(adjusted, discovered, int(p.size), limit)
