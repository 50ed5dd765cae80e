"""Opening a file of spectra: plain or gzip, within bounds, its first bytes looked at before anything else.

Refused: more bytes than allowed, a gzip that grows beyond all measure, a gzip that is damaged.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.kinds import GZIP_MARK, HEAD_BYTES, check_not_a_folder
from comity.science.spectra.formats.limits import EXPANSION_CHECKED_FROM, Limits
from comity.science.spectra.formats.records import CONTEXT, file_error

Input = str | Path | BinaryIO


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: its name for messages, its bytes within bounds, and the first of them."""

    file: str
    stream: io.BufferedReader
    head: bytes
    limits: Limits


@contextmanager
def opened(given: Input, limits: Limits) -> Iterator[Source]:
    """`given` as a bounded stream of unpacked bytes; a stream that was handed over stays open."""
    with ExitStack() as stack:
        file, raw = _raw(given, stack)
        packed = _Counted(raw, file, limits)
        buffered: io.BufferedReader = io.BufferedReader(packed, HEAD_BYTES)
        stack.callback(_detached, buffered)
        if buffered.peek(2)[:2] == GZIP_MARK:
            buffered = io.BufferedReader(_Unpacked(buffered, packed), HEAD_BYTES)
            stack.callback(_detached, buffered)
        yield Source(file, buffered, buffered.peek(HEAD_BYTES)[:HEAD_BYTES], limits)


def _raw(given: Input, stack: ExitStack) -> tuple[str, Any]:
    if not isinstance(given, str | Path):
        return Path(str(getattr(given, "name", "") or "-")).name, given
    path = Path(given)
    check_not_a_folder(path)
    try:
        return path.name, stack.enter_context(path.open("rb", buffering=0))
    except FileNotFoundError:
        raise file_error("no-such-file", message(CONTEXT, "There is no such file."), str(path)) from None


def _detached(buffered: io.BufferedReader) -> None:
    if not buffered.closed:
        buffered.detach()


class _Counted(io.RawIOBase):
    """Passes bytes on until there are too many."""

    def __init__(self, raw: Any, file: str, limits: Limits) -> None:
        self.raw, self.file, self.limits, self.count = raw, file, limits, 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self.raw.read(len(target)) or b""
        self.count += len(data)
        if self.count > self.limits.file_bytes:
            what = message(CONTEXT, "The file has more than {limit} bytes.", limit=self.limits.file_bytes)
            raise file_error("file-too-large", what, self.file, remedy=_split())
        target[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The content of a gzip, a little at a time, as long as it keeps to measure."""

    def __init__(self, packed: io.BufferedReader, counted: _Counted) -> None:
        self.unpacked = gzip.GzipFile(fileobj=packed)
        self.counted, self.count = counted, 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        try:
            data: bytes = self.unpacked.read(len(target))
        except (OSError, EOFError, zlib.error):
            what = message(CONTEXT, "The packed file is damaged or cut off.")
            raise file_error("gzip-damaged", what, self.counted.file) from None
        self.count += len(data)
        self._check()
        target[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        limits = self.counted.limits
        grown = self.count > EXPANSION_CHECKED_FROM and self.count > limits.expansion * self.counted.count
        if grown or self.count > limits.expanded_bytes:
            what = message(CONTEXT, "The packed file grows beyond measure when unpacked; it was not read further.")
            raise file_error("expands-too-far", what, self.counted.file, remedy=_split())


def _split() -> Any:
    return message(CONTEXT, "Split the file into smaller ones.")


__all__ = ["Input", "InputError", "Source", "opened"]
