"""Advice on what shows over several results: one side, uncertainties, repeatability, time; and plain remarks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.pairs import CALLING, Finding, Pair, named, names
from comity.domains.exercises.reports.wording import Wording
from comity.domains.exercises.rules import LATE_NOTE

FEWEST_FOR_BIAS = 4  # scores; three on one side happen to one unbiased laboratory in four


def one_sided(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """A bias that all results may share."""
    scores = [score["z"] for _measurand, score in pairs if score["z"] is not None]
    if len(scores) < FEWEST_FOR_BIAS or abs(sum(scores)) / math.sqrt(len(scores)) <= 2:
        return
    if not (all(score > 0 for score in scores) or all(score < 0 for score in scores)):
        return
    text = message(
        "report",
        "All {count} of your scores lie on the same side of zero. Something they share may be biased: the reference "
        "material, its purity, a balance, a dilution.",
        count=len(scores),
    )
    title = wording(message("report", "All results on one side"))
    yield {"title": title, "verdict": "", "texts": [wording(text)]}


def uncertainties(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """What the stated uncertainties leave to ask."""
    measured = [(measurand, score) for measurand, score in pairs if score["result"] is not None]
    total = len(measured)
    small = [m for m, s in measured if s["uncertainty_flag"] == "b"]
    large = [m for m, s in measured if s["uncertainty_flag"] == "c"]
    missing = [m for m, s in measured if s["standard_uncertainty"] is None]
    uncovered = [
        m for m, s in measured if s["performance"] == "satisfactory" and s["en"] is not None and abs(s["en"]) > 1
    ]
    texts = []
    if small:
        texts.append(
            message(
                "report",
                "Smaller than the uncertainty of the assigned value, which is seldom true (flag b): {measurands}.",
                measurands=names(small, wording, total=total),
            )
        )
    if large:
        texts.append(
            message(
                "report",
                "Larger than one and a half times the spread of all laboratories (flag c): {measurands}.",
                measurands=names(large, wording, total=total),
            )
        )
    if uncovered:
        texts.append(
            message(
                "report",
                "Satisfactory score, but the stated uncertainty does not cover the difference (Eₙ beyond ±1), so it "
                "is probably too small: {measurands}.",
                measurands=names(uncovered, wording, total=total),
            )
        )
    if missing:
        texts.append(
            message(
                "report",
                "None stated, so ζ and Eₙ could not be computed, nor whether they would explain a difference: "
                "{measurands}.",
                measurands=names(missing, wording, total=total),
            )
        )
    if texts:
        title = wording(message("report", "Your measurement uncertainties"))
        yield {"title": title, "verdict": "", "texts": [wording(text) for text in texts]}


def precision(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    """Replicates that scatter."""
    for measurand in data["measurands"]:
        table = measurand["precision"]
        for cell in table["cells"] if table else []:
            limit = (table.get("k_critical") or {}).get("0.01")
            if cell.get("k") is not None and limit is not None and cell["k"] > limit:
                text = message(
                    "report",
                    "Your replicates scatter more than those of the others (Mandel’s k = {k}, critical value {limit} "
                    "at 1 %): review repeatability.",
                    k=wording.score(cell["k"]),
                    limit=wording.score(limit),
                )
                yield {"title": named(measurand, wording), "verdict": "", "texts": [wording(text)]}


def late(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """Results after the deadline."""
    concerned = [measurand for measurand, score in pairs if score["late"]]
    if concerned:
        text = message(
            "report",
            "These results arrived after the deadline. They are scored, but had no part in the assigned value: "
            "{measurands}.",
            measurands=names(concerned, wording, total=len(pairs)),
        )
        title = wording(message("report", "Late submission"))
        yield {"title": title, "verdict": "", "texts": [wording(text)]}


def remarks(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """Notes on results that need no action; the same note on several is written once."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for measurand, score in pairs:
        for note in score["notes"] if score["performance"] not in CALLING else ():
            groups.setdefault(wording.stored(note), []).append(measurand)
    groups.pop(wording(LATE_NOTE), None)
    if groups:
        title = wording(message("report", "Remarks on your results"))
        texts = [wording.detailed(names(measurands, wording), text) for text, measurands in groups.items()]
        yield {"title": title, "verdict": "", "texts": texts}
