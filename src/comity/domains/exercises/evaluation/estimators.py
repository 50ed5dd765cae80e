"""All estimators side by side; which of them counts was said in the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from comity.base.errors import ComityError
from comity.domains.exercises.plan import Evaluation, Plan
from comity.science import statistics
from comity.science.statistics import Estimate

ESTIMATORS: dict[str, Callable[[Any], Estimate]] = {
    "algorithm_a": statistics.algorithm_a,
    "algorithm_a_third_figure": partial(statistics.algorithm_a, stopping="third_significant_figure"),
    "q_hampel": statistics.q_hampel,
    "hampel": statistics.hampel,
    "median_niqr": statistics.niqr,
    "mad_e": statistics.mad_e,
    "qn": statistics.qn,
    "mean": statistics.mean_and_standard_deviation,
}
CENSORED = "censored_normal"
BOOTSTRAPPED = {
    "algorithm_a": "algorithm_a",
    "algorithm_a_third_figure": "algorithm_a",
    "q_hampel": "q_hampel",
    "median_niqr": "median",
    "mad_e": "median",
    "mean": "mean",
}


def seed_for(plan: Plan, *parts: str) -> int:
    """A seed of its own for each use, so that adding an item changes no other item's digits."""
    text = "\x1f".join([str(plan.exercise.seed), *parts])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def estimator_of(plan: Plan, named: str) -> str:
    """The estimator of an evaluation: its own, else that of the exercise."""
    return named or plan.exercise.estimators.consensus


def function_of(plan: Plan, evaluation: Evaluation) -> Callable[[Any], Estimate]:
    """The robust estimator that stands for the results of an evaluation; Q/Hampel where the plan's needs more."""
    route = evaluation.assigned_value
    return ESTIMATORS.get(
        estimator_of(plan, route.estimator if route.route == "participants" else ""), statistics.q_hampel
    )


def all_estimators(values: np.ndarray, limits: Sequence[float]) -> dict[str, dict[str, Any]]:
    """Each estimator's numbers; one that cannot be computed from these data says why."""
    if values.size == 0:
        return {}
    found = {name: _estimate(name, partial(function, values)) for name, function in ESTIMATORS.items()}
    if limits:
        everything = [*values.tolist(), *([None] * len(limits))]
        bounds = [*([None] * values.size), *limits]
        found[CENSORED] = _estimate(CENSORED, partial(statistics.censored_normal, everything, bounds))
    return found


def bootstrap_uncertainty(values: np.ndarray, estimator: str, plan: Plan, *parts: str) -> float | None:
    """Standard uncertainty of the estimator's location by resampling; None where it has no bootstrap or no spread."""
    name = BOOTSTRAPPED.get(estimator)
    if name is None or values.size < 3 or np.ptp(values) == 0:
        return None
    resamples, seed = plan.exercise.estimators.resamples, seed_for(plan, "bootstrap", *parts)
    return statistics.bootstrap(values, name, resamples=resamples, seed=seed).standard_uncertainty


def _estimate(name: str, compute: Callable[[], Any]) -> dict[str, Any]:
    try:
        estimate = compute()
    except ComityError as error:
        nothing = dict.fromkeys(("location", "scale", "standard_uncertainty"))
        how = {"method": "", "clause": "", "iterations": 0, "converged": False, "stopping": ""}
        return {"name": name, **nothing, **how, "degenerate": error.what, "bootstrap_standard_uncertainty": None}
    return {
        "name": name,
        "location": estimate.location,
        "scale": estimate.scale,
        "standard_uncertainty": estimate.standard_uncertainty,
        "method": estimate.method,
        "clause": estimate.clause,
        "iterations": estimate.iterations,
        "converged": estimate.converged,
        "stopping": getattr(estimate, "stopping", ""),
        "degenerate": estimate.degenerate,
        "bootstrap_standard_uncertainty": None,
    }
