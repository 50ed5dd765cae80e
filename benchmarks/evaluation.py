"""A whole evaluation: 300 laboratories × 8 items × 5 measurands, with all estimators, gates and bootstrap.

No peer does the whole of it. Beside it stands pt13528's Q method on the same forty sets of results, which is one
of the eight estimators that are shown for each of them.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import numpy as np
from pt13528 import robust

from benchmarks.measure import Bar, report
from comity.domains.exercises.evaluation import evaluate
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.results import read_results

LABORATORIES, ITEMS, MEASURANDS, RESAMPLES = 300, 8, 5, 1000
SPREAD, OUTLYING = 0.03, 0.05
INSTANT = datetime(2026, 4, 2, tzinfo=UTC)

PLAN = """
format = "comity-exercise-plan/1"
[exercise]
scheme = "Benchmark"
round = "1"
title = "Invented"
provider = "Invented"
coordinator = "Invented"
seed = 1
invented = true
[exercise.estimators]
consensus = "q_hampel"
uncertainty = "bootstrap"
resamples = {resamples}
"""
MEASURAND = """
[[measurands]]
code = "m{0}"
title = "Measurand {0}"
substance = "substance {0}"
quantity = "mass fraction"
unit = "g/100 g"
"""
EVALUATION = """
[[evaluations]]
item = "i{item}"
measurand = "m{measurand}"
assigned_value = {{ route = "participants" }}
sigma_pt = {{ route = "perception", relative_percent = 4 }}
"""


def main() -> int:
    """Read, evaluate, and compare with the bar and the peer."""
    values = invented_values()
    start = time.perf_counter()
    plan = read_plan(plan_text().encode(), "plan.toml")
    evaluate(plan, read_results(results_text(values).encode(), "results.csv", plan), evaluated_at=INSTANT)
    seconds = time.perf_counter() - start
    what = f"{LABORATORIES} laboratories × {ITEMS} items × {MEASURANDS} measurands, {RESAMPLES} resamples each"
    bars = [
        Bar(what, seconds, 10, "s"),
        Bar(
            "pt13528, Q method alone on the same data, over ours for everything",
            peer(values) / seconds,
            1,
            "×",
            more_is_better=True,
        ),
    ]
    return report("Evaluation, reading included", bars)


def invented_values() -> np.ndarray:
    """Results by item, measurand and laboratory: normal, with some far off, to three decimals."""
    generator = np.random.default_rng(1)
    level = generator.uniform(5, 90, (ITEMS, MEASURANDS, 1))
    far = generator.random((ITEMS, MEASURANDS, LABORATORIES)) < OUTLYING
    noise = generator.standard_normal(far.shape) * np.where(far, 5 * SPREAD, SPREAD)
    return np.round(level * (1 + noise), 3)


def plan_text() -> str:
    items = "".join(f'[[items]]\ncode = "i{item}"\n' for item in range(ITEMS))
    measurands = "".join(MEASURAND.format(measurand) for measurand in range(MEASURANDS))
    pairs = np.ndindex(ITEMS, MEASURANDS)
    evaluations = "".join(EVALUATION.format(item=item, measurand=measurand) for item, measurand in pairs)
    return PLAN.format(resamples=RESAMPLES) + items + measurands + evaluations


def results_text(values: np.ndarray) -> str:
    lines = ["laboratory,item,measurand,result,unit,uncertainty,coverage_factor,technique"]
    for (item, measurand, laboratory), value in np.ndenumerate(values):
        technique = ("GC-FID", "GC-MS", "HPLC-UV")[laboratory % 3]
        lines.append(f"L{laboratory:03},i{item},m{measurand},{value},g/100 g,{value * 0.06:.3f},2,{technique}")
    return "\n".join(lines) + "\n"


def peer(values: np.ndarray) -> float:
    """Seconds that the peer needs for forty sets, from the time for two."""
    start = time.perf_counter()
    for measurand in range(2):
        robust.q_method(values[0, measurand])
    return (time.perf_counter() - start) / 2 * ITEMS * MEASURANDS


if __name__ == "__main__":
    sys.exit(main())
