"""Names of tiles: `tile/<level>/<index>[.p/<width>]` and `tile/entries/<index>[.p/<width>]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.protocol.refusals import LARGEST_SIZE, FormatError

SPECIFICATION = "C2SP tlog-tiles"
WIDTH = 256  # hashes in a full tile, entries in a full bundle
HIGHEST_LEVEL = 63
ENTRIES = "entries"
FORM = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TilePath:
    """What a path names: a level (None for entries), the index in it, and the width (256 when full).

    Examples
    --------
    >>> TilePath(0, 1234067, 256).path, TilePath(None, 273, 112).path
    ('tile/0/x001/x234/067', 'tile/entries/273.p/112')
    >>> TilePath.parse("tile/1/001.p/17")
    TilePath(level=1, index=1, width=17)
    """

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's prefix."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03}")
            rest //= 1000
        name = "/".join(reversed(groups))
        level = ENTRIES if self.level is None else self.level
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def full(self) -> TilePath:
        """The same tile when it is full."""
        return TilePath(self.level, self.index)

    @classmethod
    def parse(cls, path: str) -> TilePath:
        """Read a path; one spelling only."""
        found = FORM.fullmatch(path)
        if not found:
            raise FormatError("tile-path", SPECIFICATION, where=ascii(path[:80]))
        level = None if found[1] == ENTRIES else int(found[1])
        index = int(re.sub(r"[x/]", "", found[2]))
        tile = cls(level, index, int(found[3] or WIDTH))
        too_wide = found[3] is not None and tile.width >= WIDTH
        if too_wide or (level or 0) > HIGHEST_LEVEL or index > LARGEST_SIZE // WIDTH or tile.path != path:
            raise FormatError("tile-path", SPECIFICATION, where=ascii(path[:80]))
        return tile


def tile_path(level: int, index: int, size: int) -> TilePath:
    """The tile at a level and index as it stands in a log of `size` entries.

    Raises
    ------
    FormatError
        There is no such tile in a log of that size.

    Examples
    --------
    >>> tile_path(1, 1, 70_000).path
    'tile/1/001.p/17'
    """
    complete = size >> (8 * level)
    width = min(complete - index * WIDTH, WIDTH)
    if width <= 0 or not 0 <= level <= HIGHEST_LEVEL or index < 0:
        raise FormatError("tile-not-there", SPECIFICATION, where=TilePath(level, max(index, 0)).path)
    return TilePath(level, index, width)


def bundle_path(index: int, size: int) -> TilePath:
    """The bundle of entries at an index in a log of `size` entries; it is as wide as the level-0 tile.

    Examples
    --------
    >>> bundle_path(273, 70_000).path
    'tile/entries/273.p/112'
    """
    return TilePath(None, index, tile_path(0, index, size).width)
