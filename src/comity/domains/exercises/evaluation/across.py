"""What concerns a laboratory over all its results: combined scores, agreement with others, history over rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from comity.domains.exercises.evaluation.estimators import seed_for
from comity.domains.exercises.plan import Plan, plan_from_data
from comity.science import proficiency

Block = Mapping[str, Any]  # one item × measurand, or one qualitative item, of the document


@dataclass(frozen=True, slots=True)
class PastScore:
    """A score of an earlier round; `date` (ISO 8601) orders the rounds."""

    round: str
    date: str
    laboratory: str
    measurand: str
    z: float
    zeta: float | None = None

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return asdict(self)


def combined(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """RSZ, SSZ and RLP over the z scores of each laboratory."""
    scores: dict[str, list[float]] = defaultdict(list)
    for block in blocks:
        for score in block["scores"]:
            if score["z"] is not None:
                scores[score["laboratory"]].append(score["z"])
    found = []
    for laboratory in sorted(scores):
        both = proficiency.combined_scores(scores[laboratory])
        numbers = {"rsz": both.rsz, "ssz": both.ssz, "ssz_p": both.ssz_p, "rlp": both.rlp}
        found.append({"laboratory": laboratory, "scores": both.count, **numbers})
    return found


def agreements(plan: Plan, blocks: Sequence[Block], qualitative: Sequence[Block]) -> list[dict[str, Any]]:
    """Laboratories whose results agree more than independent work explains; advisory."""
    laboratories = sorted({score["laboratory"] for block in blocks for score in block["scores"]})
    if len(laboratories) < 3 or not blocks:
        return []
    columns = [{score["laboratory"]: score for score in block["scores"]} for block in blocks]
    table = [[_number(column.get(laboratory)) for column in columns] for laboratory in laboratories]
    texts = [[_typed(column.get(laboratory)) for column in columns] for laboratory in laboratories]
    mistakes = _mistakes(qualitative)
    screen = proficiency.collusion_screen(
        np.array(table, dtype=np.float64),
        laboratories=laboratories,
        texts=texts,
        mistakes=[mistakes.get(laboratory, ()) for laboratory in laboratories],
        seed=seed_for(plan, "collusion"),
    )
    return [
        {
            "kind": finding.kind,
            "laboratories": list(finding.laboratories),
            "evidence": dict(finding.evidence),
            "message": finding.message,
            "suggestion": finding.suggestion,
        }
        for finding in screen.findings
    ]


def history(plan: Plan, blocks: Sequence[Block], past: Iterable[PastScore], today: str) -> list[dict[str, Any]]:
    """Control charts for each laboratory and measurand that took part before."""
    rows: dict[tuple[str, str], dict[tuple[str, str], list[PastScore]]] = defaultdict(lambda: defaultdict(list))
    for score in past:
        rows[score.laboratory, score.measurand][score.date, score.round].append(score)
    for score in _present(plan, blocks, today):
        if (score.laboratory, score.measurand) in rows:
            rows[score.laboratory, score.measurand][score.date, score.round].append(score)
    return [_charts(*key, rows[key]) for key in sorted(rows)]


def courses(
    plan: Mapping[str, Any], blocks: Sequence[Block], past: Iterable[tuple[str, str, str, str, float]], today: str
) -> dict[str, list[dict[str, Any]]]:
    """`history` by laboratory, from plain data to plain data: it is asked for in a process of its own."""
    found = defaultdict(list)
    for course in history(plan_from_data(plan, "plan"), blocks, (PastScore(*one) for one in past), today):
        found[course["laboratory"]].append({**course, "signals": [one.to_data() for one in course["signals"]]})
    return dict(found)


def _charts(laboratory: str, measurand: str, rounds: Mapping[tuple[str, str], Sequence[PastScore]]) -> dict[str, Any]:
    ordered = sorted(rounds)
    found = proficiency.laboratory_history(
        [name for _, name in ordered],
        [[score.z for score in rounds[key]] for key in ordered],
        [_together([score.zeta for score in rounds[key]]) for key in ordered],
    )
    return {
        "laboratory": laboratory,
        "measurand": measurand,
        "rounds": [
            {
                "round": one.round,
                "date": date,
                "count": one.count,
                "z": one.z,
                "zeta": one.zeta,
                "j": one.j,
                "cusum_high": one.cusum_high,
                "cusum_low": one.cusum_low,
            }
            for one, (date, _) in zip(found.rounds, ordered, strict=True)
        ],
        "signals": [signal.message for signal in found.signals],
    }


def _present(plan: Plan, blocks: Sequence[Block], today: str) -> Iterable[PastScore]:
    deadline = plan.exercise.deadline
    date = deadline.date().isoformat() if deadline else today
    for block in blocks:
        for score in block["scores"]:
            if score["z"] is not None:
                codes = (score["laboratory"], block["measurand"])
                yield PastScore(plan.exercise.round, date, *codes, score["z"], score["zeta"])


def _together(zetas: Sequence[float | None]) -> float | None:
    known = [zeta for zeta in zetas if zeta is not None]
    return sum(known) / sqrt(len(known)) if known else None


def _number(score: Mapping[str, Any] | None) -> float:
    return float("nan") if score is None or score["result"] is None else float(score["result"])


def _typed(score: Mapping[str, Any] | None) -> str:
    if score is None or score["result"] is None:
        return ""
    return " ± ".join(str(part) for part in (score["result_text"], score["expanded_uncertainty"]) if part is not None)


def _mistakes(qualitative: Sequence[Block]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for block in qualitative:
        for entry in block["laboratories"]:
            found[entry["laboratory"]] += [f"{block['item']}: + {name}" for name in entry["false_positive"]]
            found[entry["laboratory"]] += [f"{block['item']}: − {name}" for name in entry["false_negative"]]
    return found
