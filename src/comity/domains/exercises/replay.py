"""Recompute an evaluation from its document alone, and say which digits agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.domains.exercises.evaluation import PastScore, Progress, evaluate
from comity.domains.exercises.evaluation.plain import DIGITS
from comity.domains.exercises.plan import plan_from_data
from comity.domains.exercises.results import results_from_data

NOT_COMPARED = frozenset({"software", "inputs"})
"""The versions of then and now may differ; digests belong to files that the document does not hold."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not the same: where, what the document says, what was found, how many digits agree."""

    path: str
    stored: Any
    recomputed: Any
    digits: int

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {"path": self.path, "stored": self.stored, "recomputed": self.recomputed, "digits": self.digits}


@dataclass(frozen=True, slots=True)
class Replay:
    """Outcome of a replay: how many values were compared, and those that differ."""

    compared: int
    differences: tuple[Difference, ...]
    software_then: Mapping[str, str]
    software_now: Mapping[str, str]

    @property
    def exact(self) -> bool:
        """Whether every digit agrees."""
        return not self.differences


def replay(document: Mapping[str, Any], *, progress: Progress | None = None) -> Replay:
    """Evaluate again what the document holds, and compare value by value."""
    plan = plan_from_data(document["plan"], "plan")
    again = evaluate(
        plan,
        results_from_data(document["results"], "results", plan),
        evaluated_at=datetime.fromisoformat(document["evaluated_at"]),
        history=[PastScore(**row) for row in document["past_rounds"]],
        inputs=document["inputs"],
        progress=progress,
    )
    compared, differences = 0, []
    for found in _compare("$", _without(document), _without(again)):
        compared += 1
        if found is not None:
            differences.append(found)
    return Replay(compared, tuple(differences), document["software"], again["software"])


def _without(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: section for name, section in document.items() if name not in NOT_COMPARED}


def _compare(path: str, stored: Any, again: Any) -> Iterator[Difference | None]:
    """One entry for each value compared; None where it agrees."""
    if isinstance(stored, dict) and isinstance(again, dict):
        for name in sorted(stored.keys() | again.keys()):
            yield from _compare(f"{path}.{name}", stored.get(name), again.get(name))
    elif isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        for position, (one, other) in enumerate(zip(stored, again, strict=True)):
            yield from _compare(f"{path}[{position}]", one, other)
    elif stored == again and isinstance(stored, bool) == isinstance(again, bool):
        yield None
    else:
        yield Difference(path, _shown(stored), _shown(again), agreeing_digits(stored, again))


def agreeing_digits(one: Any, other: Any) -> int:
    """How many significant digits of two numbers agree; 0 for anything else.

    >>> agreeing_digits(45.2, 45.20001), agreeing_digits(1.0, -1.0), agreeing_digits("a", "b")
    (6, 0, 0)
    """
    if isinstance(one, bool | str) or isinstance(other, bool | str) or one is None or other is None:
        return 0
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return 0
    largest = max(abs(one), abs(other))
    if largest == 0 or one == other:
        return DIGITS
    return max(0, min(DIGITS, math.floor(-math.log10(abs(one - other) / largest))))


def _shown(value: Any) -> Any:
    """Whole sections are not repeated in the list of differences."""
    return f"{type(value).__name__} of {len(value)}" if isinstance(value, dict | list) else value
