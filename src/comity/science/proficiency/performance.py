"""What a score means, and whether a reported uncertainty is credible: ISO 13528:2022, 9.2.1, 9.3.2, 9.4.2, 9.7.2, 9.8.

A score on a limit belongs to the class that the standard names for it (|z| = 2 is satisfactory, |z| = 3 and |En| = 1
are unsatisfactory). Decimal results rarely hit a limit exactly in binary arithmetic (0.7 - 0.1 over 0.2 is
2.9999999999999996), so a score within `LIMIT_TOLERANCE` of a limit counts as being on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import (
    LIMIT_TOLERANCE,
    Floats,
    at_most,
    finite_array,
    non_negative,
    positive,
    positive_array,
)

SATISFACTORY = "satisfactory"
QUESTIONABLE = "questionable"
UNSATISFACTORY = "unsatisfactory"


def performance(scores: ArrayLike, *, warning: float = 2.0, action: float = 3.0) -> NDArray[np.str_]:
    """Class of z, z' or zeta scores: satisfactory up to 2, unsatisfactory from 3, questionable between.

    Parameters
    ----------
    scores
        z, z' or zeta scores, any shape.
    warning, action
        Limits of the size of a score, without its sign; `warning` may equal `action` for two classes only.

    Raises
    ------
    InputError
        When a score is missing or the limits are in the wrong order.

    References
    ----------
    ISO 13528:2022, 9.4.2 (and 9.5, 9.6, which refer to it).

    Examples
    --------
    >>> performance([-4.7, 2.0, 2.4, 3.0]).tolist()
    ['unsatisfactory', 'satisfactory', 'questionable', 'unsatisfactory']
    """
    if not 0 < warning <= action:
        raise InputError(
            "limits-order",
            message("proficiency", "The warning limit must be positive and not above the action limit."),
            where="warning, action",
        )
    size = np.abs(finite_array(scores, "scores"))
    above = np.where(_reaches(size, action), UNSATISFACTORY, QUESTIONABLE)
    return np.where(_within(size, warning), SATISFACTORY, above)


def performance_of_en(scores: ArrayLike) -> NDArray[np.str_]:
    """Class of En scores: satisfactory below 1, unsatisfactory from 1.

    References
    ----------
    ISO 13528:2022, 9.7.2.

    Examples
    --------
    >>> performance_of_en([0.83, -1.0, -3.55]).tolist()
    ['satisfactory', 'unsatisfactory', 'unsatisfactory']
    """
    return np.where(_reaches(np.abs(finite_array(scores, "scores")), 1.0), UNSATISFACTORY, SATISFACTORY)


def performance_of_difference(differences: ArrayLike, maximum_error: ArrayLike) -> NDArray[np.str_]:
    """Class of differences D: satisfactory when -delta_E < D < delta_E.

    The same rule judges D% against delta_E in per cent, and PA against 100 %.

    References
    ----------
    ISO 13528:2022, 9.3.2.

    Examples
    --------
    >>> performance_of_difference([0.009, -0.031], 0.0198).tolist()
    ['satisfactory', 'unsatisfactory']
    """
    share = np.abs(finite_array(differences, "differences")) / positive_array(maximum_error, "maximum_error")
    return np.where(_reaches(share, 1.0), UNSATISFACTORY, SATISFACTORY)


def uncertainty_is_negligible(standard_uncertainty: float, sigma_pt: float) -> bool:
    """Whether u(x_pt) < 0.3 sigma_pt, so that z scores need not take it into account.

    With a maximum permissible error instead of sigma_pt the criterion u(x_pt) < 0.1 delta_E is the same one, for
    sigma_pt = delta_E / 3.

    References
    ----------
    ISO 13528:2022, 9.2.1, Formula (10).

    Examples
    --------
    >>> uncertainty_is_negligible(0.0041, 0.0066)
    False
    >>> uncertainty_is_negligible(0.0041, 0.0200)
    True
    """
    limit = 0.3 * positive(sigma_pt, "sigma_pt")
    return not at_most(limit, non_negative(standard_uncertainty, "standard_uncertainty"))


def uncertainty_limits(standard_uncertainty: float, scale: float) -> tuple[float, float]:
    """Usual limits for reported standard uncertainties: u(x_pt) below, 1.5 s* above.

    Parameters
    ----------
    standard_uncertainty
        u(x_pt): a participant is unlikely to measure with less uncertainty than the assigned value has.
    scale
        s*, robust standard deviation of the participants' results.

    References
    ----------
    ISO 13528:2022, 9.8.3 and 9.8.4.

    Examples
    --------
    >>> uncertainty_limits(0.004, 0.02)
    (0.004, 0.03)
    """
    low = non_negative(standard_uncertainty, "standard_uncertainty")
    return low, 1.5 * non_negative(scale, "scale")


def uncertainty_flags(standard_uncertainties: ArrayLike, lowest: float, highest: float) -> NDArray[np.str_]:
    """Screen reported standard uncertainties: `a` credible, `b` perhaps too small, `c` perhaps too large.

    Parameters
    ----------
    standard_uncertainties
        u(x) of each result; NaN where none was reported, which gets the empty flag.
    lowest, highest
        Limits, usually from `uncertainty_limits`; a value on a limit is credible. Where `lowest` exceeds `highest`
        (an assigned value less certain than the results scatter) flags would mean nothing and all are empty.

    References
    ----------
    ISO 13528:2022, 9.8.3 to 9.8.5. A flag is information, not a verdict on the result.

    Examples
    --------
    >>> uncertainty_flags([0.004, 0.001, 0.030, float("nan")], 0.0025, 0.0066).tolist()
    ['a', 'b', 'c', '']
    """
    u: Floats = np.asarray(standard_uncertainties, dtype=np.float64)
    low, high = non_negative(lowest, "lowest"), non_negative(highest, "highest")
    unknown = ~np.isfinite(u) | (u < 0) | (low > high)
    with np.errstate(invalid="ignore"):
        flags = np.where(u < low, "b", np.where(u > high, "c", "a"))
    return np.where(unknown, "", flags)


def _within(size: Floats, limit: float) -> NDArray[np.bool_]:
    return np.asarray(size <= limit + LIMIT_TOLERANCE)


def _reaches(size: Floats, limit: float) -> NDArray[np.bool_]:
    return np.asarray(size >= limit - LIMIT_TOLERANCE)
