"""Standard deviation for proficiency assessment, sigma_pt: ISO 13528:2022, clause 8, and B.2.5.

Routes: perception or fitness for purpose (8.2), precision experiment (8.5) and this round's participants (8.6) here;
earlier rounds (8.3) in `previous_rounds.py`, Horwitz (8.4) in `horwitz.py`. Each result names its route and clause and
warns where the route is weak.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError, InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import (
    finite_number,
    finite_row,
    non_negative,
    positive,
    root_sum_of_squares,
)

EDITION: Final = "ISO 13528:2022"
MEAN_ABSOLUTE_DEVIATION_FACTOR: Final = 0.798  # sqrt(2/pi) to three digits, as printed in D.1.4.2


@dataclass(frozen=True, slots=True)
class SigmaPt:
    """sigma_pt in the unit of the measurand, how it was found, and what to beware of."""

    value: float
    route: str
    method: str
    clause: str
    warnings: tuple[Message, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


def sigma_pt_by_perception(
    value: float | None = None,
    *,
    relative: float | None = None,
    assigned_value: float | None = None,
    maximum_error: float | None = None,
) -> SigmaPt:
    """sigma_pt from what experts, users or a regulation expect.

    Parameters
    ----------
    value
        sigma_pt itself, in the unit of the measurand; or
    relative, assigned_value
        sigma_pt as a fraction (0.15 for 15 %) of the assigned value; or
    maximum_error
        delta_E, the largest tolerable error: sigma_pt = delta_E / 3, so that a z score of 3 stands on it.

    Raises
    ------
    InputError
        When not exactly one of the three is given, or a number is not positive.

    References
    ----------
    ISO 13528:2022, 8.2.

    Examples
    --------
    >>> sigma_pt_by_perception(relative=0.15, assigned_value=0.2).value
    0.03
    >>> sigma_pt_by_perception(maximum_error=6.0).value
    2.0
    """
    if sum(option is not None for option in (value, relative, maximum_error)) != 1:
        raise InputError(
            "sigma-options",
            message("proficiency", "Give sigma_pt as a value, relative to the assigned value, or by a maximum error."),
            where="value, relative, maximum_error",
        )
    sigma, method, parameters = _perceived(value, relative, assigned_value, maximum_error)
    return checked_sigma(SigmaPt(sigma, "perception", method, f"{EDITION}, 8.2", (), MappingProxyType(parameters)))


def sigma_pt_from_precision_experiment(reproducibility: float, repeatability: float, *, replicates: int = 1) -> SigmaPt:
    """sigma_pt = sqrt(sigma_R^2 - sigma_r^2 (1 - 1/m)) from a precision experiment of the method (ISO 5725-2).

    Parameters
    ----------
    reproducibility, repeatability
        Standard deviations sigma_R and sigma_r of the method, in the unit of the measurand.
    replicates
        m, how many replicates a participant averages.

    Raises
    ------
    InputError
        When sigma_r exceeds sigma_R, m is below 1, or a number is not usable.

    References
    ----------
    ISO 13528:2022, 8.5, Formula (9); worked example E.10.

    Examples
    --------
    >>> round(sigma_pt_from_precision_experiment(23.2, 14.3, replicates=2).value, 1)
    20.9
    """
    total, within = positive(reproducibility, "reproducibility"), non_negative(repeatability, "repeatability")
    if replicates < 1:
        raise InputError(
            "replicates", message("proficiency", "There must be at least one replicate."), where="replicates"
        )
    if within > total:
        raise InputError(
            "precision-order",
            message("proficiency", "The repeatability standard deviation cannot exceed the reproducibility one."),
            where="repeatability",
        )
    share = (within / total) ** 2 * (1.0 - 1.0 / replicates)
    return checked_sigma(
        SigmaPt(
            total * math.sqrt(1.0 - share),
            "precision_experiment",
            "Precision experiment",
            f"{EDITION}, 8.5",
            (),
            MappingProxyType({"reproducibility": total, "repeatability": within, "replicates": float(replicates)}),
        )
    )


def sigma_pt_from_participants(
    scale: float, *, floor: float | None = None, ceiling: float | None = None, count: int | None = None
) -> SigmaPt:
    """sigma_pt from the robust standard deviation of this round's results, within limits set beforehand.

    Parameters
    ----------
    scale
        s* of the results, in the unit of the measurand.
    floor, ceiling
        Smallest and largest sigma_pt that is fit for purpose.
    count
        Number of results behind `scale`, if known; few of them bring a warning.

    Raises
    ------
    InputError
        When a number is not usable or floor exceeds ceiling.
    ComputationError
        When the scale is zero and no floor was set.

    References
    ----------
    ISO 13528:2022, 8.6 (limits: 8.6.2).

    Examples
    --------
    >>> sigma_pt_from_participants(0.4, floor=0.5).value
    0.5
    """
    s = non_negative(scale, "scale")
    low = 0.0 if floor is None else non_negative(floor, "floor")
    high = math.inf if ceiling is None else positive(ceiling, "ceiling")
    if low > high:
        raise InputError(
            "limits-order", message("proficiency", "The floor exceeds the ceiling."), where="floor, ceiling"
        )
    sigma = min(max(s, low), high)
    parameters = {"scale": s}
    return checked_sigma(
        SigmaPt(
            sigma,
            "participants",
            "Robust standard deviation of the participants' results",
            f"{EDITION}, 8.6",
            _participant_warnings(s, sigma, count),
            MappingProxyType(parameters),
        )
    )


def sigma_pt_with_heterogeneity(sigma_pt: SigmaPt, between_items: float) -> SigmaPt:
    """sigma'_pt = sqrt(sigma_pt^2 + s_s^2), for items that failed the homogeneity criterion but must be used.

    Parameters
    ----------
    sigma_pt
        sigma_pt as set.
    between_items
        s_s, the between-item standard deviation of the homogeneity check, in the same unit.

    References
    ----------
    ISO 13528:2022, B.2.5 a), Formula (B.3).

    Examples
    --------
    >>> sigma_pt_with_heterogeneity(sigma_pt_by_perception(3.0), 4.0).value
    5.0
    """
    s_s = non_negative(between_items, "between_items")
    warning = message(
        "proficiency",
        "Differences between the items widen the standard deviation for proficiency assessment from {before} to "
        "{after}.",
        before=sigma_pt.value,
        after=root_sum_of_squares(sigma_pt.value, s_s),
    )
    return replace(
        sigma_pt,
        value=root_sum_of_squares(sigma_pt.value, s_s),
        clause=f"{sigma_pt.clause}, B.2.5",
        warnings=(*sigma_pt.warnings, warning),
        parameters=MappingProxyType({**sigma_pt.parameters, "sigma_pt": sigma_pt.value, "between_items": s_s}),
    )


def standard_deviation_of_few(values: ArrayLike) -> float:
    """Standard deviation of very few results from their mean absolute deviation from the median.

    ``s = sum |x - med(x)| / (0.798 p)``; for two results ``|x1 - x2| / sqrt(2)``, their ordinary standard deviation.

    References
    ----------
    ISO 13528:2022, D.1.4.2, Formula (D.1) and its notes.

    Examples
    --------
    >>> round(standard_deviation_of_few([1.5310, 1.4030, 1.6300]), 4)
    0.0948
    """
    x = finite_row(values, "values", at_least=2)
    if x.size == 2:
        return float(abs(x[0] - x[1])) / math.sqrt(2.0)
    return float(np.abs(x - np.median(x)).sum()) / (MEAN_ABSOLUTE_DEVIATION_FACTOR * x.size)


def checked_sigma(sigma: SigmaPt) -> SigmaPt:
    """A sigma_pt that scores can be divided by."""
    if not (math.isfinite(sigma.value) and sigma.value > 0):
        raise ComputationError(
            "sigma-not-positive",
            message("proficiency", "The standard deviation for proficiency assessment comes out as zero."),
            remedy=message("proficiency", "Set a floor or use another route."),
        )
    return sigma


def _perceived(
    value: float | None, relative: float | None, assigned_value: float | None, maximum_error: float | None
) -> tuple[float, str, dict[str, float]]:
    if value is not None:
        return positive(value, "value"), "Fitness for purpose", {}
    if maximum_error is not None:
        error = positive(maximum_error, "maximum_error")
        return error / 3.0, "Maximum permissible error divided by 3", {"maximum_error": error}
    if assigned_value is None:
        raise InputError(
            "assigned-value-missing",
            message("proficiency", "A relative sigma_pt needs the assigned value."),
            where="assigned_value",
        )
    share = positive(relative or 0.0, "relative")
    level = positive(abs(finite_number(assigned_value, "assigned_value")), "assigned_value")
    return share * level, "Fitness for purpose, relative", {"relative": share, "assigned_value": level}


def _participant_warnings(scale: float, sigma: float, count: int | None) -> tuple[Message, ...]:
    found = [
        message(
            "proficiency",
            "The standard deviation for proficiency assessment follows from this round's results: scores compare "
            "laboratories with each other, not with what the results are needed for.",
        )
    ]
    if sigma != scale:
        found.append(
            message(
                "proficiency",
                "The results' own standard deviation {scale} was replaced by the limit {limit} set beforehand.",
                scale=scale,
                limit=sigma,
            )
        )
    elif count is not None and count < 18:
        found.append(
            message(
                "proficiency",
                "The standard deviation rests on {count} result only.",
                plural="The standard deviation rests on {count} results only.",
                count=count,
            )
        )
    return tuple(found)
