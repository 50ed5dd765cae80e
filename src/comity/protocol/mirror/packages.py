"""Bytes of an add-entries request and of the answer that tells a client where to go on."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from comity.protocol.checkpoint import parse_decimal
from comity.protocol.refusals import LARGEST_SIZE, FormatError
from comity.protocol.tiles import WIDTH, TileReader, join_entries
from comity.protocol.tree import HASH_SIZE, MAXIMUM_PROOF

SPECIFICATION = "C2SP tlog-mirror"
INFO_TYPE = "text/x.tlog.mirror-info"
LONGEST_TICKET = 65_535


@dataclass(frozen=True, slots=True)
class UploadHeader:
    """Which log, which entries, under which head."""

    origin: str
    start: int
    end: int
    ticket: bytes = b""

    @property
    def data(self) -> bytes:
        """As it is sent."""
        named = self.origin.encode()
        numbers = struct.pack(">QQH", self.start, self.end, len(self.ticket))
        return struct.pack(">H", len(named)) + named + numbers + self.ticket


@dataclass(frozen=True, slots=True)
class EntryPackage:
    """Entries first … first + len − 1, and the subtree proof for the aligned range that ends with the last of them."""

    first: int
    entries: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """As it is sent."""
        return join_entries(self.entries) + bytes([len(self.proof)]) + b"".join(self.proof)


@dataclass(frozen=True, slots=True)
class MirrorInfo:
    r"""Answer 202 or 409: size of a pending head, next entry, ticket.

    Examples
    --------
    >>> MirrorInfo(10, 4, b"t").data
    b'10\n4\ndA==\n'
    """

    size: int
    next_entry: int
    ticket: bytes = b""

    @property
    def data(self) -> bytes:
        """As it is sent."""
        return f"{self.size}\n{self.next_entry}\n{base64.b64encode(self.ticket).decode()}\n".encode()

    @classmethod
    def parse(cls, body: bytes) -> MirrorInfo:
        """Read the three lines."""
        lines = body.decode("ascii", "replace").split("\n")
        if len(lines) != 4 or lines[3]:
            raise FormatError("mirror-info", SPECIFICATION)
        size, following = (parse_decimal(line, "mirror-info", SPECIFICATION) for line in lines[:2])
        try:
            return cls(size, following, base64.b64decode(lines[2], validate=True))
        except ValueError as error:
            raise FormatError("mirror-info", SPECIFICATION) from error


def package_ranges(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The entries of each package of an upload, aligned at multiples of 256.

    Examples
    --------
    >>> list(package_ranges(250, 600))
    [(250, 256), (256, 512), (512, 600)]
    """
    while start < end:
        following = min(end, (start // WIDTH + 1) * WIDTH)
        yield start, following
        start = following


def make_upload(tiles: TileReader, start: int, ticket: bytes = b"", *, end: int | None = None) -> bytes:
    """The request that brings a mirror from entry `start` to the head of a log.

    Parameters
    ----------
    tiles : TileReader
        The log; its head is the mirror's pending checkpoint.
    start : int
        The mirror's next entry.
    ticket : bytes
        As the mirror gave it.
    end : int, optional
        Stop after the package in which this entry would come next.
    """
    size = tiles.head.size
    parts = [UploadHeader(tiles.head.origin, start, size, ticket).data]
    for first, following in package_ranges(start, size):
        if end is not None and first >= end:
            break
        within = first // WIDTH
        entries = tiles.entries(within)[first - within * WIDTH : following - within * WIDTH]
        proof = tiles.subtree_proof(within * WIDTH, following, size)
        parts.append(EntryPackage(first, tuple(entries), tuple(proof)).data)
    return b"".join(parts)


def split_upload(body: bytes) -> tuple[UploadHeader, Iterator[EntryPackage]]:
    """Header, and the packages one by one; what is cut short ends the packages without an error.

    Raises
    ------
    FormatError
        The header is not one, or (from the iterator) a package has more hashes than a proof can have.
    """
    reading = _Reading(body)
    origin = reading.take(reading.number(2))
    start, end = reading.number(8), reading.number(8)
    ticket = reading.take(reading.number(2))
    if not start <= end <= LARGEST_SIZE:
        raise FormatError("mirror-range", SPECIFICATION)
    try:
        header = UploadHeader(origin.decode("utf-8"), start, end, ticket)
    except UnicodeDecodeError as error:
        raise FormatError("mirror-origin", SPECIFICATION) from error
    return header, _packages(reading, start, end)


def _packages(reading: _Reading, start: int, end: int) -> Iterator[EntryPackage]:
    for first, following in package_ranges(start, end):
        try:
            entries = tuple(reading.take(reading.number(2)) for _ in range(following - first))
            count = reading.number(1)
            if count > MAXIMUM_PROOF:
                raise FormatError("mirror-proof-too-long", SPECIFICATION)
            proof = tuple(reading.take(HASH_SIZE) for _ in range(count))
        except _CutShortError:
            return
        yield EntryPackage(first, entries, proof)


class _CutShortError(FormatError):
    """The bytes end in the middle of something."""


class _Reading:
    """A place in bytes that moves on."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self, length: int) -> bytes:
        end = self._place + length
        if end > len(self._data):
            raise _CutShortError("mirror-cut-short", SPECIFICATION)
        found = self._data[self._place : end]
        self._place = end
        return found

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big")
