"""Did the items stay as they were? ISO 13528:2022, Annex B, B.5 and B.6.

Results of the same laboratory from before and after the round (or with and without transport conditions) may differ
by 0.3 sigma_pt, or by the expanded criterion 0.3 sigma_pt + 2 sqrt(u1^2 + u2^2), which allows for the uncertainty of
both means. The unit of analysis is the item: replicates of one item are averaged first, because counting them as
independent results would manufacture significant changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import (
    Floats,
    at_most,
    finite_array,
    non_negative,
    positive,
    root_sum_of_squares,
)

CLAUSE: Final = "ISO 13528:2022, B.5"


@dataclass(frozen=True, slots=True)
class Stability:
    """Outcome of a stability check; the expanded criterion is `None` when no uncertainty is known."""

    mean_before: float
    mean_after: float
    difference: float
    criterion: float
    sufficient: bool
    standard_uncertainty_before: float | None
    standard_uncertainty_after: float | None
    expanded_criterion: float | None
    sufficient_expanded: bool | None
    verdict: str
    message: Message
    clause: str = CLAUSE


def stability(
    before: ArrayLike,
    after: ArrayLike,
    sigma_pt: float,
    *,
    standard_uncertainty_before: float | None = None,
    standard_uncertainty_after: float | None = None,
) -> Stability:
    """Check whether the items changed between two occasions.

    Parameters
    ----------
    before, after
        Results of each occasion, in the unit of the measurand: one row per item and one column per replicate, or
        one number per item.
    sigma_pt
        Standard deviation for proficiency assessment, same unit.
    standard_uncertainty_before, standard_uncertainty_after
        Standard uncertainties of the two means; by default s/sqrt(g) of the item means, where there are two items.

    Raises
    ------
    InputError
        When a value is missing or sigma_pt is not positive.

    References
    ----------
    ISO 13528:2022, B.5.1 and B.5.2, Formulae (B.17) and (B.18); worked example E.2.

    Examples
    --------
    >>> check = stability([0.186, 0.188], [[0.191, 0.198], [0.190, 0.196]], sigma_pt=0.02807)
    >>> check.verdict, round(check.difference, 5)
    ('stable', 0.00675)
    """
    first, second = _item_means(before, "before"), _item_means(after, "after")
    limit = 0.3 * positive(sigma_pt, "sigma_pt")
    mean_before, mean_after = _mean(first), _mean(second)
    change = mean_after - mean_before
    u_before = _uncertainty(first, standard_uncertainty_before, "standard_uncertainty_before")
    u_after = _uncertainty(second, standard_uncertainty_after, "standard_uncertainty_after")
    expanded = None
    if u_before is not None and u_after is not None:
        expanded = limit + 2.0 * root_sum_of_squares(u_before, u_after)
    verdict, text = _verdict(change, limit, expanded)
    return Stability(
        mean_before=mean_before,
        mean_after=mean_after,
        difference=change,
        criterion=limit,
        sufficient=at_most(abs(change), limit),
        standard_uncertainty_before=u_before,
        standard_uncertainty_after=u_after,
        expanded_criterion=expanded,
        sufficient_expanded=None if expanded is None else at_most(abs(change), expanded),
        verdict=verdict,
        message=text,
    )


def _item_means(values: ArrayLike, name: str) -> Floats:
    table = finite_array(values, name)
    if table.size == 0 or table.ndim > 2:
        raise InputError(
            "no-results",
            message("proficiency", "The stability check needs results of both occasions."),
            where=name,
        )
    return table.mean(axis=1) if table.ndim == 2 else np.atleast_1d(table)


def _mean(means: Floats) -> float:
    return float(means[0] + (means - means[0]).mean())


def _uncertainty(means: Floats, given: float | None, name: str) -> float | None:
    if given is not None:
        return non_negative(given, name)
    if means.size < 2:
        return None
    return float((means - means[0]).std(ddof=1)) / math.sqrt(means.size)


def _verdict(change: float, limit: float, expanded: float | None) -> tuple[str, Message]:
    if at_most(abs(change), limit):
        return "stable", message("proficiency", "The items were stable enough for this exercise.")
    if expanded is not None and at_most(abs(change), expanded):
        return "stable_expanded", message(
            "proficiency",
            "The items were stable enough by the expanded criterion only, which allows for the uncertainty of the "
            "check.",
        )
    return "unstable", message(
        "proficiency",
        "The items changed by {change}, more than the {limit} that this exercise can bear.",
        change=change,
        limit=limit,
    )
