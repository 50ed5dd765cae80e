"""What the functions of this room accept, checked once at the edge.

Counts are whole numbers of events, one row for each series and one column for each period; NaN means *not reported*,
which is not the same as none. Denominators (cases examined) stand beside them. Dates are days without a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Days: TypeAlias = NDArray[np.datetime64]

CONTEXT = "trends"
LARGEST_COUNT = 1e12
"""Events in one period; more is a quantity in grams by mistake."""
DAYS_PER_WEEK = 7
WEEKLY, MONTHLY, DAILY = 52, 12, 365
FREQUENCIES = (WEEKLY, MONTHLY, DAILY)


def counts_table(counts: ArrayLike, name: str = "counts") -> Floats:
    """Series × periods as floats; a single series becomes one row."""
    try:
        table = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    except (TypeError, ValueError):
        raise refused("not_numbers", name, message(CONTEXT, "The counts must be numbers.")) from None
    if table.ndim != 2 or table.size == 0:
        raise refused("shape", name, message(CONTEXT, "One row of counts for each series is needed."))
    wrong = (table < 0) | (table > LARGEST_COUNT) | (~np.isnan(table) & (table != np.floor(table)))
    if wrong.any():
        row, column = (int(where[0]) for where in np.nonzero(wrong))
        what = message(CONTEXT, "{value} is not a count of events.", value=str(table[row, column]))
        raise refused("not_a_count", f"{name}[{row}, {column}]", what)
    return table


def denominators_table(denominators: ArrayLike | None, counts: Floats) -> Floats | None:
    """Cases examined, of the same shape as the counts; where none was examined nothing was reported either."""
    if denominators is None:
        return None
    table = np.asarray(denominators, dtype=np.float64)
    table = np.broadcast_to(np.atleast_2d(table), counts.shape) if table.shape != counts.shape else table
    wrong = (table < 0) | np.isinf(table) | ((table == 0) & (counts > 0))
    if wrong.any():
        row, column = (int(where[0]) for where in np.nonzero(wrong))
        what = message(CONTEXT, "{value} cannot be the number of cases examined.", value=str(table[row, column]))
        raise refused("denominator", f"denominators[{row}, {column}]", what)
    return table


def positions_of(at: Iterable[int] | int | None, length: int, default: Iterable[int]) -> list[int]:
    """Columns to assess, each within the table."""
    given = [at] if isinstance(at, (int, np.integer)) else list(default if at is None else at)
    for position in given:
        if not 0 <= position < length:
            what = message(CONTEXT, "Period {position} lies outside the series.", position=int(position))
            raise refused("position", "at", what)
    return [int(position) for position in given]


def days_of(dates: ArrayLike | None, length: int, frequency: int) -> Days | None:
    """Days of the periods, rising without a gap; weekly ones seven days apart."""
    if frequency not in FREQUENCIES:
        what = message(CONTEXT, "The frequency must be 52 (weeks), 12 (months) or 365 (days).")
        raise refused("frequency", "frequency", what)
    if dates is None:
        return None
    days = np.asarray(dates, dtype="datetime64[D]")
    if days.shape != (length,) or np.isnat(days).any():
        raise refused("dates", "dates", message(CONTEXT, "One date for each period is needed."))
    steps = np.diff(days).astype(np.int64)
    expected = {WEEKLY: steps == DAYS_PER_WEEK, MONTHLY: (steps >= 28) & (steps <= 31), DAILY: steps == 1}[frequency]
    if not expected.all():
        place = f"dates[{int(np.flatnonzero(~expected)[0]) + 1}]"
        raise refused("gap", place, message(CONTEXT, "The dates must rise by one period each, without a gap."))
    return days


def whole(value: int, least: int, name: str) -> int:
    """A whole number of at least `least`."""
    if isinstance(value, bool) or value != int(value) or value < least:
        what = message(CONTEXT, "A whole number of at least {least} is needed.", least=least)
        raise refused("whole", name, what)
    return int(value)


def fraction(value: float, name: str, *, one: bool = False) -> float:
    """A number strictly between 0 and 1 (or also 1)."""
    if not (0 < value < 1 or (one and value == 1)):
        raise refused("fraction", name, message(CONTEXT, "The number must lie between 0 and 1."))
    return float(value)


def refused(code: str, place: str, what: Message, remedy: Message | None = None) -> InputError:
    """The error of this room for what cannot be used."""
    return InputError(f"trends.{code}", what, where=place, remedy=remedy)
