"""Scores of single results: ISO 13528:2022, clauses 9.3 to 9.7.

Every function takes a result or an array of results `x`, and scalars or arrays for the rest, and returns an array
of the broadcast shape. All arguments must be finite: leave out results that were not reported (`censored.py` treats
"<" results). Scores have no unit; `x`, `x_pt`, `sigma_pt` and uncertainties share the unit of the measurand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError, InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import Floats, finite_array, non_negative_array, positive_array


def difference(x: ArrayLike, x_pt: ArrayLike) -> Floats:
    """Difference from the assigned value, D = x - x_pt.

    Parameters
    ----------
    x, x_pt
        Results and assigned value, in the unit of the measurand.

    Raises
    ------
    InputError
        When a value is missing or not finite.

    References
    ----------
    ISO 13528:2022, 9.3.1, Formula (11).

    Examples
    --------
    >>> difference([0.053, 0.044], 0.044).round(3).tolist()
    [0.009, 0.0]
    """
    results, assigned = _aligned(finite_array(x, "x"), finite_array(x_pt, "x_pt"))
    return np.asarray(results - assigned)


def difference_percent(x: ArrayLike, x_pt: ArrayLike) -> Floats:
    """Difference in per cent of the assigned value, D% = 100 (x - x_pt) / x_pt.

    Where the assigned value is negative, D% has the opposite sign of D: the formula divides by x_pt as it is.

    Raises
    ------
    InputError
        When a value is missing or not finite.
    ComputationError
        When the assigned value is zero.

    References
    ----------
    ISO 13528:2022, 9.3.1, Formula (12).

    Examples
    --------
    >>> difference_percent([0.013, 0.053], 0.044).round(1).tolist()
    [-70.5, 20.5]
    """
    return 100.0 * _quotient(difference(x, x_pt), finite_array(x_pt, "x_pt"))


def percent_allowed(x: ArrayLike, x_pt: ArrayLike, maximum_error: ArrayLike) -> Floats:
    """Difference in per cent of the maximum permissible error, PA = 100 D / delta_E.

    Parameters
    ----------
    x, x_pt
        Results and assigned value.
    maximum_error
        delta_E, greater than zero, in the unit of the measurand.

    Raises
    ------
    InputError
        When a value is missing or not finite, or delta_E is not positive.

    References
    ----------
    ISO 13528:2022, 9.3.6, Formula (13).

    Examples
    --------
    >>> percent_allowed([0.013, 0.053], 0.044, 0.0198).round(1).tolist()
    [-156.6, 45.5]
    """
    return 100.0 * _quotient(difference(x, x_pt), positive_array(maximum_error, "maximum_error"))


def z_score(x: ArrayLike, x_pt: ArrayLike, sigma_pt: ArrayLike) -> Floats:
    """Z = (x - x_pt) / sigma_pt, for an assigned value whose uncertainty is negligible.

    Raises
    ------
    InputError
        When a value is missing or not finite, or sigma_pt is not positive.

    References
    ----------
    ISO 13528:2022, 9.4.1, Formula (14).

    Examples
    --------
    >>> z_score([0.013, 0.053], 0.044, 0.0066).round(2).tolist()
    [-4.7, 1.36]
    """
    return _quotient(difference(x, x_pt), positive_array(sigma_pt, "sigma_pt"))


def z_prime_score(x: ArrayLike, x_pt: ArrayLike, sigma_pt: ArrayLike, standard_uncertainty: ArrayLike) -> Floats:
    """Z' = (x - x_pt) / sqrt(sigma_pt^2 + u^2(x_pt)), for an assigned value whose uncertainty counts.

    Raises
    ------
    InputError
        When a value is missing or not finite, sigma_pt is not positive or u(x_pt) negative.

    References
    ----------
    ISO 13528:2022, 9.5.1, Formula (15).

    Examples
    --------
    >>> z_prime_score([0.013, 0.053], 0.044, 0.0066, 0.0041).round(2).tolist()
    [-3.99, 1.16]
    """
    spread = _root_sum(
        positive_array(sigma_pt, "sigma_pt"), non_negative_array(standard_uncertainty, "standard_uncertainty")
    )
    return _quotient(difference(x, x_pt), spread)


def z_prime_factor(sigma_pt: ArrayLike, standard_uncertainty: ArrayLike) -> Floats:
    """The constant ratio z'/z = sigma_pt / sqrt(sigma_pt^2 + u^2(x_pt)).

    References
    ----------
    ISO 13528:2022, 9.5.4, Formula (17).

    Examples
    --------
    >>> z_prime_factor(0.0066, 0.0041).round(4).item()
    0.8494
    """
    sigma = positive_array(sigma_pt, "sigma_pt")
    return _quotient(sigma, _root_sum(sigma, non_negative_array(standard_uncertainty, "standard_uncertainty")))


def widened_maximum_error(maximum_error: ArrayLike, expanded_uncertainty: ArrayLike) -> Floats:
    """Maximum permissible error widened by the assigned value's uncertainty, sqrt(delta_E^2 + U^2(x_pt)), k = 2.

    References
    ----------
    ISO 13528:2022, 9.5.2, Formula (16).

    Examples
    --------
    >>> widened_maximum_error(3.0, 4.0).item()
    5.0
    """
    return _root_sum(
        positive_array(maximum_error, "maximum_error"),
        non_negative_array(expanded_uncertainty, "expanded_uncertainty"),
    )


def zeta_score(
    x: ArrayLike, x_pt: ArrayLike, standard_uncertainty_x: ArrayLike, standard_uncertainty: ArrayLike
) -> Floats:
    """Zeta = (x - x_pt) / sqrt(u^2(x) + u^2(x_pt)), with standard uncertainties.

    Parameters
    ----------
    x, x_pt
        Results and assigned value.
    standard_uncertainty_x
        u(x) of each result: the reported expanded uncertainty divided by its coverage factor.
    standard_uncertainty
        u(x_pt) of the assigned value.

    Raises
    ------
    InputError
        When a value is missing or not finite, or an uncertainty is negative.
    ComputationError
        When both uncertainties are zero.

    References
    ----------
    ISO 13528:2022, 9.6.1, Formula (19).

    Examples
    --------
    >>> zeta_score([0.013, 0.053], 0.044, [0.0015, 0.0035], 0.0041).round(2).tolist()
    [-7.1, 1.67]
    """
    spread = _root_sum(
        non_negative_array(standard_uncertainty_x, "standard_uncertainty_x"),
        non_negative_array(standard_uncertainty, "standard_uncertainty"),
    )
    return _quotient(difference(x, x_pt), spread)


def en_score(
    x: ArrayLike, x_pt: ArrayLike, expanded_uncertainty_x: ArrayLike, expanded_uncertainty: ArrayLike
) -> Floats:
    """En = (x - x_pt) / sqrt(U^2(x) + U^2(x_pt)), with expanded uncertainties as reported.

    Parameters
    ----------
    x, x_pt
        Results and assigned value.
    expanded_uncertainty_x
        U(x) as each participant reported it, whatever its coverage factor (the worked example E.4 does the same).
    expanded_uncertainty
        U(x_pt) of the assigned value, k = 2.

    Raises
    ------
    InputError
        When a value is missing or not finite, or an uncertainty is negative.
    ComputationError
        When both uncertainties are zero.

    References
    ----------
    ISO 13528:2022, 9.7.1, Formula (20).

    Examples
    --------
    >>> en_score([0.013, 0.053], 0.044, [0.003, 0.007], 0.0082).round(2).tolist()
    [-3.55, 0.83]
    """
    spread = _root_sum(
        non_negative_array(expanded_uncertainty_x, "expanded_uncertainty_x"),
        non_negative_array(expanded_uncertainty, "expanded_uncertainty"),
    )
    return _quotient(difference(x, x_pt), spread)


def _aligned(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Both arrays in one shape, or an error that gives their lengths."""
    try:
        both = np.broadcast_arrays(first, second)
    except ValueError as error:
        raise InputError(
            "lengths-differ",
            message(
                "proficiency",
                "The arguments of a score have different lengths: {first} and {second}.",
                first=int(first.size),
                second=int(second.size),
            ),
            remedy=message("proficiency", "Give one number for all results, or one for each."),
        ) from error
    return both[0], both[1]


def _root_sum(first: Floats, second: Floats) -> Floats:
    """Square root of the sum of squares, element by element."""
    return np.asarray(np.hypot(*_aligned(first, second)))


def _quotient(numerator: Floats, denominator: Floats) -> Floats:
    """A quotient that is finite, or an error that says why there is none."""
    numerator, denominator = _aligned(numerator, denominator)
    if (denominator == 0).any():
        what = message("proficiency", "The score divides by zero: the assigned value or both uncertainties are zero.")
        raise ComputationError(
            "score-undefined", what, remedy=message("proficiency", "Use another score for this measurand.")
        )
    with np.errstate(over="ignore"):
        result = np.asarray(numerator / denominator)
    if not np.isfinite(result).all():
        raise ComputationError(
            "score-overflow",
            message("proficiency", "The score is larger than a computer number can be."),
            remedy=message("proficiency", "Check the unit of the result and of the standard deviation."),
        )
    return result
