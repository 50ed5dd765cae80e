"""What an outlier test returns."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.messages import Message


@dataclass(frozen=True, slots=True)
class OutlierTest:
    """Outcome of an outlier test.

    `index` is the place of the most extreme value (for two outliers: of the outermost of them). `p_value` is exact or
    an upper bound. `degenerate` says why nothing can be outlying (no spread at all).
    """

    statistic: float
    critical_value: float
    p_value: float
    outlying: bool
    index: int
    alpha: float
    method: str
    clause: str
    degenerate: Message | None = None


def nothing(
    statistic: float, critical: float, index: int, alpha: float, method: str, clause: str, why: Message
) -> OutlierTest:
    """The outcome where there is no spread at all."""
    return OutlierTest(
        statistic, critical, 1.0, outlying=False, index=index, alpha=alpha, method=method, clause=clause, degenerate=why
    )
