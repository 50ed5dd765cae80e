"""What was planted, and whether an evaluation document shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.base.messages import Message

Document = Mapping[str, Any]

SCORE_KEYS = {"late": "late", "censored": "censored", "missed": "false_negative"}


@dataclass(frozen=True, slots=True)
class Planted:
    """One trouble: a code, what was done, at which laboratories, and the places where the document may show it."""

    code: str
    what: Message
    laboratories: frozenset[str]
    places: tuple[tuple[str, str], ...] = ()


def is_seen(planted: Planted, document: Document) -> bool:
    """Whether every laboratory concerned is named for this kind of trouble, at one of its places."""
    return planted.laboratories <= laboratories_seen(planted, document)


def laboratories_seen(planted: Planted, document: Document) -> frozenset[str]:
    """Whom the document names for a trouble of this kind, at its places."""
    if planted.code == "collusion":
        return frozenset(code for entry in document["collusion"] for code in entry["laboratories"])
    if planted.code == "drift":
        return frozenset(entry["laboratory"] for entry in document["history"] if entry["signals"])
    if planted.code in {"false_positive", "false_negative"}:
        return frozenset(
            laboratory["laboratory"]
            for entry in document["qualitative"]
            if (entry["item"], "identification") in planted.places
            for laboratory in entry["laboratories"]
            if laboratory[planted.code]
        )
    blocks = [block for block in document["measurands"] if (block["item"], block["measurand"]) in planted.places]
    return frozenset(code for block in blocks for code in _named(planted.code, block))


def _named(code: str, block: Mapping[str, Any]) -> set[str]:
    if code in SCORE_KEYS:
        return {score["laboratory"] for score in block["scores"] if score[SCORE_KEYS[code]]}
    gate = next(gate for gate in block["gates"] if gate["gate"] == code)
    return {laboratory for finding in gate["findings"] for laboratory in finding["laboratories"]}
