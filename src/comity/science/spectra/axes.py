"""What every measured curve must be: two columns of finite numbers along a rising axis, and texts of one line."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message

CONTEXT = "spectra"
# Control characters and halves of characters: neither can be written to a text file and read again.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs"})


# Far beyond any instrument (m/z, cm^-1; counts), and small enough that sums and products never overflow.
MAXIMUM_PLACE = 1e7
MAXIMUM_HEIGHT = 1e30


def refusal(code: str, what: Message, where: str, remedy: Message | None = None) -> InputError:
    """One way to say that a value of a spectrum cannot be used."""
    return InputError(code, what, where=where, remedy=remedy)


def frozen_column(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """A read-only column of finite numbers; a copy, unless it already is one."""
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise refusal("not-numbers", message(CONTEXT, "The peaks hold something that is not a number."), name) from None
    if column.ndim != 1:
        raise refusal("shape", message(CONTEXT, "The values must be one row of numbers."), name)
    if not np.isfinite(column).all():
        raise refusal("not-finite", message(CONTEXT, "A value is not a finite number (NaN or infinite)."), name)
    if column.size and float(np.abs(column).max()) > MAXIMUM_HEIGHT:
        what = message(CONTEXT, "A value is above {limit}: no instrument gives that.", limit=MAXIMUM_HEIGHT)
        raise refusal("too-large", what, name)
    if column.flags.writeable or column.base is not None:
        column = column.copy()
        column.setflags(write=False)
    return column


def check_rising(column: NDArray[np.float64], name: str) -> None:
    """Values above zero, each larger than the one before."""
    if column.size and column[0] <= 0:
        what = message(CONTEXT, "Values on this axis must be above zero; one is {value}.", value=float(column[0]))
        raise refusal("not-positive", what, name)
    if column.size and column[-1] > MAXIMUM_PLACE:
        what = message(CONTEXT, "A value on this axis is above {limit}.", limit=MAXIMUM_PLACE)
        raise refusal("too-large", what, name)
    if column.size > 1 and not (column[1:] > column[:-1]).all():
        remedy = message(CONTEXT, "Sort the peaks and join those at the same place (from_peaks does so).")
        raise refusal("not-rising", message(CONTEXT, "The values do not rise from one to the next."), name, remedy)


def check_same_length(first: NDArray[np.float64], second: NDArray[np.float64], name: str) -> None:
    """As many values in one column as in the other."""
    if first.shape != second.shape:
        what = message(CONTEXT, "There are {first} places but {second} heights.", first=first.size, second=second.size)
        raise refusal("lengths-differ", what, name)


def columns_from_pairs(pairs: ArrayLike | Iterable[Iterable[float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two columns, sorted along the axis; heights at the very same place are added."""
    table = _table(pairs)
    order = np.argsort(table[:, 0], kind="stable")
    places, heights = table[order, 0], table[order, 1]
    starts = np.flatnonzero(np.concatenate(([True], places[1:] != places[:-1]))) if places.size else order
    if starts.size == places.size:
        return places.copy(), heights.copy()
    with np.errstate(over="ignore"):  # what overflows to infinity is refused as such afterwards
        return places[starts], np.add.reduceat(heights, starts)


def _table(pairs: ArrayLike | Iterable[Iterable[float]]) -> NDArray[np.float64]:
    rows: Any = pairs if isinstance(pairs, np.ndarray) else list(pairs)  # type: ignore[arg-type]  # whatever is no row of pairs is refused below
    try:
        table = np.asarray(rows, dtype=np.float64)
    except (TypeError, ValueError):
        what = message(CONTEXT, "The peaks are not pairs of numbers.")
        raise refusal("not-numbers", what, "peaks") from None
    if table.size == 0:
        return np.empty((0, 2))
    if table.ndim != 2 or table.shape[1] != 2:
        raise refusal("shape", message(CONTEXT, "The peaks are not pairs of numbers."), "peaks")
    return table


def one_line(text: str, name: str) -> str:
    """`text` with every run of blanks as one space; refused where it cannot be written to a file."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    collapsed = " ".join(text.split())
    if any(unicodedata.category(character) in FORBIDDEN_CATEGORIES for character in collapsed):
        raise refusal("control-character", message(CONTEXT, "The text holds a control character."), name)
    return collapsed


def finite_or_none(value: float | None, name: str, *, above: float = -math.inf) -> float | None:
    """A finite number above `above`, or nothing."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        raise refusal("not-finite", message(CONTEXT, "A value is not a finite number (NaN or infinite)."), name)
    if number <= above:
        what = message(CONTEXT, "The value must be above {limit}; it is {value}.", limit=above, value=number)
        raise refusal("too-small", what, name)
    return number


def checked_other(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Fields without a name of ours, in order; a name starts with a letter and holds neither `:` nor `=`."""
    return tuple((_field_name(name), one_line(str(text), name)) for name, text in pairs)


@lru_cache(maxsize=4096)  # libraries repeat the same few names in every record
def _field_name(name: str) -> str:
    checked = one_line(name, "other")
    if not checked or not checked[0].isalpha() or ":" in checked or "=" in checked:
        what = message(CONTEXT, "“{name}” cannot be the name of a field.", name=checked[:40])
        raise refusal("field-name", what, "other")
    return checked
