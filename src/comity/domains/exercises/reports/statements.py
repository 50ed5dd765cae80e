"""What the provider says in its own words, as the plan holds it: state of the report, commentary, descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, paragraph

STATES = {
    "draft": message("report", "draft: figures may still change"),
    "final": message("report", "final"),
    "amended": message("report", "amended"),
}
EMPTY_LINE = re.compile(r"\n\s*\n")


def paragraphs(text: str) -> list[Block]:
    """One paragraph for each that the text has; an empty line divides them."""
    return [paragraph(" ".join(part.split())) for part in EMPTY_LINE.split(text) if part.strip()]


def statements(source: Mapping[str, Any], keys: Iterable[str]) -> list[Block]:
    """The paragraphs under these keys, in this order."""
    return [block for key in keys for block in paragraphs(str(source.get(key) or ""))]


def state(exercise: Mapping[str, Any], wording: Wording) -> str:
    """Draft, final or amended, with the reason where one is given; empty where the plan says nothing."""
    status, reason = exercise.get("status") or "", exercise.get("status_reason") or ""
    said = wording.known(status, STATES)
    return wording.detailed(said, reason) if said and reason else said


def headline(exercise: Mapping[str, Any], wording: Wording) -> str:
    """`Scheme · round`, and a warning where the report is not the final one."""
    status = exercise.get("status") or ""
    parts = [exercise["scheme"], exercise["round"], wording.known(status, STATES) if status != "final" else ""]
    return " · ".join(part for part in parts if part)
