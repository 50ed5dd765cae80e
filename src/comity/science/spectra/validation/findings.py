"""One finding: how grave, what, where, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from comity.base.messages import Message, message

Severity = Literal["error", "warning", "note"]
CONTEXT: Final = "check of spectra"
SEVERITY_WORDS: Final = {
    "error": message(CONTEXT, "error"),
    "warning": message(CONTEXT, "warning"),
    "note": message(CONTEXT, "note"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a record, wherever it stands."""

    severity: Severity
    code: str
    reason: Message
    remedy: Message | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw with its place; `record` counts from 1 and is 0 for the file as a whole."""

    flaw: Flaw
    file: str
    record: int
    line: int | None = None
    identifier: str = ""

    def render(self, language: str = "en") -> str:
        """One or two lines for people."""
        named = f" ({self.identifier})" if self.identifier else ""
        place = ", ".join(part.render(language) for part in self._place())
        word = SEVERITY_WORDS[self.flaw.severity].render(language)
        advice = f"\n  → {self.flaw.remedy.render(language)}" if self.flaw.remedy else ""
        return f"{place}{named}: {word}: {self.flaw.reason.render(language)}{advice}"

    def to_data(self, language: str = "en") -> dict[str, Any]:
        """As plain data with rendered sentences, for JSON."""
        remedy = self.flaw.remedy.render(language) if self.flaw.remedy else None
        return {
            "severity": self.flaw.severity,
            "code": self.flaw.code,
            "file": self.file,
            "record": self.record or None,
            "line": self.line,
            "id": self.identifier,
            "reason": self.flaw.reason.render(language),
            "remedy": remedy,
        }

    def _place(self) -> list[Message]:
        parts = [message(CONTEXT, "{file}", file=self.file)]
        if self.record:
            parts.append(message(CONTEXT, "record {number}", number=self.record))
        if self.line:
            parts.append(message(CONTEXT, "line {number}", number=self.line))
        return parts
