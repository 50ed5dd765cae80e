"""A record that cannot be used, with its place; the records around it are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

CONTEXT = "spectra files"


@dataclass(frozen=True, slots=True)
class RecordError:
    """One record that was left out: file, number of the record (from 1), line (from 1, when known) and reason."""

    file: str
    record: int
    line: int | None
    reason: Message
    code: str
    remedy: Message | None = None

    def place(self, language: str = "en") -> str:
        """Where, for people."""
        if self.line is None:
            where = message(CONTEXT, "{file}, record {record}", file=self.file, record=self.record)
        else:
            where = message(
                CONTEXT, "{file}, record {record}, line {line}", file=self.file, record=self.record, line=self.line
            )
        return where.render(language)

    def render(self, language: str = "en") -> str:
        """Place, reason and remedy in one or two lines."""
        advice = f"\n  → {self.remedy.render(language)}" if self.remedy else ""
        return f"{self.place(language)}: {self.reason.render(language)}{advice}"

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "file": self.file,
            "record": self.record,
            "line": self.line,
            "code": self.code,
            "reason": self.reason.to_data(),
            "remedy": self.remedy.to_data() if self.remedy else None,
        }


Read = Spectrum | RecordError
Entry = Spectrum | Trace | RecordError


class FaultyRecordError(InputError):
    """What is wrong with the record at hand, and in which line."""

    def __init__(self, code: str, what: Message, *, line: int | None = None, remedy: Message | None = None) -> None:
        super().__init__(code, what, where=f"{line}" if line else "", remedy=remedy)
        self.line = line


def record_error(file: str, record: int, first_line: int | None, error: InputError) -> RecordError:
    """The answer to an error inside one record."""
    line = error.line if isinstance(error, FaultyRecordError) and error.line else first_line
    return RecordError(file, record, line, error.what, error.code, error.remedy)


def file_error(
    code: str, what: Message, file: str, *, line: int | None = None, remedy: Message | None = None
) -> InputError:
    """What is wrong with the file as a whole."""
    where = message(CONTEXT, "{file}, line {line}", file=file, line=line).render() if line else file
    return InputError(code, what, where=where, remedy=remedy)
