"""One result for each laboratory, item and measurand, from its replicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from comity.base.messages import Message, message
from comity.domains.exercises import rules
from comity.domains.exercises.plan import Evaluation, Plan
from comity.domains.exercises.results import Reported, Results

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Participant:
    """What one laboratory reported for one item and measurand."""

    laboratory: str
    rows: tuple[Reported, ...]
    value: float | None
    limit: float | None
    late: bool
    action: str
    reason: str

    @property
    def row(self) -> Reported:
        """The first row, which carries what all replicates share."""
        return self.rows[0]

    @property
    def text(self) -> str:
        """The result as typed; replicates separated by semicolons."""
        return "; ".join(row.typed.cells.get("result", "") for row in self.rows)

    @property
    def replicates(self) -> tuple[float, ...]:
        """Numeric replicates."""
        return tuple(row.value for row in self.rows if row.value is not None)

    @property
    def eligible(self) -> bool:
        """Whether plan and clock let the result into the consensus."""
        return self.value is not None and not self.late and self.action != "exclude"

    def notes(self) -> list[Message]:
        """What the laboratory should know about how its result was taken."""
        found = []
        if self.row.converted:
            unit, form = (self.row.typed.cells.get(name, "") for name in ("unit", "form"))
            text = "The result was converted from {unit} ({form}) by the factors that the plan declares."
            found.append(message("exercises", text, unit=unit or "–", form=form or "–"))
        if self.late:
            found.append(rules.LATE_NOTE)
        if self.action == "exclude":
            text = "The coordinator kept the result out of the consensus: {reason}"
            found.append(message("exercises", text, reason=self.reason))
        if self.limit is not None and self.replicates:
            found.append(
                message("exercises", "Some replicates lie below the limit of quantification; no mean was formed.")
            )
        return found


def by_evaluation(results: Results) -> dict[Key, list[Reported]]:
    """Rows by item and measurand, in the order of the file."""
    grouped: dict[Key, list[Reported]] = defaultdict(list)
    for row in results.rows:
        grouped[row.item, row.measurand].append(row)
    return grouped


def participants(rows: Sequence[Reported], plan: Plan, evaluation: Evaluation) -> list[Participant]:
    """One entry for each laboratory that sent a row, by code."""
    grouped: dict[str, list[Reported]] = defaultdict(list)
    for row in rows:
        grouped[row.laboratory].append(row)
    return [
        _participant(code, tuple(sorted(grouped[code], key=lambda row: row.replicate)), plan, evaluation)
        for code in sorted(grouped)
    ]


def _participant(code: str, rows: tuple[Reported, ...], plan: Plan, evaluation: Evaluation) -> Participant:
    numbers = [row.value for row in rows if row.value is not None]
    limits = [row.limit for row in rows if row.limit is not None]
    # Replicates on both sides of the limit lie below the largest of limits and numbers; a mean would be invented.
    limit = max([*limits, *numbers]) if limits else None
    value = fsum(numbers) / len(numbers) if numbers and limit is None else None
    late = any(rules.is_late(row.submitted_at, plan.exercise) for row in rows)
    action, reason = rules.decision_about(code, evaluation)
    return Participant(code, rows, value, limit, late, action, reason)
