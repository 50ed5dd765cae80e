"""Scores for everybody who reported: numbers first, words after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from comity.base.messages import Message
from comity.domains.exercises.evaluation.participants import Participant
from comity.domains.exercises.evaluation.values import Values
from comity.domains.exercises.plan import Evaluation
from comity.science import proficiency

NUMBERS = ("difference", "difference_percent", "percent_allowed", "z", "z_prime", "zeta", "en")
MAXIMUM_ERROR_FACTOR = 3.0  # delta_E = 3 sigma_pt where the plan states none (ISO 13528:2022, 9.4)


def maximum_error(evaluation: Evaluation, values: Values) -> float:
    """Delta_E, against which percent_allowed is stated."""
    return evaluation.maximum_error or MAXIMUM_ERROR_FACTOR * values.sigma.value


def deciding_score(evaluation: Evaluation, values: Values) -> str:
    """`z` or `z_prime`: as planned, else by whether the assigned value's uncertainty is negligible."""
    if evaluation.score != "automatic":
        return evaluation.score
    negligible = proficiency.uncertainty_is_negligible(values.assigned.standard_uncertainty, values.sigma.value)
    return "z" if negligible else "z_prime"


def scores(
    evaluation: Evaluation, values: Values, entries: Sequence[Participant], used: frozenset[str]
) -> list[dict[str, Any]]:
    """One entry for each laboratory, by code."""
    deciding = deciding_score(evaluation, values)
    columns = _columns(evaluation, values, entries)
    classes = proficiency.performance(columns[deciding]) if columns[deciding].size else np.array([])
    table = {name: _numbers(columns[name]) for name in NUMBERS}
    flags = columns["flags"].tolist()
    missed = _missed(values, entries)
    found, position = [], 0
    for entry in entries:
        score = _reported(entry, used=entry.laboratory in used)
        if entry.value is None:
            score |= dict.fromkeys(NUMBERS) | _unscored(entry, missed=missed.get(entry.laboratory, False))
        else:
            score |= {name: table[name][position] for name in NUMBERS}
            score |= {
                "uncertainty_flag": flags[position],
                "score": deciding,
                "performance": str(classes[position]),
                "false_negative": False,
                "notes": entry.notes(),
            }
            position += 1
        found.append(score)
    return found


def _columns(evaluation: Evaluation, values: Values, entries: Sequence[Participant]) -> dict[str, np.ndarray]:
    numeric = [entry for entry in entries if entry.value is not None]
    x = _array([entry.value for entry in numeric])
    u = _array([entry.row.standard_uncertainty for entry in numeric])
    expanded = _array([entry.row.expanded_uncertainty for entry in numeric])
    assigned, sigma = values.assigned, values.sigma.value
    u_pt = assigned.standard_uncertainty
    lowest, highest = proficiency.uncertainty_limits(u_pt, values.scale)
    relative = np.full(x.size, np.nan)
    if assigned.value != 0:
        relative = proficiency.difference_percent(x, assigned.value)
    return {
        "difference": proficiency.difference(x, assigned.value),
        "difference_percent": relative,
        "percent_allowed": proficiency.percent_allowed(x, assigned.value, maximum_error(evaluation, values)),
        "z": proficiency.z_score(x, assigned.value, sigma),
        "z_prime": proficiency.z_prime_score(x, assigned.value, sigma, u_pt),
        "zeta": _where_known(u, u_pt, lambda known: proficiency.zeta_score(x[known], assigned.value, u[known], u_pt)),
        "en": _where_known(
            expanded,
            u_pt,
            lambda known: proficiency.en_score(
                x[known], assigned.value, expanded[known], assigned.expanded_uncertainty
            ),
        ),
        "flags": proficiency.uncertainty_flags(u, lowest, highest),
    }


def _where_known(uncertainties: np.ndarray, u_pt: float, compute: Any) -> np.ndarray:
    """Scores where an uncertainty was reported and the combined one is not zero; NaN elsewhere."""
    found = np.full(uncertainties.size, np.nan)
    known = np.isfinite(uncertainties) & (np.hypot(np.nan_to_num(uncertainties), u_pt) > 0)
    if known.any():
        found[known] = compute(known)
    return found


def _missed(values: Values, entries: Sequence[Participant]) -> dict[str, bool]:
    """Which results below a limit contradict the assigned value."""
    censored = [entry for entry in entries if entry.limit is not None]
    if not censored:
        return {}
    verdicts = proficiency.censored_false_negatives(
        _array([entry.limit for entry in censored]),
        values.assigned.value,
        values.sigma.value,
        standard_uncertainty=values.assigned.standard_uncertainty,
    )
    return {entry.laboratory: bool(verdict) for entry, verdict in zip(censored, verdicts, strict=True)}


def _reported(entry: Participant, *, used: bool) -> dict[str, Any]:
    cells = entry.row.typed.cells
    return {
        "laboratory": entry.laboratory,
        "result": entry.value,
        "result_text": entry.text,
        "unit": cells.get("unit", ""),
        "form": cells.get("form", ""),
        "censored": entry.limit is not None,
        "limit": entry.limit,
        "replicates": len(entry.replicates),
        "standard_uncertainty": entry.row.standard_uncertainty,
        "expanded_uncertainty": entry.row.expanded_uncertainty,
        "coverage_factor": entry.row.coverage_factor,
        "technique": entry.row.technique,
        "late": entry.late,
        "used": used,
        "not_tested_reason": entry.row.not_tested_reason,
    }


def _unscored(entry: Participant, *, missed: bool) -> dict[str, Any]:
    notes: list[Message] = entry.notes()
    if entry.limit is not None:
        notes.append(proficiency.censored_note(entry.limit, false_negative=missed))
    return {
        "uncertainty_flag": "",
        "score": None,
        "performance": "unsatisfactory" if missed else "not_scored",
        "false_negative": missed,
        "notes": notes,
    }


def _array(numbers: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if number is None else number for number in numbers], dtype=np.float64)


def _numbers(column: np.ndarray) -> list[float | None]:
    return [None if number != number else number for number in column.tolist()]
