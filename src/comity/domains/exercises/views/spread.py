"""A small picture of replicate results in the order of the items: drawn here, so that no engine is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 640.0, 200.0, 24.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One result."""

    x: str
    y: str
    item: int
    value: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The picture's dots, and the mean as a line."""

    dots: tuple[Dot, ...]
    mean: float
    mean_y: str
    lowest: float
    highest: float


def spread_of(rows: Sequence[Sequence[float]]) -> Spread | None:
    """The picture of some rows; None without any."""
    values = [value for row in rows for value in row]
    if not values:
        return None
    low, high = min(values), max(values)
    step = (WIDTH - 2 * EDGE) / max(1, len(rows) - 1)
    mean = sum(values) / len(values)

    def height(value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE):.1f}"

    dots = tuple(
        Dot(f"{EDGE + step * position:.1f}", height(value), position + 1, value)
        for position, row in enumerate(rows)
        for value in row
    )
    return Spread(dots, mean, height(mean), low, high)
