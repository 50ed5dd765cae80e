"""Which characters the embedded fonts can draw.

PDF/A refuses a text that a font cannot show. A laboratory's name may hold any character of Unicode, so on paper
what cannot be drawn becomes a white square; pages and tables keep the name as it is.

Only what OpenType says about `cmap` tables of format 4 and 12 is read here; our fonts have no other.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
SUBSTITUTE = "□"
_BEYOND_ASCII = re.compile(r"[^\x20-\x7e\n]")


def drawable(text: str) -> str:
    """`text` with every character that no embedded font has replaced by `SUBSTITUTE`.

    >>> drawable("Лаборатория 国家 مختبر")
    'Лаборатория 国家 مختبر'
    >>> drawable("a🙂b")
    'a□b'
    """
    return _BEYOND_ASCII.sub(lambda found: _one(found[0]), text)


def _one(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or (category != "Cc" and ord(character) in covered()):
        return character
    return " " if character == "\t" else SUBSTITUTE


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Every code point that at least one embedded font maps to a glyph."""
    return frozenset(point for path in sorted(FONTS.glob("*.ttf")) for point in _mapped(path.read_bytes()))


def _mapped(font: bytes) -> Iterator[int]:
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * index)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 4:
            yield from _segments(font, start + offset)
        elif kind == 12:
            yield from _groups(font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"font without {tag!r}")


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the basic plane; a glyph of 0 means that there is none."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", font, at + 14 + skip)
        for skip in (0, double + 2, 2 * double + 2, 3 * double + 2)
    )
    for index, (end, start, delta, offset) in enumerate(zip(ends, starts, deltas, ranges, strict=True)):
        for point in range(start, end + 1):
            if offset == 0:
                glyph = point + delta
            else:
                place = at + 16 + 3 * double + 2 * index + offset + 2 * (point - start)
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph & 0xFFFF and point != 0xFFFF:
                yield point


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: runs of code points."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        yield from range(first, last + 1)
