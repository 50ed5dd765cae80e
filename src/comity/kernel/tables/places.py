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
        super().__init__(code, _printable(what), where=place.render(), remedy=_printable(remedy))
        self.place = place
        self.value = printable(value)

    def render(self, language: str = "en") -> str:
        """Place, value, reason and remedy."""
        what = self.what.render(language)
        value = f" [{self.value}]" if self.value and self.value not in what else ""
        advice = f"\n  → {self.remedy.render(language)}" if self.remedy else ""
        return f"{self.place.render(language)}{value}: {what}{advice}"

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {**super().to_data(), "place": self.place.to_data(), "value": self.value}


def printable(text: str) -> str:
    """What a terminal may be shown of text from a foreign file: no control characters."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _printable(text: Message) -> Message:
    values = {name: printable(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return Message(text.context, text.text, values, text.plural)
