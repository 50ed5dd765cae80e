"""Results reported as "<" a limit, judged against the assigned value.

Such a result has no number to score, but it says something: the laboratory states that the value lies below its limit.
The largest value that it allows is the limit itself, so the score of the limit bounds the score of whatever the
laboratory saw. When even this bound lies at or below -k, the statement contradicts the assigned value: the laboratory
missed what is there (a false negative). Otherwise the result is compatible and is not scored. The same holds, mirrored,
for "more than" results.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import LIMIT_TOLERANCE, Floats, finite_number, finite_row, positive
from comity.science.proficiency.scores import z_prime_score

LARGEST_SUBSTITUTED_SHARE = 0.25  # Uhlig 2015: half-limit substitution misleads beyond a quarter of the results


def censored_score_bound(
    limits: ArrayLike, x_pt: ArrayLike, sigma_pt: ArrayLike, *, standard_uncertainty: ArrayLike = 0.0
) -> Floats:
    """Score of the limit: upper bound of the score of a "<" result (lower bound of a ">" result).

    Parameters
    ----------
    limits
        The L of each "<L" result, in the unit of the measurand.
    x_pt, sigma_pt
        Assigned value and standard deviation for proficiency assessment.
    standard_uncertainty
        u(x_pt) when z' is the score; 0 gives z.

    Raises
    ------
    InputError
        When a number is missing or sigma_pt is not positive.

    Examples
    --------
    >>> censored_score_bound([10.0, 50.0], 40.0, 5.0).tolist()
    [-6.0, 2.0]
    """
    return z_prime_score(limits, x_pt, sigma_pt, standard_uncertainty)


def censored_false_negatives(
    limits: ArrayLike,
    x_pt: ArrayLike,
    sigma_pt: ArrayLike,
    *,
    standard_uncertainty: ArrayLike = 0.0,
    k: float = 3.0,
) -> NDArray[np.bool_]:
    """Which "<L" results contradict the assigned value: L <= x_pt - k sqrt(sigma_pt^2 + u^2(x_pt)).

    Parameters
    ----------
    limits, x_pt, sigma_pt, standard_uncertainty
        As for `censored_score_bound`.
    k
        How many standard deviations below the assigned value; 3 is the action limit of a score.

    Raises
    ------
    InputError
        When a number is missing, or sigma_pt or k is not positive.

    Examples
    --------
    >>> censored_false_negatives([10.0, 30.0, 50.0], 40.0, 5.0).tolist()
    [True, False, False]
    """
    bound = censored_score_bound(limits, x_pt, sigma_pt, standard_uncertainty=standard_uncertainty)
    return np.asarray(bound <= -positive(k, "k") + LIMIT_TOLERANCE)


def exceeded_false_positives(
    limits: ArrayLike,
    x_pt: ArrayLike,
    sigma_pt: ArrayLike,
    *,
    standard_uncertainty: ArrayLike = 0.0,
    k: float = 3.0,
) -> NDArray[np.bool_]:
    """Which ">L" results contradict the assigned value: L >= x_pt + k sqrt(sigma_pt^2 + u^2(x_pt)).

    Examples
    --------
    >>> exceeded_false_positives([50.0, 60.0], 40.0, 5.0).tolist()
    [False, True]
    """
    bound = censored_score_bound(limits, x_pt, sigma_pt, standard_uncertainty=standard_uncertainty)
    return np.asarray(bound >= positive(k, "k") - LIMIT_TOLERANCE)


def censored_note(limit: float, *, false_negative: bool) -> Message:
    """What the report tells a laboratory that reported "<L".

    Examples
    --------
    >>> censored_note(10.0, false_negative=False).render()
    'The result "less than 10" is compatible with the assigned value and was not scored.'
    """
    if false_negative:
        return message(
            "proficiency",
            'The result "less than {limit}" contradicts the assigned value, which lies well above: this counts as a '
            "false negative.",
            limit=float(limit),
        )
    return message(
        "proficiency",
        'The result "less than {limit}" is compatible with the assigned value and was not scored.',
        limit=float(limit),
    )


def substitute_censored(values: ArrayLike, limits: ArrayLike, *, share: float = 0.5) -> Floats:
    """Results with every "<L" replaced by `share` times L: a habit, not a method; only for comparison.

    Parameters
    ----------
    values
        Reported numbers.
    limits
        The L of each "<L" result.
    share
        Fraction of L, from 0 to 1.

    Raises
    ------
    InputError
        When a number is missing, or more than a quarter of the results would be substituted.

    References
    ----------
    ISO 13528:2022, E.1 (worked example); Uhlig (2015) for the limit of a quarter.

    Examples
    --------
    >>> substitute_censored([12.0, 19.0, 20.0], [10.0]).tolist()
    [12.0, 19.0, 20.0, 5.0]
    """
    x, low = finite_row(values, "values"), finite_row(limits, "limits", at_least=0)
    if low.size > LARGEST_SUBSTITUTED_SHARE * (x.size + low.size):
        raise InputError(
            "too-many-censored",
            message(
                "proficiency", 'More than a quarter of the results are "less than" results; substitution would mislead.'
            ),
            where="limits",
            remedy=message("proficiency", "Use the maximum-likelihood estimate for censored results."),
        )
    if not 0.0 <= finite_number(share, "share") <= 1.0:
        raise InputError("share", message("proficiency", "The share lies between 0 and 1."), where="share")
    return np.concatenate([x, share * low])
