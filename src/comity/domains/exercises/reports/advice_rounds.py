"""Advice from the course over the rounds: what begins in this one, and what began earlier in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.pairs import Finding
from comity.domains.exercises.reports.wording import Wording


def over_rounds(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    """One finding for all measurands; the charts show the rest."""
    titles = {measurand["measurand"]: measurand["title"] for measurand in data["measurands"]}
    texts = [
        wording.detailed(titles.get(course["measurand"], course["measurand"]), " ".join(said))
        for course in data["history"]
        if (said := list(_said(course, data["exercise"]["round"], wording)))
    ]
    if texts:
        yield {"title": wording(message("report", "Over the rounds")), "verdict": "", "texts": texts}


def _said(course: Mapping[str, Any], present: str, wording: Wording) -> Iterator[str]:
    earlier: dict[str, None] = {}
    for signal in course.get("signals") or []:
        begun = signal["values"].get("round", present)
        if begun == present:
            yield wording.stored(signal)
        else:
            earlier[begun] = None
    if earlier:
        text = message(
            "report",
            "Signals in earlier rounds ({rounds}); the J score is now {j}.",
            rounds=wording.listed(list(earlier)),
            j=wording.number(course["rounds"][-1]["j"]),
        )
        yield wording(text)
