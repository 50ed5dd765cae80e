"""Rows of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

REQUIRED_COLUMNS = ("laboratory", "item", "measurand", "result")
COLUMNS = (
    *REQUIRED_COLUMNS,
    "unit",
    "form",
    "uncertainty",
    "coverage_factor",
    "limit_of_quantification",
    "technique",
    "method",
    "replicate",
    "submitted_at",
    "not_tested_reason",
    "comment",
)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row exactly as typed, and where it stands."""

    row: int
    sheet: str
    cells: Mapping[str, str]

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {"row": self.row, "sheet": self.sheet, **{name: self.cells.get(name, "") for name in COLUMNS}}


@dataclass(frozen=True, slots=True)
class Reported:
    """What a row means: numbers in the measurand's unit and form.

    Exactly one of `value`, `limit` (the result lies below it), `level`, `substances` and `not_tested_reason` is there.
    """

    typed: TypedRow
    laboratory: str
    item: str
    measurand: str
    value: float | None = None
    limit: float | None = None
    level: str | None = None
    substances: tuple[str, ...] | None = None
    not_tested_reason: str = ""
    expanded_uncertainty: float | None = None
    coverage_factor: float | None = None
    technique: str = ""
    replicate: int = 1
    submitted_at: datetime | None = None
    converted: bool = False

    @property
    def standard_uncertainty(self) -> float | None:
        """The expanded uncertainty divided by its coverage factor."""
        if self.expanded_uncertainty is None or self.coverage_factor is None:
            return None
        return self.expanded_uncertainty / self.coverage_factor


@dataclass(frozen=True, slots=True)
class Results:
    """All rows of a round, in the order of the file."""

    file: str
    rows: tuple[Reported, ...]

    def to_data(self) -> list[dict[str, Any]]:
        """The rows as typed, as plain data, for JSON."""
        return [row.typed.to_data() for row in self.rows]
