"""The log as the static files of C2SP tlog-tiles, read from the database: tiles, bundles of entries."""

from __future__ import annotations

from comity.kernel.ledger.models import Head, LogEntry, Tile
from comity.kernel.ledger.services import full_row
from comity.protocol.tiles import WIDTH, TilePath, join_entries


def tree_size() -> int:
    """How many entries have their place."""
    return Head.objects.filter(pk=Head.ONLY).values_list("size", flat=True).first() or 0


def fetch(path: str) -> bytes:
    """The bytes at a path of the log; `FileNotFoundError` where this log has nothing (yet)."""
    tile = TilePath.parse(path)
    found = _entries(tile) if tile.level is None else _hashes(tile.level, tile.index, tile.width)
    if found is None:
        raise FileNotFoundError(path)
    return found


def _entries(tile: TilePath) -> bytes | None:
    first = tile.index * WIDTH
    rows = LogEntry.objects.filter(index__gte=first, index__lt=first + tile.width).order_by("index")
    entries = [bytes(one) for one in rows.values_list("entry", flat=True)]
    return join_entries(entries) if len(entries) == tile.width else None


def _hashes(level: int, index: int, width: int) -> bytes | None:
    if width == WIDTH:
        kept = Tile.objects.filter(level=level, number=index).values_list("hashes", flat=True).first()
        return None if kept is None else bytes(kept)
    found = full_row(level, index, width)
    return found if len(found) == width * 32 else None
