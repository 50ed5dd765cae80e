"""One item × measurand of the evaluation document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from comity.base.messages import message
from comity.domains.exercises.evaluation import description, scoring
from comity.domains.exercises.evaluation.checks import homogeneity_block, stability_block
from comity.domains.exercises.evaluation.estimators import all_estimators, bootstrap_uncertainty, estimator_of
from comity.domains.exercises.evaluation.gates import Gate, screen
from comity.domains.exercises.evaluation.participants import Participant
from comity.domains.exercises.evaluation.values import Values, values_of
from comity.domains.exercises.plan import Evaluation, Item, Measurand, Plan
from comity.science import proficiency
from comity.science.proficiency import AssignedValue, GateResult


def measured(
    plan: Plan,
    evaluation: Evaluation,
    entries: Sequence[Participant],
    sigma_pt: float | None,
    swapped: Sequence[GateResult],
) -> dict[str, Any]:
    """Gates, estimators, assigned value, sigma_pt, checks, scores and description."""
    measurand, item = plan.measurand(evaluation.measurand), plan.item(evaluation.item)
    assert measurand is not None  # noqa: S101 - the plan was read without contradictions
    assert item is not None  # noqa: S101 - likewise
    gates = screen(plan, evaluation, measurand, entries, sigma_pt, swapped)
    excluded = frozenset().union(*(gate.excluded for gate in gates))
    used = [entry for entry in entries if entry.eligible and entry.laboratory not in excluded]
    consensus = np.array([entry.value for entry in used], dtype=np.float64)
    limits = [entry.limit for entry in entries if entry.limit is not None and not entry.late]
    values = values_of(plan, evaluation, consensus, limits)
    eligible = np.array([entry.value for entry in entries if entry.eligible], dtype=np.float64)
    return {
        **_names(evaluation, measurand, item),
        "maximum_error": scoring.maximum_error(evaluation, values),
        "counts": _counts(entries, used),
        "advice": _advice(evaluation, eligible, len(limits), gates),
        "gates": [_gate(gate) for gate in gates],
        "estimators": _estimators(plan, evaluation, consensus, limits, values.assigned),
        **_values(values),
        "density": description.density(eligible, values.scale),
        "scores": _with_gate_notes(
            scoring.scores(evaluation, values, entries, frozenset(e.laboratory for e in used)), gates
        ),
        "precision": description.precision(entries),
        "by_technique": description.by_technique(entries),
    }


def _names(evaluation: Evaluation, measurand: Measurand, item: Item) -> dict[str, str]:
    return {
        "item": item.code,
        "measurand": evaluation.measurand,
        "title": measurand.title or measurand.code,
        "item_title": item.title or item.code,
        "quantity": measurand.quantity,
        "unit": measurand.unit,
        "form": measurand.form,
    }


def _counts(entries: Sequence[Participant], used: Sequence[Participant]) -> dict[str, int]:
    numeric = [entry for entry in entries if entry.value is not None]
    not_tested = sum(bool(entry.row.not_tested_reason) for entry in entries)
    late = sum(entry.late for entry in numeric)
    return {
        "reported": len(entries) - not_tested,
        "numeric": len(numeric),
        "used": len(used),
        "censored": sum(entry.limit is not None for entry in entries),
        "late": late,
        "excluded": len(numeric) - late - len(used),
        "not_tested": not_tested,
    }


def _advice(evaluation: Evaluation, values: np.ndarray, censored: int, gates: Sequence[Gate]) -> dict[str, Any]:
    modes = 1 + max((len(gate.result.findings) for gate in gates if gate.result.gate == "bimodality"), default=0)
    shape = dataclasses.asdict(proficiency.shape_of_results(values, censored=censored))
    experts = evaluation.assigned_value.route == "expert_laboratories"
    advice = proficiency.advise_estimator(**shape, modes=modes, expert_laboratories=experts)
    return {
        "recommended": advice.recommended,
        "alternatives": list(advice.alternatives),
        "score": advice.score,
        "uncertainty": advice.uncertainty,
        "reasons": list(advice.reasons),
    }


def _gate(gate: Gate) -> dict[str, Any]:
    result = gate.result
    return {
        "gate": result.gate,
        "verdict": result.verdict,
        "findings": [
            {
                "laboratories": list(finding.laboratories),
                "message": finding.message,
                "suggestion": finding.suggestion,
                "evidence": dict(finding.evidence),
            }
            for finding in result.findings
        ],
        "decision": gate.decision,
        "excluded": sorted(gate.excluded),
        "note": result.note,
        "consequence": None if result.consequence is None else dataclasses.asdict(result.consequence),
    }


def _estimators(
    plan: Plan, evaluation: Evaluation, values: np.ndarray, limits: Sequence[float], assigned: AssignedValue
) -> list[dict[str, Any]]:
    found = all_estimators(values, limits)
    route = evaluation.assigned_value
    participants = route.route == "participants"
    name = estimator_of(plan, route.estimator if participants else "")
    if name in found:
        if participants and (route.uncertainty or plan.exercise.estimators.uncertainty) == "bootstrap":
            spread: float | None = assigned.components["characterisation"]  # the same resamples already gave it
        else:
            spread = bootstrap_uncertainty(values, name, plan, evaluation.item, evaluation.measurand)
        found[name]["bootstrap_standard_uncertainty"] = spread
    return list(found.values())


def _values(values: Values) -> dict[str, Any]:
    assigned, sigma = values.assigned, values.sigma
    negligible = proficiency.uncertainty_is_negligible(assigned.standard_uncertainty, sigma.value)
    warnings = list(assigned.warnings)
    if not negligible:
        text = "The uncertainty of the assigned value is not negligible (0.3 sigma_pt or more); z' allows for it."
        warnings.append(message("exercises", text))
    return {
        "assigned_value": {
            "value": assigned.value,
            "standard_uncertainty": assigned.standard_uncertainty,
            "expanded_uncertainty": assigned.expanded_uncertainty,
            "coverage_factor": 2.0,
            "route": assigned.route,
            "method": assigned.method,
            "clause": assigned.clause,
            "count": assigned.count,
            "traceability": assigned.traceability,
            "components": dict(assigned.components),
            "negligible": negligible,
            "warnings": warnings,
        },
        "sigma_pt": {
            "value": sigma.value,
            "route": sigma.route,
            "method": sigma.method,
            "clause": sigma.clause,
            "parameters": dict(sigma.parameters),
            "warnings": list(sigma.warnings),
        },
        "homogeneity": homogeneity_block(values.homogeneity),
        "stability": stability_block(values.stability),
    }


def _with_gate_notes(scores: list[dict[str, Any]], gates: Sequence[Gate]) -> list[dict[str, Any]]:
    """A result that a gate and the plan kept out of the consensus says so; what the gate saw stands with the gate."""
    by_laboratory: Mapping[str, dict[str, Any]] = {score["laboratory"]: score for score in scores}
    for laboratory in sorted({code for gate in gates for code in gate.excluded} & by_laboratory.keys()):
        text = "The plan keeps such results out of the consensus; this one was scored all the same."
        by_laboratory[laboratory]["notes"].append(message("exercises", text))
    return scores
