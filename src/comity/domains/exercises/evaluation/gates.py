"""What stands out before anything is averaged, and what the plan decides about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from comity.domains.exercises.evaluation.estimators import function_of, seed_for
from comity.domains.exercises.evaluation.participants import Key, Participant
from comity.domains.exercises.plan import Evaluation, Measurand, Plan
from comity.science import proficiency
from comity.science.proficiency import GateResult
from comity.science.statistics import Estimate

Estimator = Callable[[Any], Estimate]

EXCLUDABLE = ("blunders", "units", "forms", "sample_swap")
Verdict = Literal["clear", "suspect", "not_examined"]

LARGEST_DISTANCE = 0.02
"""Two declared factors closer than this cannot be told apart by any measurement of ours."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate's result, and whether the plan keeps its suspects in the consensus."""

    result: GateResult
    decision: str
    excluded: frozenset[str]


def swaps(
    plan: Plan, entries: Mapping[Key, Sequence[Participant]], sigmas: Mapping[Key, float | None]
) -> dict[str, list[GateResult]]:
    """For each item the outcome of comparing it with every other item that shares a measurand."""
    measured: dict[str, list[str]] = {}
    for evaluation in plan.evaluations:
        if (evaluation.item, evaluation.measurand) in entries:
            measured.setdefault(evaluation.item, []).append(evaluation.measurand)
    found: dict[str, list[GateResult]] = {item: [] for item in measured}
    for one, other in combinations(sorted(measured), 2):
        shared = [code for code in measured[one] if code in measured[other]]
        if shared:
            result = _swap(one, other, shared, entries, sigmas)
            found[one].append(result)
            found[other].append(result)
    return found


def screen(
    plan: Plan,
    evaluation: Evaluation,
    measurand: Measurand,
    entries: Sequence[Participant],
    sigma_pt: float | None,
    swapped: Sequence[GateResult],
) -> list[Gate]:
    """All gates for one item and measurand."""
    numeric = [entry for entry in entries if entry.value is not None]
    values = np.array([entry.value for entry in numeric], dtype=np.float64)
    labels = [entry.laboratory for entry in numeric]
    estimator = function_of(plan, evaluation)
    given: dict[str, Any] = {"laboratories": labels, "sigma_pt": sigma_pt, "estimator": estimator}
    units = {name: factor for name, factor in measurand.units.items() if factor != 1}
    forms = {name: factor for name, factor in measurand.forms.items() if abs(factor - 1) > LARGEST_DISTANCE}
    results = [
        proficiency.screen_blunders(values, texts=[_typed(entry) for entry in numeric], **given),
        proficiency.screen_units(values, units, **given) if units else GateResult("units", "not_examined"),
        proficiency.screen_forms(values, forms, **given) if forms else GateResult("forms", "not_examined"),
        _together(swapped),
        proficiency.screen_bimodality(
            values, seed=seed_for(plan, "bimodality", evaluation.item, evaluation.measurand), **given
        ),
        proficiency.screen_method_effect(values, [entry.row.technique.casefold() for entry in numeric], **given),
    ]
    return [_decided(result, plan, numeric, sigma_pt, estimator) for result in results]


def _typed(entry: Participant) -> str:
    return f"{entry.value:.12g}" if len(entry.rows) > 1 or entry.row.converted else entry.text


def _together(results: Sequence[GateResult]) -> GateResult:
    findings = tuple(finding for result in results for finding in result.findings)
    examined = any(result.verdict != "not_examined" for result in results)
    verdict: Verdict = "suspect" if findings else "clear" if examined else "not_examined"
    return GateResult("sample_swap", verdict, findings)


def _decided(
    result: GateResult, plan: Plan, numeric: Sequence[Participant], sigma_pt: float | None, estimator: Estimator
) -> Gate:
    """Adds what the plan decides, and the consequence for the results that may enter the consensus."""
    decision = getattr(plan.exercise.gates, result.gate) if result.gate in EXCLUDABLE else "keep"
    flagged = {laboratory for finding in result.findings for laboratory in finding.laboratories}
    kept = {entry.laboratory for entry in numeric if entry.action == "keep"}
    eligible = [entry for entry in numeric if entry.eligible]
    positions = [position for position, entry in enumerate(eligible) if entry.laboratory in flagged]
    consequence = None
    if positions and len(eligible) - len(positions) > 1:
        values = np.array([entry.value for entry in eligible], dtype=np.float64)
        consequence = proficiency.consequence_of_excluding(values, positions, estimator=estimator, sigma_pt=sigma_pt)
    changed = GateResult(result.gate, result.verdict, result.findings, consequence, result.note)
    return Gate(changed, decision, frozenset(flagged - kept) if decision == "exclude" else frozenset())


def _swap(
    one: str,
    other: str,
    shared: Sequence[str],
    entries: Mapping[Key, Sequence[Participant]],
    sigmas: Mapping[Key, float | None],
) -> GateResult:
    tables = {
        item: [{e.laboratory: e.value for e in entries[item, code] if e.value is not None} for code in shared]
        for item in (one, other)
    }
    labels = sorted({laboratory for table in tables.values() for column in table for laboratory in column})
    columns = {
        item: np.array(
            [[column.get(laboratory, np.nan) for column in table] for laboratory in labels], dtype=np.float64
        )
        for item, table in tables.items()
    }
    least = np.array([[sigmas[item, code] or 0.0 for code in shared] for item in (one, other)])
    return proficiency.screen_sample_swap(
        columns[one], columns[other], laboratories=labels, items=(one, other), sigma_pt=least
    )
