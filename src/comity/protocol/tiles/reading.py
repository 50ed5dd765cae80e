"""Reading a log in tiles from anywhere, believing nothing.

The tiles at the right edge are authenticated together, because the root follows from all hashes in them. Every other
tile is full, and is authenticated by recomputing its root and comparing it with the hash in the tile above, which has
been authenticated in the same way. Entries are compared with the level-0 tile. No byte is returned on any other path;
in particular none because a proof that happened not to need it came out right (CVE-2026-56865).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from comity.base.messages import message
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles.bundles import join_entries, split_entries
from comity.protocol.tiles.edge import Edge, hashes_in, refuse_altered_entries
from comity.protocol.tiles.paths import SPECIFICATION, WIDTH, TilePath, bundle_path, tile_path
from comity.protocol.tree import node_hash, root_hash
from comity.protocol.tree.ranges import Range, consistency_ranges, inclusion_ranges, subtree_ranges

TILES_KEPT = 1024  # authenticated full tiles in memory: 8 MiB
LEVELS_IN_TILE = 8
TILE_ALTERED = message("protocol", "This tile does not have the root that stands for it in the tile above.")


class TileReader:
    """Hashes, proofs and entries of one log at one head.

    Parameters
    ----------
    head : Checkpoint
        A head that the caller trusts (its signatures were checked).
    fetch : callable
        Gives the bytes at a path; it may lie. It raises `FileNotFoundError` where there is nothing.

    Examples
    --------
    >>> edge = Edge()
    >>> files = edge.extend([b"%d" % one for one in range(300)]) | edge.partial_tiles()
    >>> reader = TileReader(Checkpoint("a.test", 300, edge.root()), files.__getitem__)
    >>> reader.entry(299), len(reader.inclusion_proof(299))
    (b'299', 5)
    """

    def __init__(self, head: Checkpoint, fetch: Callable[[str], bytes]) -> None:
        self.head = head
        self._fetch = fetch
        self._edge = Edge.load(head.size, head.root, self._fetch_available, entries=False)
        self._full: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def tile(self, level: int, index: int) -> list[bytes]:
        """All hashes of a tile, authenticated."""
        wanted = tile_path(level, index, self.head.size)
        if wanted.width < WIDTH:
            return self._edge.hashes(level)
        kept = self._full.get((level, index))
        if kept is None:
            kept = self._authenticated(level, index, wanted.path)
            self._full[level, index] = kept
            if len(self._full) > TILES_KEPT:
                self._full.popitem(last=False)
        return kept

    def range_hash(self, wanted: Range) -> bytes:
        """Root of the leaves [start, end), which is a range that a proof asks for."""
        start, end = wanted
        parts = []
        while start < end:
            height = min((start & -start).bit_length() - 1 if start else 63, (end - start).bit_length() - 1)
            parts.append(self._subtree(height, start >> height))
            start += 1 << height
        found = parts.pop()
        while parts:
            found = node_hash(parts.pop(), found)
        return found

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that the entry at `index` is in the tree of the first `size` entries (default: all)."""
        return [self.range_hash(one) for one in inclusion_ranges(index, self._within(size))]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Proof that the first `new` entries (default: all) continue the first `old`."""
        return [self.range_hash(one) for one in consistency_ranges(old, self._within(new))]

    def subtree_proof(self, start: int, end: int, size: int | None = None) -> list[bytes]:
        """Proof that the subtree [start, end) belongs to the tree of the first `size` entries."""
        return [self.range_hash(one) for one in subtree_ranges(start, end, self._within(size))]

    def root(self, size: int) -> bytes:
        """Root of the first `size` entries: the head that the log had, or could have had, then."""
        within = self._within(size)
        return self.range_hash((0, within)) if within else root_hash([])

    def entries(self, index: int) -> list[bytes]:
        """All entries of one bundle, each compared with its hash."""
        wanted = bundle_path(index, self.head.size)
        found = split_entries(self._fetch_available(wanted.path), wanted.width)
        refuse_altered_entries(found, self.tile(0, index), index * WIDTH)
        return found

    def entry(self, index: int) -> bytes:
        """One entry, authenticated."""
        if not 0 <= index < self.head.size:
            raise FormatError("entry-index", SPECIFICATION, where=str(index))
        return self.entries(index // WIDTH)[index % WIDTH]

    def _within(self, size: int | None) -> int:
        if size is None:
            return self.head.size
        if not 0 <= size <= self.head.size:
            raise FormatError("tree-size", SPECIFICATION, where=str(size))
        return size

    def _subtree(self, height: int, index: int) -> bytes:
        """Root of the complete subtree of 2^height leaves at this index."""
        level, inside = divmod(height, LEVELS_IN_TILE)
        first = index << inside
        hashes = self.tile(level, first // WIDTH)
        return root_hash(hashes[first % WIDTH : first % WIDTH + (1 << inside)])

    def _authenticated(self, level: int, index: int, path: str) -> list[bytes]:
        hashes = hashes_in(self._fetch(path), WIDTH)
        above = self.tile(level + 1, index // WIDTH)[index % WIDTH]
        if root_hash(hashes) != above:
            raise VerificationError("tile-altered", TILE_ALTERED, where=path)
        return hashes

    def _fetch_available(self, path: str) -> bytes:
        """A partial tile or bundle; where the log has deleted it, the same beginning of the full one."""
        wanted = TilePath.parse(path)
        try:
            return self._fetch(path)
        except (FileNotFoundError, KeyError):
            if wanted.width == WIDTH:
                raise
        whole = self._fetch(wanted.full.path)
        if wanted.level is None:
            return join_entries(split_entries(whole, WIDTH)[: wanted.width])
        return b"".join(hashes_in(whole, WIDTH)[: wanted.width])
