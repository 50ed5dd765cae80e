"""What the public functions of this room check before they compute: finite numbers, signs, shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import message

Floats = NDArray[np.float64]
LARGEST = 1e150
"""Squares of larger magnitudes overflow a double."""

LIMIT_TOLERANCE = 1e-9
"""Relative; far below any reported digit, far above the rounding noise of a few operations."""


def finite_array(values: ArrayLike, name: str) -> Floats:
    """`values` as floats; an `InputError` that names the argument where one of them is no finite number."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise _refused(name, -1) from error
    usable = np.abs(array) <= LARGEST  # false for NaN too
    if not usable.all():
        raise _refused(name, int(np.flatnonzero(~usable.ravel())[0]))
    return array


def finite_row(values: ArrayLike, name: str, *, at_least: int = 1) -> Floats:
    """`values` as a one-dimensional array of at least `at_least` finite numbers."""
    array = finite_array(values, name)
    if array.ndim != 1 or array.size < at_least:
        raise InputError(
            "too-few-values",
            message(
                "proficiency",
                "The argument {name} needs a row of at least {least} numbers; it has {size}.",
                name=name,
                least=at_least,
                size=int(array.size),
            ),
            where=name,
        )
    return array


def finite_number(value: float, name: str) -> float:
    """`value` as one finite float."""
    array = finite_array(value, name)
    if array.ndim != 0:
        raise _refused(name, -1)
    return float(array)


def non_negative_array(values: ArrayLike, name: str) -> Floats:
    """`values` as finite floats none of which is negative."""
    array = finite_array(values, name)
    if (array < 0).any():
        raise InputError(
            "negative", message("proficiency", "The argument {name} cannot be negative.", name=name), where=name
        )
    return array


def positive_array(values: ArrayLike, name: str) -> Floats:
    """`values` as finite floats all of which are greater than zero."""
    array = finite_array(values, name)
    if not (array > 0).all():
        raise InputError(
            "not-positive",
            message("proficiency", "The argument {name} must be greater than zero.", name=name),
            where=name,
        )
    return array


def non_negative(value: float, name: str) -> float:
    """`value` as one finite float that is not negative."""
    return float(non_negative_array(finite_number(value, name), name))


def positive(value: float, name: str) -> float:
    """`value` as one finite float greater than zero."""
    return float(positive_array(finite_number(value, name), name))


def at_most(value: float, limit: float) -> bool:
    """Whether `value <= limit` on paper: decimal numbers that are equal there may differ in their last binary digit."""
    return value <= limit + LIMIT_TOLERANCE * abs(limit)


def root_sum_of_squares(*parts: float) -> float:
    """Square root of the sum of squares, without overflow or underflow."""
    return math.hypot(*parts)


def unknown_choice(name: str, value: str, known: Iterable[str]) -> InputError:
    """The error for a name that is not on the list; it gives the list."""
    return InputError(
        "unknown-choice",
        message("proficiency", "{value} is no known {name}.", value=value, name=name),
        where=name,
        remedy=message("proficiency", "Use one of: {known}.", known=", ".join(known)),
    )


def _refused(name: str, position: int) -> InputError:
    if position < 0:
        what = message("proficiency", "The argument {name} must hold numbers only, in rows of equal length.", name=name)
    else:
        what = message(
            "proficiency",
            "Value {position} of the argument {name} is missing, or no number that can be computed with.",
            position=position + 1,
            name=name,
        )
    remedy = message("proficiency", "Leave out results that were not reported before computing.")
    return InputError("not-finite", what, where=name, remedy=remedy)
