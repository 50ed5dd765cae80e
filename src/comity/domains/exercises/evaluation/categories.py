"""Items judged by words: which substances were identified, and ordinal results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.domains.exercises.evaluation.participants import Participant
from comity.domains.exercises.plan import Evaluation, Item, Plan
from comity.domains.exercises.results import Reported
from comity.science import proficiency as science


def identified(plan: Plan, item: Item, rows: Sequence[Reported]) -> dict[str, Any]:
    """One item of known composition."""
    rows = sorted(rows, key=lambda row: row.laboratory)
    composition: Any = {component.substance: component.presence for component in item.composition}
    policy, vocabulary = _policy(plan), plan.vocabulary
    found = science.qualitative_results(
        composition,
        {row.laboratory: row.substances for row in rows},
        policy=policy,
        vocabulary=science.Vocabulary(vocabulary.isomers, vocabulary.salts, vocabulary.classes),
        menu=vocabulary.menu,
    )
    techniques = {row.laboratory: [row.technique] for row in rows if row.technique}
    return {
        "item": item.code,
        "title": item.title or item.code,
        "policy": {name: getattr(policy, name) for name in ("traces", "isomers", "salts", "partial")},
        "composition": [{"substance": name, "presence": presence} for name, presence in composition.items()],
        "substances": [_substance(substance) for substance in found.substances],
        "laboratories": [_laboratory(laboratory) for laboratory in found.laboratories],
        "by_technique": [_technique(one) for one in science.performance_by_technique(found, techniques)],
    }


def ordered(plan: Plan, evaluation: Evaluation, entries: Sequence[Participant]) -> dict[str, Any]:
    """One ordinal item × measurand."""
    measurand, item = plan.measurand(evaluation.measurand), plan.item(evaluation.item)
    assert measurand is not None  # noqa: S101 - the plan was read without contradictions
    assert item is not None  # noqa: S101 - likewise
    told = [(entry.laboratory, entry.row.level) for entry in entries if entry.row.level]
    found = science.ordinal_results(
        [level for _, level in told if level],
        measurand.levels,
        laboratories=[laboratory for laboratory, _ in told],
        assigned=evaluation.expected or None,
        acceptable_distance=evaluation.acceptable_distance,
    )
    return {
        "item": item.code,
        "measurand": measurand.code,
        "title": measurand.title or measurand.code,
        "item_title": item.title or item.code,
        "levels": list(measurand.levels),
        "expected": found.assigned,
        "expected_by": found.assigned_by,
        "acceptable_distance": evaluation.acceptable_distance,
        "counts": [{"level": level, "count": n} for level, n in zip(measurand.levels, found.counts, strict=True)],
        "mode": list(found.modes),
        "median": found.median,
        "clause": found.clause,
        "laboratories": [
            {
                "laboratory": one.laboratory,
                "reported": one.category,
                "distance": one.distance,
                "share_as_far": one.share_as_far,
                "performance": "satisfactory" if one.acceptable else "unsatisfactory",
            }
            for one in found.laboratories
        ],
    }


def _policy(plan: Plan) -> science.QualitativePolicy:
    policy: Any = plan.exercise.qualitative
    return science.QualitativePolicy(policy.traces, policy.isomers, policy.salts, policy.partial)


def _substance(one: science.SubstanceResult) -> dict[str, Any]:
    return {
        "substance": one.substance,
        "presence": one.presence,
        "true_positive": one.true_positive,
        "false_positive": one.false_positive,
        "false_negative": one.false_negative,
        "true_negative": one.true_negative,
        "rate": one.rate,
        "interval": None if one.interval is None else list(one.interval),
        "majority_p": one.majority_p,
        "scored": one.scored,
    }


def _laboratory(one: science.LaboratoryIdentification) -> dict[str, Any]:
    return {
        "laboratory": one.laboratory,
        "reported": list(one.reported),
        "true_positive": list(one.true_positive),
        "false_positive": list(one.false_positive),
        "false_negative": list(one.false_negative),
        "partial": list(one.partial),
        "a_score": one.a_score,
        "performance": one.performance,
    }


def _technique(one: science.TechniqueResult) -> dict[str, Any]:
    return {
        "technique": one.technique,
        "laboratories": one.laboratories,
        "faultless": one.faultless,
        "false_positive": one.false_positive,
        "false_negative": one.false_negative,
        "rate": one.rate,
        "interval": list(one.interval),
    }
