"""The lines of one record, cut out of a text file; and the loop that turns such blocks into records or errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.limits import Limits
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError, RecordError, file_error, record_error
from comity.science.spectra.formats.sources import Source

Made = TypeVar("Made")


@dataclass(slots=True)
class Block:
    """Consecutive lines of one record; `peaks_from` is the position of the first line of its peaks."""

    first_line: int
    lines: list[str] = field(default_factory=list)
    peaks_from: int | None = None
    complete: bool = False
    overflow: bool = False

    def append(self, line: str, limits: Limits) -> None:
        """One more line, unless there are too many: those are not kept."""
        if len(self.lines) >= limits.peaks + limits.header_lines:
            self.overflow = True
        else:
            self.lines.append(line)


def records_of(
    source: Source, blocks: Iterable[Block], make: Callable[[Block, Limits], Made]
) -> Iterator[Made | RecordError]:
    """What `make` makes of every block, or why it could not."""
    for number, block in enumerate(blocks, 1):
        if number > source.limits.records:
            what = message(CONTEXT, "The file has more than {limit} records.", limit=source.limits.records)
            raise file_error("too-many-records", what, source.file, line=block.first_line)
        try:
            yield _checked(block, source.limits, make)
        except InputError as error:
            yield record_error(source.file, number, block.first_line, error)


def _checked(block: Block, limits: Limits, make: Callable[[Block, Limits], Made]) -> Made:
    if block.overflow:
        what = message(CONTEXT, "The record has more than {limit} lines.", limit=limits.peaks + limits.header_lines)
        raise FaultyRecordError("record-too-long", what, line=block.first_line)
    return make(block, limits)
