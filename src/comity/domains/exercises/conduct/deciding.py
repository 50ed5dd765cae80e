"""Decisions at the gates: which findings ask for one, and when a round is ready to be evaluated.

A gate whose suspects may be left out of the consensus (blunders, units, base and salt, swapped items) asks for a
decision about every finding: keep or exclude, with a reason. The other gates (several modes, an effect of the method)
inform; what follows from them is a matter of the plan. Nobody is left out of the scores by any decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.base.errors import ConflictError, InputError
from comity.base.messages import Message, message

EXCLUDABLE = ("blunders", "units", "forms", "sample_swap")
ACTIONS = ("keep", "exclude")
Result = tuple[str, str, str]
"""Item, measurand, code."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands out in one item and measurand, and what leaving it out of the consensus would change."""

    number: int
    item: str
    measurand: str
    title: str
    unit: str
    gate: str
    codes: tuple[str, ...]
    results: tuple[str, ...]
    message: Message
    suggestion: Message | None
    planned: str  # what the plan does without a decision
    consequence: Mapping[str, Any] | None

    @property
    def asks(self) -> bool:
        """Whether it waits for a decision."""
        return self.gate in EXCLUDABLE

    @property
    def concerned(self) -> tuple[Result, ...]:
        """The results that a decision about it is about."""
        return tuple((self.item, self.measurand, code) for code in self.codes)


def findings_from(data: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Findings as a screening keeps them, in order."""
    return [_finding(number, entry) for number, entry in enumerate(data)]


def open_findings(findings: Iterable[Finding], decided: Collection[Result]) -> list[Finding]:
    """Those that still wait for a decision about at least one of their results."""
    return [one for one in findings if one.asks and not set(one.concerned) <= set(decided)]


def check_ready(findings: Iterable[Finding], decided: Collection[Result]) -> None:
    """Refuse an evaluation as long as a decision is missing."""
    left = len(open_findings(findings, decided))
    if left:
        raise ConflictError(
            "decisions-missing",
            message(
                "gate",
                "{count} finding still waits for a decision.",
                plural="{count} findings still wait for a decision.",
                count=left,
            ),
            remedy=message("gate", "Decide about each, with a reason, and then evaluate."),
        )


def check_action(action: str) -> str:
    """An action that there is."""
    if action not in ACTIONS:
        what = message("gate", "A result is kept in the consensus, or excluded from it.")
        raise InputError("action-unknown", what, where="action")
    return action


def _finding(number: int, entry: Mapping[str, Any]) -> Finding:
    suggestion = entry.get("suggestion")
    return Finding(
        number=number,
        item=entry["item"],
        measurand=entry["measurand"],
        title=entry["title"],
        unit=entry["unit"],
        gate=entry["gate"],
        codes=tuple(entry["laboratories"]),
        results=tuple(entry["results"]),
        message=Message.from_data(entry["message"]),
        suggestion=Message.from_data(suggestion) if suggestion else None,
        planned=entry["planned"],
        consequence=entry["consequence"],
    )
