"""Adding to the log. *Acknowledged* means: on disk, and with a place in the tree.

`append` writes the entry in the transaction of what it commits to. On SQLite, which has one writer, it gets its place
in that transaction. On PostgreSQL it gets it when the transaction is durable, and before anybody is told so: `sequence`
gives places to all entries that wait; callers that come together share one transaction for that (decision record 12).
Who must say in the transaction itself where an entry stands calls `sequence` there; others then wait for its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from comity.kernel.ledger.models import Head, LogEntry, Tile
from comity.protocol.tiles import LONGEST_ENTRY
from comity.protocol.tiles import WIDTH as TILE_WIDTH
from comity.protocol.tree import HASH_SIZE, CompactRange, leaf_hash, root_hash

MOST_AT_ONCE = 4096  # entries that get their places in one transaction

_held_back: ContextVar[bool] = ContextVar("held_back", default=False)


def append(entry: bytes) -> LogEntry:
    """Commit to `entry` in the transaction that is under way; it has its place when the caller is answered.

    Outside a transaction it refuses: an entry without its deed, or a deed without its entry, must not exist.
    """
    return append_many([entry])[0]


def append_many(entries: Iterable[bytes]) -> list[LogEntry]:
    """The same for several entries, which keep their order."""
    if not connection.in_atomic_block:
        raise RuntimeError("an entry of the log belongs into the transaction of what it commits to")
    made = [LogEntry(entry=entry, leaf_hash=leaf_hash(entry)) for entry in entries]
    if any(len(one.entry) > LONGEST_ENTRY for one in made):
        raise ValueError(f"an entry of the log has at most {LONGEST_ENTRY} bytes; commit to a digest instead")
    LogEntry.objects.bulk_create(made, batch_size=500)
    _place_soon()
    return made


@contextmanager
def together() -> Iterator[None]:
    """Entries appended in this block get their places at its end, all at once: for a deed of thousands of entries."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)
    _place_soon()


def _place_soon() -> None:
    """After the commit; SQLite admits one writer anyway, so there no second transaction has to wait for the disk."""
    if _held_back.get():
        return
    if connection.vendor == "sqlite":
        sequence()
    else:
        transaction.on_commit(sequence)


def sequence() -> int:
    """Give places to all entries that wait; the answer counts them. Repeating it changes nothing."""
    placed = 0
    while LogEntry.objects.waiting().exists():
        placed += _place_some()
    return placed


@transaction.atomic
def _place_some() -> int:
    head = _held_head()
    waiting = list(LogEntry.objects.waiting().values_list("id", "leaf_hash")[:MOST_AT_ONCE])
    if not waiting:  # somebody else did it while this caller waited for the lock
        return 0
    _set_indices([(head.size + place, key) for place, (key, _hash) in enumerate(waiting)])
    grown = CompactRange(head.size, _split(bytes(head.range_hashes)))
    grown.extend(bytes(leaf) for _key, leaf in waiting)
    _complete_tiles(head.size, grown.size)
    Head.objects.filter(pk=Head.ONLY).update(size=grown.size, range_hashes=b"".join(grown.hashes))
    return len(waiting)


def _held_head() -> Head:
    """The head, locked until the transaction ends; made when the log is empty."""
    Head.objects.get_or_create(pk=Head.ONLY)
    return Head.objects.select_for_update().get(pk=Head.ONLY)


def _set_indices(places: Sequence[tuple[int, int]]) -> None:
    with connection.cursor() as cursor:  # thousands at once: one prepared statement, not one long CASE
        cursor.executemany('UPDATE ledger_logentry SET "index" = %s WHERE id = %s', places)


def _complete_tiles(before: int, after: int) -> None:
    """Keep every tile that became full, level by level: an upper tile holds the roots of 256 lower ones."""
    level, low, high = 0, before // TILE_WIDTH, after // TILE_WIDTH
    while high > low:
        for number in range(low, high):
            Tile.objects.create(level=level, number=number, hashes=full_row(level, number, TILE_WIDTH))
        level, low, high = level + 1, low // TILE_WIDTH, high // TILE_WIDTH


def full_row(level: int, number: int, width: int) -> bytes:
    """The first `width` hashes of a tile, from what stands below it."""
    first = number * TILE_WIDTH
    if level == 0:
        found = LogEntry.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
        return b"".join(bytes(one) for one in found.values_list("leaf_hash", flat=True))
    below = Tile.objects.filter(level=level - 1, number__gte=first, number__lt=first + width).order_by("number")
    return b"".join(_root_of(bytes(one)) for one in below.values_list("hashes", flat=True))


def _root_of(hashes: bytes) -> bytes:
    return root_hash(_split(hashes))


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[start : start + HASH_SIZE] for start in range(0, len(hashes), HASH_SIZE)]
