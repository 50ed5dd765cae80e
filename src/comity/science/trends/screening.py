"""What a detector says about every series at every period that was asked for: a plain interface.

Observed, expected, bound, alarm, and where there is no bound, why not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from comity.science.trends.arguments import Flags, Floats


class Status(IntEnum):
    """Why there is, or is not, a bound."""

    ASSESSED = 0
    FEW_CASES = 1
    """Fewer recent events than the method asks for: the rules for first events speak here, not the statistics."""
    NOT_REPORTED = 2
    NO_REFERENCE = 3
    """The earlier periods that the method compares with were not reported."""
    NOT_CONVERGED = 4

    @property
    def word(self) -> str:
        """As in files: `few-cases`."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Point:
    """One series at one period; None where there is nothing to say."""

    position: int
    observed: float | None
    expected: float | None
    bound: float | None
    p_value: float | None
    alarm: bool
    status: Status


@dataclass(frozen=True, slots=True)
class Screening:
    """Arrays of shape (series, periods asked for).

    `expected`, `bound` and `p_value` hold NaN exactly where `status` is not `ASSESSED` (EARS has no p-values at all);
    `points` turns them into None.
    """

    method: str
    positions: tuple[int, ...]
    observed: Floats
    expected: Floats
    bound: Floats
    p_value: Floats
    alarm: Flags
    status: NDArray[np.uint8]

    def points(self, series: int = 0) -> Iterator[Point]:
        """One series, period by period."""
        for column, position in enumerate(self.positions):
            numbers = (table[series, column] for table in (self.observed, self.expected, self.bound, self.p_value))
            observed, expected, bound, p_value = (None if math.isnan(number) else float(number) for number in numbers)
            status = Status(int(self.status[series, column]))
            yield Point(position, observed, expected, bound, p_value, bool(self.alarm[series, column]), status)

    def alarms(self, series: int = 0) -> list[int]:
        """Positions at which this series raised an alarm."""
        return [self.positions[column] for column in np.flatnonzero(self.alarm[series])]


def empty_screening(method: str, positions: list[int], counts: Floats) -> Screening:
    """Nothing assessed yet, every period marked as reported or not."""
    shape = (counts.shape[0], len(positions))
    observed = counts[:, positions]
    status = np.where(np.isnan(observed), Status.NOT_REPORTED, Status.ASSESSED).astype(np.uint8)
    expected, bound, p_value = (np.full(shape, np.nan) for _ in range(3))
    return Screening(method, tuple(positions), observed, expected, bound, p_value, np.zeros(shape, bool), status)
