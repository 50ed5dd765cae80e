"""Timing and the table that every benchmark prints."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One figure, the figure it must reach, and whether more or less is better."""

    what: str
    figure: float
    limit: float
    unit: str
    more_is_better: bool = False

    @property
    def reached(self) -> bool:
        """Whether the figure is on the right side of its limit."""
        return self.figure >= self.limit if self.more_is_better else self.figure <= self.limit


def best_of(runs: int, task: Callable[[], object]) -> float:
    """The shortest wall time of `runs` runs, in seconds: the one that other work on the machine disturbed least."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def report(title: str, bars: list[Bar]) -> int:
    """Print the table; 1 when a bar was missed."""
    print(f"\n{title}\n{'-' * len(title)}")
    for bar in bars:
        sign = "at least" if bar.more_is_better else "at most"
        mark = "reached" if bar.reached else "MISSED"
        print(f"{bar.what:<74} {bar.figure:>9.3g} {bar.unit:<6} {sign} {bar.limit:g}: {mark}")
    return 0 if all(bar.reached for bar in bars) else 1
