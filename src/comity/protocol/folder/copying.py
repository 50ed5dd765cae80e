"""Keeping a copy of somebody else's log, entries and all: what a mirror has when the log itself is gone or denied.

Every byte is authenticated by the signed head before it is written, and the copy that is there must be the beginning of
what comes. The head is written last: a stop leaves the old copy, and the next run goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder.durable import locked, remove_unfinished, write_durably
from comity.protocol.folder.log import remove_partials
from comity.protocol.folder.reading import CHECKPOINT, fetcher, read_head, read_note
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import ForkError
from comity.protocol.tiles import Edge, TileReader
from comity.protocol.tiles.paths import WIDTH

AT_ONCE = 64
"""Bundles that are made durable together."""


def keep_copy(folder: Path, note: bytes, log_keys: Sequence[VerifierKey], fetch: Callable[[str], bytes]) -> Checkpoint:
    """Bring the copy in a folder up to a signed head; `fetch` gives the bytes at a path of the log (C2SP tlog-tiles).

    Raises
    ------
    ForkError
        The head does not continue the copy: both signed heads come with the error, and the copy stays as it was.
    VerificationError
        The head is not signed by the log, or something that was fetched is not what the head says.
    """
    head = open_checkpoint(note, log_keys).checkpoint
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        remove_unfinished(folder)
        edge = _edge(folder, log_keys, head, note)
        source = TileReader(head, fetch)
        if source.root(edge.size) != edge.root():
            raise ForkError("not-continued", where=head.origin, known=read_note(folder), shown=note)
        full = _fill(folder, edge, source)
        write_durably(folder, edge.partial_tiles())
        write_durably(folder, {CHECKPOINT: note})
        remove_partials(folder, full)  # only now does no head need them
    return head


def _edge(folder: Path, log_keys: Sequence[VerifierKey], head: Checkpoint, note: bytes) -> Edge:
    """The growing edge of the copy that is there; of nothing in an empty folder."""
    if not (folder / CHECKPOINT).exists():
        return Edge()
    kept = read_head(folder, log_keys).checkpoint
    if kept.size > head.size or kept.origin != head.origin:
        raise ForkError("rolled-back", where=head.origin, known=read_note(folder), shown=note)
    return Edge.load(kept.size, kept.root, fetcher(folder))


def _fill(folder: Path, edge: Edge, source: TileReader) -> list[str]:
    """Add what the copy lacks, bundle by bundle; the paths of what has become full."""
    waiting: dict[str, bytes] = {}
    full: list[str] = []
    while edge.size < source.head.size:
        index, known = divmod(edge.size, WIDTH)
        waiting |= edge.extend(source.entries(index)[known:])
        if len(waiting) >= 2 * AT_ONCE or edge.size == source.head.size:
            write_durably(folder, waiting)
            full += waiting
            waiting = {}
    return full
