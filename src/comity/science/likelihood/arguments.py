"""What the functions of this room accept, checked once at the edge.

Two rows of numbers: one from comparisons in which the first proposition is true (*same*, for instance same source), one
from those in which the second is (*different*). Log10 likelihood ratios may be infinite, never NaN; scores are finite.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message

Floats: TypeAlias = NDArray[np.float64]
CONTEXT = "likelihood"
LN10 = 2.302585092994046


def row(values: ArrayLike, name: str, *, finite: bool = True) -> Floats:
    """A one-dimensional row of numbers, at least one."""
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise refused("not_numbers", name, message(CONTEXT, "Numbers are needed, one for each comparison.")) from None
    if numbers.ndim != 1 or numbers.size == 0:
        raise refused("empty", name, message(CONTEXT, "At least one comparison is needed, in a single row."))
    wrong = ~np.isfinite(numbers) if finite else np.isnan(numbers)
    if wrong.any():
        place = f"{name}[{int(np.flatnonzero(wrong)[0])}]"
        raise refused("not_finite", place, message(CONTEXT, "The value is missing or not a finite number."))
    return numbers


def refused(code: str, place: str, what: Message, remedy: Message | None = None) -> InputError:
    """The error of this room for what cannot be used."""
    return InputError(f"likelihood.{code}", what, where=place, remedy=remedy)
