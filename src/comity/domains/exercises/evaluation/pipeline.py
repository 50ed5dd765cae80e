"""The whole evaluation, in order."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy
import scipy

import comity
from comity.base.clock import to_text
from comity.base.messages import Message, message
from comity.domains.exercises.evaluation import across, categories
from comity.domains.exercises.evaluation.across import PastScore
from comity.domains.exercises.evaluation.gates import swaps
from comity.domains.exercises.evaluation.measured import measured
from comity.domains.exercises.evaluation.participants import Key, Participant, by_evaluation, participants
from comity.domains.exercises.evaluation.plain import plain
from comity.domains.exercises.evaluation.values import known_sigma_pt
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import Evaluation, Plan, plan_to_data
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.results import Results, readiness

DOCUMENT_FORMAT = "comity-exercise-evaluation/1"
MOST_NAMED = 20

Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, how many there are, and what is next."""


def evaluate(
    plan: Plan,
    results: Results,
    *,
    evaluated_at: datetime,
    history: Sequence[PastScore] = (),
    inputs: Sequence[Mapping[str, Any]] = (),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The evaluation document; equal arguments give equal documents, digit for digit."""
    faults = readiness(plan, results, "plan")
    if faults:
        raise FaultsError(faults)
    rows = by_evaluation(results)
    entries = {
        (evaluation.item, evaluation.measurand): participants(
            rows[evaluation.item, evaluation.measurand], plan, evaluation
        )
        for evaluation in plan.evaluations
    }
    blocks = _measured(plan, entries, progress)
    qualitative = [
        categories.identified(plan, item, rows[item.code, IDENTIFICATION]) for item in plan.items if item.composition
    ]
    computed = {
        "measurands": blocks,
        "qualitative": qualitative,
        "ordinal": [
            categories.ordered(plan, evaluation, entries[evaluation.item, evaluation.measurand])
            for evaluation in plan.evaluations
            if _kind(plan, evaluation) == "ordinal"
        ],
        "combined": across.combined(blocks),
        "collusion": across.agreements(plan, blocks, qualitative),
        "history": across.history(plan, blocks, history, evaluated_at.date().isoformat()),
        "warnings": _warnings(plan, results),
    }
    return {
        "format": DOCUMENT_FORMAT,
        "software": _software(),
        "seed": plan.exercise.seed,
        "evaluated_at": to_text(evaluated_at),
        "inputs": [dict(entry) for entry in inputs],
        "plan": plan_to_data(plan),
        "results": results.to_data(),
        "past_rounds": [score.to_data() for score in history],
        "laboratories": _laboratories(plan, results),
        **plain(computed),
    }


def _measured(
    plan: Plan, entries: Mapping[Key, Sequence[Participant]], progress: Progress | None
) -> list[dict[str, Any]]:
    planned = [evaluation for evaluation in plan.evaluations if _kind(plan, evaluation) == "quantity"]
    sigmas = {(evaluation.item, evaluation.measurand): known_sigma_pt(evaluation) for evaluation in planned}
    swapped = swaps(plan, {key: entries[key] for key in sigmas}, sigmas)
    blocks = []
    for position, evaluation in enumerate(planned):
        key = (evaluation.item, evaluation.measurand)
        if progress is not None:
            progress(position, len(planned), f"{key[0]} × {key[1]}")
        blocks.append(measured(plan, evaluation, entries[key], sigmas[key], swapped[evaluation.item]))
    if progress is not None:
        progress(len(planned), len(planned), "")
    return blocks


def _kind(plan: Plan, evaluation: Evaluation) -> str:
    measurand = plan.measurand(evaluation.measurand)
    return measurand.kind if measurand is not None else ""


def _laboratories(plan: Plan, results: Results) -> list[dict[str, str]]:
    registered = {
        entry.code: {"code": entry.code, "name": entry.name, "country": entry.country} for entry in plan.laboratories
    }
    for row in results.rows:
        registered.setdefault(row.laboratory, {"code": row.laboratory, "name": "", "country": ""})
    return [registered[code] for code in sorted(registered)]


def _warnings(plan: Plan, results: Results) -> list[Message]:
    found = []
    if plan.exercise.invented:
        found.append(message("exercises", "This round is invented; laboratories, names and results are not real."))
    untimed = sum(row.submitted_at is None for row in results.rows)
    if plan.exercise.deadline is not None and untimed:
        found.append(
            message(
                "exercises",
                "{count} row does not say when it was submitted and was taken as in time.",
                plural="{count} rows do not say when they were submitted and were taken as in time.",
                count=untimed,
            )
        )
    silent = {laboratory.code for laboratory in plan.laboratories} - {row.laboratory for row in results.rows}
    if silent:
        found.append(
            message(
                "exercises",
                "{count} registered laboratory reported nothing: {codes}.",
                plural="{count} registered laboratories reported nothing: {codes}.",
                count=len(silent),
                codes=", ".join(sorted(silent)[:MOST_NAMED]) + (" …" if len(silent) > MOST_NAMED else ""),
            )
        )
    return found


def _software() -> dict[str, str]:
    return {
        "name": "comity",
        "version": comity.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
