"""From an evaluation document to what a database keeps of it: scores, what to look into, whom a correction concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.domains.exercises.plan.model import IDENTIFICATION

SATISFACTORY, QUESTIONABLE, UNSATISFACTORY, NOT_SCORED = "satisfactory", "questionable", "unsatisfactory", "not_scored"
TO_LOOK_INTO = frozenset({QUESTIONABLE, UNSATISFACTORY})
LONGEST = 200  # characters of a text that the database keeps

Pair = tuple[str, str]
"""Item, measurand."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One score of one laboratory, by code."""

    code: str
    item: str
    measurand: str
    title: str
    substance: str
    matrix: str
    technique: str
    result: str
    name: str
    value: float | None
    performance: str

    @property
    def pair(self) -> Pair:
        """What was scored."""
        return self.item, self.measurand


def outcomes(document: Mapping[str, Any]) -> Iterator[Outcome]:
    """Every score of a document: of quantities, of identification, of ordinal results."""
    items = {item["code"]: item for item in document["plan"]["items"]}
    measurands = {entry["code"]: entry for entry in document["plan"]["measurands"]}
    yield from _quantities(document["measurands"], items, measurands)
    for block in document["qualitative"]:
        matrix = _cut(items.get(block["item"], {}).get("matrix"))
        for entry in block["laboratories"]:
            reported = ", ".join(entry["reported"] or ())
            yield Outcome(
                code=entry["laboratory"],
                item=block["item"],
                measurand=IDENTIFICATION,
                title="",
                substance="",
                matrix=matrix,
                technique="",
                result=_cut(reported),
                name="",
                value=None,
                performance=entry["performance"],
            )
    for block in document["ordinal"]:
        for entry in block["laboratories"]:
            yield Outcome(
                code=entry["laboratory"],
                item=block["item"],
                measurand=block["measurand"],
                title=_cut(block["title"]),
                substance=_cut(measurands.get(block["measurand"], {}).get("substance")),
                matrix=_cut(items.get(block["item"], {}).get("matrix")),
                technique="",
                result=_cut(entry["reported"]),
                name="",
                value=None,
                performance=entry["performance"],
            )


def to_look_into(found: Iterable[Outcome]) -> dict[Pair, Outcome]:
    """What one laboratory must look into: scores that are questionable or unsatisfactory."""
    return {one.pair: one for one in found if one.performance in TO_LOOK_INTO}


def concerned(before: Iterable[Outcome], after: Iterable[Outcome]) -> frozenset[str]:
    """The codes for which a correction changes anything: a score, a judgement, what is scored at all."""
    old, new = _by_code(before), _by_code(after)
    return frozenset(code for code in old.keys() | new.keys() if old.get(code) != new.get(code))


def _by_code(found: Iterable[Outcome]) -> dict[str, dict[Pair, tuple[Any, ...]]]:
    codes: dict[str, dict[Pair, tuple[Any, ...]]] = {}
    for one in found:
        codes.setdefault(one.code, {})[one.pair] = (one.result, one.name, one.value, one.performance)
    return codes


def _quantities(
    blocks: Iterable[Mapping[str, Any]], items: Mapping[str, Any], measurands: Mapping[str, Any]
) -> Iterator[Outcome]:
    for block in blocks:
        substance = _cut(measurands.get(block["measurand"], {}).get("substance") or block["title"])
        matrix = _cut(items.get(block["item"], {}).get("matrix"))
        for entry in block["scores"]:
            name = entry["score"] or ""
            yield Outcome(
                code=entry["laboratory"],
                item=block["item"],
                measurand=block["measurand"],
                title=_cut(block["title"]),
                substance=substance,
                matrix=matrix,
                technique=_cut(entry["technique"]),
                result=_cut(entry["result_text"]),
                name=name,
                value=entry.get(name) if name else None,
                performance=entry["performance"],
            )


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST]
