"""Robust statistics beside pt13528, an independent implementation in Python, on the same data in the same run.

The peer's long bootstraps are timed on fewer resamples and multiplied; the table says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pt13528 import assigned_value, robust

from benchmarks.measure import Bar, best_of, report
from comity.science import statistics

RESAMPLES = 10_000
Task = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One task: our time, the peer's time for a share of it, and by how much that is multiplied."""

    what: str
    ours: float
    peer: float
    multiplied: int = 1

    @property
    def ratio(self) -> float:
        """How many times faster we are."""
        return self.peer * self.multiplied / self.ours


def main() -> int:
    """Print both times of every task, then the bars."""
    x100, x300 = invented(100), invented(300)
    rows = [
        Row("Q method, 300 laboratories", best_of(20, lambda: statistics.q_scale(x300)), peer_q(x300)),
        Row("Q/Hampel, 300 (peer: its Q method alone)", best_of(20, lambda: statistics.q_hampel(x300)), peer_q(x300)),
        Row(
            "Qn, 300 laboratories",
            best_of(20, lambda: statistics.qn(x300)),
            best_of(5, lambda: robust.qn(x300)),
        ),
        Row(
            "Algorithm A, 300 laboratories",
            best_of(20, lambda: statistics.algorithm_a(x300)),
            best_of(5, lambda: robust.algorithm_a(x300)),
        ),
        Row(
            "10,000 bootstraps of Algorithm A, 300",
            best_of(3, lambda: statistics.bootstrap(x300, "algorithm_a", resamples=RESAMPLES, seed=1)),
            peer_bootstrap(x300, lambda x: robust.algorithm_a(x)["location"], RESAMPLES // 10),
            10,
        ),
        Row(
            "10,000 bootstraps of Q/Hampel, 100",
            best_of(3, lambda: statistics.bootstrap(x100, "q_hampel", resamples=RESAMPLES, seed=1)),
            peer_bootstrap(x100, lambda x: robust.q_hampel(x)["location"], RESAMPLES // 100),
            100,
        ),
        Row(
            "Q method, 10,000 laboratories (peer: not feasible)",
            best_of(2, lambda: statistics.q_scale(invented(10_000))),
            0.0,
        ),
    ]
    show(rows)
    ratios = {row.what: row.ratio for row in rows}
    return report(
        "Statistics",
        [
            Bar(rows[1].what + ": times faster", ratios[rows[1].what], 50, "×", more_is_better=True),
            Bar(rows[4].what + ": times faster", ratios[rows[4].what], 10, "×", more_is_better=True),
            Bar(rows[5].what, rows[5].ours, 5, "s"),
            Bar(rows[5].what + ": times faster", ratios[rows[5].what], 50, "×", more_is_better=True),
            Bar("Q method, 300 laboratories", 1000 * rows[0].ours, 3, "ms"),
        ],
    )


def invented(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A round with one laboratory in ten far off."""
    x = np.random.Generator(np.random.PCG64(13528)).normal(50, 2, count)
    x[: count // 10] += 15
    return x


def peer_q(x: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return best_of(3, lambda: robust.q_method(x))


def peer_bootstrap(
    x: np.ndarray[tuple[int], np.dtype[np.float64]], statistic: Callable[..., float], resamples: int
) -> float:
    return best_of(1, lambda: assigned_value.bootstrap(x, statistic, replicates=resamples, seed=1))


def show(rows: list[Row]) -> None:
    print(f"\n{'task':<46} {'ours':>10} {'pt13528':>12} {'times faster':>13}")
    for row in rows:
        peer = f"{1000 * row.peer * row.multiplied:>9.2f} ms" if row.peer else "–"
        note = f"  (peer timed on a {row.multiplied}th)" if row.multiplied > 1 else ""
        ratio = f"{row.ratio:>12.1f}×" if row.peer else ""
        print(f"{row.what:<46} {1000 * row.ours:>7.2f} ms {peer:>12} {ratio:>13}{note}")


if __name__ == "__main__":
    sys.exit(main())
