"""Numbers as the document holds them: 12 significant digits, absent ones null, messages as data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from comity.base.messages import Message

DIGITS = 12
"""Enough to lose nothing that was measured, and few enough that rounding errors of other machines do not show."""


def plain(value: Any) -> Any:
    """`value` as plain data."""
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, Message):
        return plain(value.to_data())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    raise TypeError(f"{type(value).__name__} has no place in the document")


def rounded(value: float) -> float | None:
    """To 12 significant digits; None for what is no number.

    >>> rounded(1 / 3), rounded(-0.0), rounded(float("nan"))
    (0.333333333333, 0.0, None)
    """
    if not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}") + 0.0
