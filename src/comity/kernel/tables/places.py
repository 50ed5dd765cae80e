"""Where something was found, and errors that say so in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import Message, message


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: sheet, row (the header is row 1) and column, or a key of a plan."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    key: str = ""

    def render(self, language: str = "en") -> str:
        """As in `results.xlsx, sheet results, row 12, column unit`."""
        return ", ".join(part.render(language) for part in self._parts())

    def _parts(self) -> list[Message]:
        parts = [message("place in a file", "{name}", name=self.file)] if self.file else []
        if self.sheet:
            parts.append(message("place in a file", "sheet {name}", name=self.sheet))
        if self.row:
            parts.append(message("place in a file", "row {number}", number=self.row))
        if self.column:
            parts.append(message("place in a file", "column {name}", name=self.column))
        if self.key:
            parts.append(message("place in a file", "{name}", name=self.key))
        return parts

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column, "key": self.key}


class PlacedError(InputError):
    """An input error that knows its place, and the value found there as it was typed."""

    def __init__(self, code: str, what: Message, *, place: Place, remedy: Message, value: str = "") -> None:
        super().__init__(code, what, where=place.render(), remedy=remedy)
        self.place = place
        self.value = value

    def render(self, language: str = "en") -> str:
        """Place, reason and remedy."""
        advice = f"\n  → {self.remedy.render(language)}" if self.remedy else ""
        return f"{self.place.render(language)}: {self.what.render(language)}{advice}"

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {**super().to_data(), "place": self.place.to_data(), "value": self.value}
