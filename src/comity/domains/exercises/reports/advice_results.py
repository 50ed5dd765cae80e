"""Advice on results that call for action: how far off, what would explain it, where to begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.charts import verdict_names
from comity.domains.exercises.reports.pairs import CALLING, Finding, Pair, named, names, short
from comity.domains.exercises.reports.wording import GATES, Wording
from comity.domains.exercises.rules import LATE_NOTE

Seen = Mapping[str, Any]

FAR_OFF = "gross_outlier"  # says no more than the score does
HINTS = {
    ("blunders", "decimal_shift"): message(
        "report", "Multiplied by {factor} it would lie near the others: look at the decimal sign and the dilution."
    ),
    ("blunders", "transposed_digits"): message(
        "report", "With two neighbouring digits exchanged ({swapped}) it would lie near the others."
    ),
    ("units", "not_converted"): message("report", "Read as {name} it would lie near the others: look at the unit."),
    ("units", "converted_twice"): message(
        "report", "It would lie near the others if it had been converted from {name} once too often."
    ),
    ("forms", "not_converted"): message(
        "report", "Read as {name} (factor {factor}) it would lie near the others: was base or salt meant?"
    ),
    ("forms", "converted_twice"): message(
        "report", "It would lie near the others if it had been converted from {name} once too often (factor {factor})."
    ),
}
"""What a gate saw, said to the laboratory, by gate and cause or direction; any other finding speaks for itself."""


def gates(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """What the gates found on several results together, or on one that calls for nothing else."""
    for (gate, said), concerned in _shared(pairs, wording).items():
        title = wording.detailed(
            wording.known(gate, GATES), names([m for m, _score in concerned], wording, total=len(pairs))
        )
        scores = [f"{short(m)} {wording.used_score(s)}" for m, s in concerned if s.get("score")]
        notes = {wording.stored(note): None for _m, score in concerned for note in score["notes"]}
        notes.pop(wording(LATE_NOTE), None)
        texts = [" ".join([said, *notes]), *([wording.listed(scores)] if len(scores) > 1 else [])]
        yield {"title": title, "verdict": "unsatisfactory", "texts": texts}


def measured(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """One finding per result that calls for action, unless a gate has said it already."""
    told = [measurand for concerned in _shared(pairs, wording).values() for measurand, _score in concerned]
    for measurand, score in pairs:
        if score["performance"] in CALLING and not any(measurand is one for one in told):
            yield _finding(measurand, score, wording)


def first_steps(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """Where to begin, once for all results."""
    given = {score["performance"] for _measurand, score in pairs if score.get("score")}
    texts = []
    if "unsatisfactory" in given:
        texts.append(
            message(
                "report",
                "Check first the calculation, the unit, the form (base or salt) and the labels of the items, then "
                "calibration, reference material and recovery; record the cause and what was done.",
            )
        )
    if "questionable" in given:
        texts.append(
            message("report", "One questionable score may be chance; a second in the next round calls for action.")
        )
    if texts:
        title = wording(message("report", "Where to begin"))
        yield {"title": title, "verdict": "", "texts": [" ".join(wording(text) for text in texts)]}


def _shared(pairs: Sequence[Pair], wording: Wording) -> dict[tuple[str, str], list[Pair]]:
    """Findings that stand alone: the same one on several measurands, or on a result whose score is unremarkable."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for measurand, score in pairs:
        for seen in measurand["findings"]:
            groups.setdefault((seen["gate"], wording.stored(seen["message"])), []).append((measurand, score))
    return {
        key: concerned
        for key, concerned in groups.items()
        if len(concerned) > 1 or concerned[0][1]["performance"] not in CALLING
    }


def _finding(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> Finding:
    state = verdict_names(wording.language)[score["performance"]]
    title = wording.detailed(named(measurand, wording), state)
    if score.get("score"):
        title = f"{title}, {wording.used_score(score)}"
    texts = [" ".join(_sentences(measurand, score, wording))]
    return {"title": title, "verdict": score["performance"], "texts": texts}


def _sentences(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    if score["difference"] is not None:
        yield _distance(measurand, score, wording)
    yield from filter(None, (_hint(seen, wording) for seen in measurand["findings"]))
    yield from (said for said in map(wording.stored, score["notes"]) if said != wording(LATE_NOTE))
    if score["score"] and score["zeta"] is not None:
        yield _explained(score, wording)


def _hint(seen: Seen, wording: Wording) -> str:
    evidence = seen.get("evidence") or {}
    cause = evidence.get("cause") or evidence.get("direction") or ""
    hint = HINTS.get((seen["gate"], cause))
    if hint is None:
        return "" if cause == FAR_OFF else wording.stored(seen["message"])
    return wording(Message(hint.context, hint.text, dict(evidence)))


def _distance(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> str:
    values = {
        "result": wording.number(score["result"], digits=5),
        "unit": measurand["unit"],
        "difference": wording.number(abs(score["difference"]), digits=3),
        "percent": wording.number(abs(score["difference_percent"] or 0.0), decimals=1),
    }
    if score["difference"] > 0:
        text = message(
            "report",
            "Your result {result} {unit} lies {difference} {unit} ({percent} %) above the assigned value.",
            **values,
        )
    else:
        text = message(
            "report",
            "Your result {result} {unit} lies {difference} {unit} ({percent} %) below the assigned value.",
            **values,
        )
    return wording(text)


def _explained(score: Mapping[str, Any], wording: Wording) -> str:
    zeta = wording.score(score["zeta"])
    if abs(score["zeta"]) <= 2:
        text = message(
            "report",
            "Your stated uncertainty covers the difference (ζ = {zeta}): ask whether it suits the purpose.",
            zeta=zeta,
        )
    else:
        text = message(
            "report",
            "Your stated uncertainty does not explain the difference (ζ = {zeta}): look for an effect it leaves out.",
            zeta=zeta,
        )
    return wording(text)
