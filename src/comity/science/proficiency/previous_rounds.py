"""sigma_pt from earlier rounds: ISO 13528:2022, 8.3."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError, InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import (
    Floats,
    finite_number,
    finite_row,
    non_negative_array,
    unknown_choice,
)
from comity.science.proficiency.standard_deviation import EDITION, SigmaPt, checked_sigma


def sigma_pt_from_previous_rounds(
    levels: ArrayLike, standard_deviations: ArrayLike, at: float, *, model: str = "linear"
) -> SigmaPt:
    """sigma_pt from the reproducibility in earlier rounds.

    Parameters
    ----------
    levels, standard_deviations
        Assigned value and (robust) standard deviation of each earlier round, at least three.
    at
        Assigned value of this round.
    model
        `linear`: least-squares line of standard deviation on level. `pooled`: root mean square of the standard
        deviations, for rounds at about the same level.

    Raises
    ------
    InputError
        When there are fewer than three rounds or the numbers do not fit together.
    ComputationError
        When all levels are equal (linear), or the line is not positive at this level.

    References
    ----------
    ISO 13528:2022, 8.3; worked example E.8.

    Examples
    --------
    >>> line = sigma_pt_from_previous_rounds([4.0, 8.0, 12.0, 16.0], [0.8, 1.6, 2.4, 3.2], at=10.0)
    >>> round(line.value, 6), round(line.parameters["slope"], 6)
    (2.0, 0.2)
    """
    x = finite_row(levels, "levels", at_least=3)
    s = non_negative_array(finite_row(standard_deviations, "standard_deviations", at_least=3), "standard_deviations")
    if x.size != s.size:
        raise InputError(
            "lengths-differ",
            message("proficiency", "Levels and standard deviations must be equally many."),
            where="levels, standard_deviations",
        )
    level = finite_number(at, "at")
    parameters: dict[str, float] = {}
    if model == "pooled":
        sigma = float(np.hypot.reduce(s)) / math.sqrt(s.size)
    elif model == "linear":
        sigma, parameters = _line(x, s, level)
    else:
        raise unknown_choice("model", model, ("linear", "pooled"))
    method = "Regression on previous rounds" if model == "linear" else "Pooled over previous rounds"
    warnings = _extrapolated(x, level) + _scattered(parameters)
    return checked_sigma(
        SigmaPt(sigma, "previous_rounds", method, f"{EDITION}, 8.3", warnings, MappingProxyType(parameters))
    )


def _line(x: Floats, s: Floats, level: float) -> tuple[float, dict[str, float]]:
    centre, height = float(x.mean()), float(s.mean())
    dx, ds = x - centre, s - height
    sxx = float(dx @ dx)
    if np.ptp(x) == 0 or sxx == 0:
        raise ComputationError(
            "levels-equal",
            message("proficiency", "All earlier rounds had the same level: no line can be drawn through them."),
            where="levels",
            remedy=message("proficiency", "Use the pooled model."),
        )
    slope, syy = float(dx @ ds) / sxx, float(ds @ ds)
    sigma = height + slope * (level - centre)
    if sigma <= 0:
        raise ComputationError(
            "line-not-positive",
            message("proficiency", "The line through the earlier rounds is not positive at {level}.", level=level),
            where="at",
            remedy=message("proficiency", "Use the pooled model, or rounds nearer to this level."),
        )
    r_squared = 1.0 if syy == 0 else float(dx @ ds) ** 2 / (sxx * syy)
    return sigma, {"slope": slope, "intercept": height - slope * centre, "r_squared": r_squared}


def _extrapolated(x: Floats, level: float) -> tuple[Message, ...]:
    if x.min() <= level <= x.max():
        return ()
    return (
        message(
            "proficiency",
            "This round's level {level} lies outside the levels {low} to {high} of the earlier rounds.",
            level=level,
            low=float(x.min()),
            high=float(x.max()),
        ),
    )


def _scattered(parameters: Mapping[str, float]) -> tuple[Message, ...]:
    if parameters.get("r_squared", 1.0) >= 0.5:
        return ()
    return (
        message(
            "proficiency",
            "The earlier rounds scatter widely about the line (coefficient of determination {r_squared}).",
            r_squared=parameters["r_squared"],
        ),
    )
