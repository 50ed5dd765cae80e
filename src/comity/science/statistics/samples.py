"""What the functions of this room accept, checked once at the edge, and the form they compute in.

Refused, with the place named: nothing at all, text, booleans, NaN and infinity, and magnitudes above `LARGEST`.
Inside, a sample is taken relative to its median and in a unit of its own (a power of two, so that no digit changes):
an offset of 1e9 or a unit of 1e-12 then costs no accuracy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Replicates: TypeAlias = ArrayLike | Sequence[ArrayLike]

LARGEST = 1e150
"""Squares of larger magnitudes overflow a double."""
SMALLEST = 1e-150
"""Squares of smaller differences vanish: they count as none."""
ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""Two differences of decimal numbers that are equal on paper are at most this far apart, relative to the numbers."""
CONTEXT = "statistics"
PLAIN = frozenset({int, float, np.float64})


@dataclass(frozen=True, slots=True)
class Centred:
    """A sample as `median + deviations × 2^exponent`; deviations no larger than `rounding` are noise."""

    median: float
    exponent: int
    deviations: Floats
    rounding: float

    def location(self, deviation: float) -> float:
        """Back on the scale of the data."""
        return self.median + math.ldexp(deviation, self.exponent)

    def scale(self, spread: float) -> float:
        """A width, back in the unit of the data."""
        return math.ldexp(spread, self.exponent)

    def inward(self, width: float) -> float:
        """A width in the unit of the data, in the unit of the deviations."""
        return math.ldexp(width, -self.exponent)


def sample(values: ArrayLike, name: str = "values") -> Floats:
    """A one-dimensional array of finite numbers, at least one; otherwise `InputError`."""
    array = _numbers(values, name)
    if array.ndim != 1:
        raise _refused("shape", name, message(CONTEXT, "The numbers must form a single row."))
    if array.size == 0:
        raise _refused("empty", name, message(CONTEXT, "There is not a single value."))
    _check_each(array, name)
    return array


def positive(values: ArrayLike, name: str, *, zero: bool = False) -> Floats:
    """As `sample`, and every number above zero (or not below it, with `zero`)."""
    array = sample(values, name)
    wrong = np.flatnonzero(array < 0 if zero else array <= 0)
    if wrong.size:
        what = message(CONTEXT, "The value {value} must be above zero.", value=float(array[wrong[0]]))
        if zero:
            what = message(CONTEXT, "The value {value} must not be below zero.", value=float(array[wrong[0]]))
        raise _refused("not_positive", f"{name}[{wrong[0]}]", what)
    return array


def replicates(values: Replicates, name: str = "values") -> list[Floats]:
    """One array per laboratory, from one number or a sequence of replicates for each."""
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iuf":
        return list(sample(values, name).reshape(-1, 1))
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise _refused("shape", name, message(CONTEXT, "One number or one row of replicates per laboratory is needed."))
    rows: list[Any] = list(values)
    if rows and _plain(rows):
        return list(sample(rows, name).reshape(-1, 1))
    groups = [_row(row, f"{name}[{i}]") for i, row in enumerate(rows)]
    if not groups:
        raise _refused("empty", name, message(CONTEXT, "There is not a single value."))
    return groups


def _row(row: Any, name: str) -> Floats:
    return sample([row], name) if np.ndim(row) == 0 else sample(row, name)


def laboratory_means(groups: list[Floats]) -> Floats:
    """The mean of every laboratory's replicates."""
    together = np.concatenate(groups)
    return together if together.size == len(groups) else np.array([group.mean() for group in groups])


def check_level(alpha: float) -> float:
    """A significance level strictly between 0 and 1."""
    if not 0 < alpha < 1:
        raise _refused("level", "alpha", message(CONTEXT, "The significance level must lie between 0 and 1."))
    return float(alpha)


def check_count(count: int, least: int, name: str = "count") -> int:
    """A whole number of at least `least`."""
    if isinstance(count, bool) or count % 1 != 0 or count < least:
        text = "A whole number of at least {least} is needed, not {count}."
        raise _refused("count", name, message(CONTEXT, text, least=least, count=str(count)))
    return int(count)


def centre(values: Floats) -> Centred:
    """`values` relative to their median, in units of the power of two next to their median absolute deviation."""
    middle = float(np.median(values))
    deviations = values - middle
    magnitude = np.abs(values)
    # Outliers do not widen the tolerance for the rest; zeros do not narrow it.
    typical = float(np.median(magnitude[magnitude > 0])) if magnitude.any() else 0.0
    distance = np.abs(deviations)
    distance[distance <= max(ROUNDING * typical, SMALLEST)] = 0.0
    width = float(np.median(distance)) or float(distance.max())
    exponent = math.frexp(width)[1]
    scaled = np.ldexp(np.where(distance > 0, deviations, 0.0), -exponent)
    return Centred(middle, exponent, scaled, math.ldexp(ROUNDING * typical, -exponent))


def _numbers(values: ArrayLike, name: str) -> Floats:
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return values.astype(np.float64)
    items: list[Any] = (
        list(values) if isinstance(values, Iterable) and not isinstance(values, (str, bytes)) else [values]
    )
    if _plain(items) and max(map(abs, items), default=0) <= LARGEST:  # a shorter way for what is nearly always there
        return np.array(items, dtype=np.float64)
    return np.array([_number(item, f"{name}[{i}]") for i, item in enumerate(items)], dtype=np.float64)


def _plain(items: list[Any]) -> bool:
    return all(type(item) in PLAIN for item in items)


def _number(item: Any, place: str) -> float:
    if isinstance(item, (str, bytes, bool, np.bool_)) or np.ndim(item) != 0:
        raise _refused("not_a_number", place, message(CONTEXT, "“{value}” is not a number.", value=str(item)))
    try:
        return float(item)
    except (TypeError, ValueError, OverflowError):
        what = message(CONTEXT, "“{value}” is not a number.", value=str(item))
        raise _refused("not_a_number", place, what) from None


def _check_each(array: Floats, name: str) -> None:
    wrong = np.flatnonzero(~(np.abs(array) <= LARGEST))
    if not wrong.size:
        return
    place = f"{name}[{wrong[0]}]"
    if np.isfinite(array[wrong[0]]):
        raise _refused("too_large", place, message(CONTEXT, "The number is too large to compute with."))
    raise _refused("not_finite", place, message(CONTEXT, "The value is missing or not a finite number."))


def _refused(code: str, place: str, what: Message) -> InputError:
    remedy = message(CONTEXT, "Leave the value out with a reason, or correct it.")
    return InputError(f"statistics.{code}", what, where=place, remedy=remedy)
