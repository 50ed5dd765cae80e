"""Bundles of entries: each entry after its length in two bytes, big-endian."""

from __future__ import annotations

from collections.abc import Iterable

from comity.base.errors import InputError
from comity.base.messages import message
from comity.protocol.refusals import FormatError
from comity.protocol.tiles.paths import SPECIFICATION, WIDTH

LONGEST_ENTRY = 65_535  # bytes; the length stands in two
LARGEST_BUNDLE = WIDTH * (2 + LONGEST_ENTRY)


def join_entries(entries: Iterable[bytes]) -> bytes:
    r"""Entries as the bytes of a bundle.

    Raises
    ------
    InputError
        An entry is longer than 65,535 bytes; put its hash in the log instead, and keep the content beside it.

    Examples
    --------
    >>> join_entries([b"ab", b""])
    b'\x00\x02ab\x00\x00'
    """
    parts = []
    for entry in entries:
        refuse_long_entry(entry)
        parts.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(parts)


def refuse_long_entry(entry: bytes, where: str = "") -> None:
    """Raise when an entry does not fit into a log of tiles."""
    if len(entry) > LONGEST_ENTRY:
        said = message(
            "protocol",
            "An entry of {size} bytes is too long: at most {limit} fit.",
            size=len(entry),
            limit=LONGEST_ENTRY,
        )
        advice = message("protocol", "Log its SHA-256 hash instead, and keep the content beside the log.")
        raise InputError("entry-too-long", said, where=where, remedy=advice)


def split_entries(data: bytes, width: int) -> list[bytes]:
    r"""The `width` entries of a bundle, no more and no fewer, nothing left over.

    Examples
    --------
    >>> split_entries(b"\x00\x02ab\x00\x00", 2)
    [b'ab', b'']
    """
    entries: list[bytes] = []
    place, end = 0, len(data)
    while place < end and len(entries) < width:
        start = place + 2
        place = start + int.from_bytes(data[place:start], "big")
        if start > end or place > end:
            raise FormatError("bundle-cut-short", SPECIFICATION)
        entries.append(data[start:place])
    if len(entries) != width or place != end:
        raise FormatError("bundle-width", SPECIFICATION)
    return entries
