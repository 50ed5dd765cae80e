"""What reports tell beside the evaluation document: how the frozen plan was kept to, and a laboratory's earlier rounds.

Both stand outside the document: it is read by those who know codes only, and an earlier round under this round's code
would join codes that are kept apart. A laboratory's course reaches that laboratory's report and no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, Cell, column, heading, paragraph, table

ROLES = {
    "coordinator": message("report", "coordinator"),
    "statistician": message("report", "statistician"),
    "administrator": message("report", "administrator"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """`deviations` as plain data for everybody; `courses` by code, each for its laboratory alone."""

    deviations: Sequence[Mapping[str, Any]] = ()
    courses: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def for_all(self) -> dict[str, Any]:
        """What every report may hold."""
        return {"deviations": [dict(one) for one in self.deviations]}

    def for_one(self, code: str) -> dict[str, Any]:
        """What the report of one laboratory may hold."""
        own = {"history": [dict(course) for course in self.courses[code]]} if code in self.courses else {}
        return {**self.for_all(), **own}


NOTHING = Beside()


def deviations(data: Mapping[str, Any], wording: Wording, *, level: int = 1) -> list[Block]:
    """Changes of the plan after it was frozen: when, in which role, why, which keys; nothing where there are none."""
    found = data.get("deviations") or []
    if not found:
        return []
    columns = [
        column(wording(message("report", "When"))),
        column(wording(message("report", "Role"))),
        column(wording(message("report", "Reason")), width=1.4),
        column(wording(message("report", "What changed")), width=1),
    ]
    caption = wording(message("report", "Deviations from the frozen plan, in the order in which they were made."))
    intro = message("report", "The plan was frozen before the deadline. It was changed afterwards as follows.")
    rows = [_row(one, wording) for one in found]
    title = heading(wording(message("report", "Deviations from the plan")), level=level, anchor="deviations")
    return [title, paragraph(wording(intro)), table(caption, columns, rows, stacked=True)]


def _row(one: Mapping[str, Any], wording: Wording) -> list[Cell]:
    late = message("report", "after the results were known") if one["results_known"] else None
    return [
        {"text": wording.instant(one["at"]), "sub": wording(late) if late else ""},
        wording.known(one["role"], ROLES),
        one["reason"],
        ", ".join(change["key"] for change in one["changes"]),
    ]
