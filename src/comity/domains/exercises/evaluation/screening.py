"""The gates alone, before anything is scored: every finding with what leaving it out of the consensus would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from comity.domains.exercises.evaluation.estimators import function_of
from comity.domains.exercises.evaluation.gates import EXCLUDABLE, Gate, screen, swaps
from comity.domains.exercises.evaluation.participants import Key, Participant, by_evaluation, participants
from comity.domains.exercises.evaluation.pipeline import Progress
from comity.domains.exercises.evaluation.plain import plain
from comity.domains.exercises.evaluation.values import known_sigma_pt
from comity.domains.exercises.plan import Evaluation, Measurand, Plan
from comity.domains.exercises.results import Results
from comity.science import proficiency

Finding = dict[str, Any]


def screening(plan: Plan, results: Results, *, progress: Progress | None = None) -> list[Finding]:
    """Findings of all gates as plain data, in the plan's order."""
    rows = by_evaluation(results)
    planned = [(one, measurand) for one in plan.evaluations if (measurand := _quantity(plan, one)) is not None]
    keys: list[Key] = [(one.item, one.measurand) for one, _ in planned]
    entries = {key: participants(rows[key], plan, one) for key, (one, _) in zip(keys, planned, strict=True)}
    sigmas = {key: known_sigma_pt(one) for key, (one, _) in zip(keys, planned, strict=True)}
    swapped = swaps(plan, entries, sigmas)
    found: list[Finding] = []
    for position, (key, (one, measurand)) in enumerate(zip(keys, planned, strict=True)):
        if progress is not None:
            progress(position, len(keys), f"{key[0]} × {key[1]}")
        gates = screen(plan, one, measurand, entries[key], sigmas[key], swapped[one.item])
        found += _findings(plan, one, measurand, entries[key], sigmas[key], gates)
    return list(plain(found))


def _quantity(plan: Plan, evaluation: Evaluation) -> Measurand | None:
    measurand = plan.measurand(evaluation.measurand)
    return measurand if measurand is not None and measurand.kind == "quantity" else None


def _findings(
    plan: Plan,
    evaluation: Evaluation,
    measurand: Measurand,
    entries: Sequence[Participant],
    sigma_pt: float | None,
    gates: Sequence[Gate],
) -> list[Finding]:
    texts = {entry.laboratory: entry.text for entry in entries}
    item = plan.item(evaluation.item)
    return [
        {
            "item": evaluation.item,
            "item_title": item.title if item else "",
            "measurand": evaluation.measurand,
            "title": measurand.title or measurand.code,
            "unit": measurand.unit,
            "gate": gate.result.gate,
            "laboratories": list(finding.laboratories),
            "results": [texts.get(code, "") for code in finding.laboratories],
            "message": finding.message,
            "suggestion": finding.suggestion,
            "planned": getattr(plan.exercise.gates, gate.result.gate) if gate.result.gate in EXCLUDABLE else "keep",
            "consequence": _consequence(plan, evaluation, entries, sigma_pt, set(finding.laboratories)),
        }
        for gate in gates
        for finding in gate.result.findings
    ]


def _consequence(
    plan: Plan,
    evaluation: Evaluation,
    entries: Sequence[Participant],
    sigma_pt: float | None,
    suspects: set[str],
) -> Mapping[str, Any] | None:
    """What changes in the consensus when these results are left out of it; None where too few are left to tell."""
    values = [entry.value for entry in entries if _enters(entry)]
    positions = [at for at, entry in enumerate(filter(_enters, entries)) if entry.laboratory in suspects]
    if not positions or len(values) - len(positions) <= 1:
        return None
    change = proficiency.consequence_of_excluding(
        np.array(values, dtype=np.float64), positions, estimator=function_of(plan, evaluation), sigma_pt=sigma_pt
    )
    if change is None:
        return None
    return {
        "location_before": change.location_before,
        "location_after": change.location_after,
        "scale_before": change.scale_before,
        "scale_after": change.scale_after,
        "changed_classes": change.changed_classes,
    }


def _enters(entry: Participant) -> bool:
    """As if nobody had decided yet: a finding shows what excluding it changes, also after it was excluded."""
    return entry.value is not None and not entry.late
