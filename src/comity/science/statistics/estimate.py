"""What an estimator of location and scale returns, and the words for a result that has no spread."""

from __future__ import annotations

import math
from dataclasses import dataclass

from comity.base.messages import Message, message

CONTEXT = "statistics"
MEDIAN_FACTOR = 1.25
"""√(π/2) as ISO 13528 rounds it: efficiency of a median-like location, Formula (6)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Location and scale of a sample, in the unit of the data, with the standard uncertainty of the location.

    `degenerate` says in a sentence why the numbers describe no spread (one value, all equal, …); then `scale` is 0.
    `stopping` names the rule that ended an iteration; `iterations` is 0 for methods that need none.
    """

    location: float
    scale: float
    standard_uncertainty: float
    count: int
    iterations: int
    converged: bool
    method: str
    clause: str
    stopping: str = ""
    degenerate: Message | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """Name and clause, as every result carries them."""

    name: str
    clause: str
    factor: float = MEDIAN_FACTOR

    def estimate(
        self,
        location: float,
        scale: float,
        count: int,
        *,
        iterations: int = 0,
        converged: bool = True,
        stopping: str = "",
        degenerate: Message | None = None,
    ) -> Estimate:
        """A result of this method, with its standard uncertainty and, without spread, the reason."""
        if scale == 0 and degenerate is None:
            degenerate = no_spread(count)
        uncertainty = self.factor * scale / math.sqrt(count)
        how = (iterations, converged, self.name, self.clause, stopping, degenerate)
        return Estimate(location, scale, uncertainty, count, *how)


def no_spread(count: int) -> Message:
    """Why a scale is zero."""
    if count == 1:
        return message(CONTEXT, "A single value has no spread.")
    return message(CONTEXT, "Too many of the {count} values are equal: the method sees no spread.", count=count)
