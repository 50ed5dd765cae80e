"""The growing edge of a log in tiles: what has to be in memory to append, and which files an append changes.

At every level the hashes of the one tile that is not full yet, and the entries of the bundle that is not full yet. All
these partial tiles together are exactly the complete subtrees that make up the tree, so the root follows from them and
every hash in them is covered by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from comity.base.messages import message
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles.bundles import join_entries, refuse_long_entry, split_entries
from comity.protocol.tiles.paths import SPECIFICATION, WIDTH, TilePath
from comity.protocol.tree import EMPTY_ROOT, HASH_SIZE, leaf_hash, node_hash, root_hash

EDGE_ALTERED = message("protocol", "The tiles at the edge of this log do not give the root of its head.")
ENTRY_ALTERED = message("protocol", "This entry does not have the hash that stands for it in the log.")


class Edge:
    """State of an appending log, of at most 255 hashes per level and 255 entries.

    Examples
    --------
    >>> edge = Edge()
    >>> sorted(edge.extend([b"entry"] * 300))
    ['tile/0/000', 'tile/entries/000']
    >>> sorted(edge.partial_tiles())
    ['tile/0/001.p/44', 'tile/1/000.p/1', 'tile/entries/001.p/44']
    >>> edge.size, edge.root() == root_hash([leaf_hash(b"entry")] * 300)
    (300, True)
    """

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[list[bytes]] = [[]]
        self._entries: list[bytes] = []

    def extend(self, entries: Sequence[bytes], leaf_hashes: Sequence[bytes] | None = None) -> dict[str, bytes]:
        """Add entries; the answer is the tiles and bundles that have become full, by path.

        Parameters
        ----------
        entries : sequence of bytes
            In order; each at most 65,535 bytes. Nothing is added when one is too long.
        leaf_hashes : sequence of bytes, optional
            Their leaf hashes, when the caller has them already.
        """
        for entry in entries:
            refuse_long_entry(entry)
        hashes = [leaf_hash(one) for one in entries] if leaf_hashes is None else leaf_hashes
        if len(hashes) != len(entries):
            raise FormatError("edge-hashes", SPECIFICATION)
        full: dict[str, bytes] = {}
        place = 0
        while place < len(entries):
            room = WIDTH - len(self._entries)
            self._entries += entries[place : place + room]
            self._levels[0] += hashes[place : place + room]
            self.size += len(entries[place : place + room])
            place += room
            if len(self._entries) == WIDTH:
                full |= self._close()
        return full

    def partial_tiles(self) -> dict[str, bytes]:
        """The tiles and the bundle that are not full, by path: with the full ones, all files of a log of this size."""
        tiles = {}
        for level, hashes in enumerate(self._levels):
            if hashes:
                index = self.size >> 8 * (level + 1)
                tiles[TilePath(level, index, len(hashes)).path] = b"".join(hashes)
        if self._entries:
            tiles[TilePath(None, self.size // WIDTH, len(self._entries)).path] = join_entries(self._entries)
        return tiles

    def root(self) -> bytes:
        """Root over everything so far."""
        return root_of_levels(self._levels)

    @classmethod
    def load(cls, size: int, root: bytes, fetch: Callable[[str], bytes], *, entries: bool = True) -> Edge:
        """Take up a log that is there already: read its edge and check every hash and entry in it against the root.

        Parameters
        ----------
        size, root : int, bytes
            From a head that the caller trusts.
        fetch : callable
            Gives the bytes at a path of the log.
        entries : bool
            False leaves the last bundle out, for readers that do not append.

        Raises
        ------
        FormatError, VerificationError
            A tile of another length; a root or an entry that does not fit.
        """
        edge = cls()
        edge.size = size
        edge._levels = [[] for _ in range(max(1, (size.bit_length() + 7) // 8))]
        for tile in edge_paths(size):
            edge._levels[tile.level or 0] = hashes_in(fetch(tile.path), tile.width)
        if edge.root() != root:
            raise VerificationError("edge-altered", EDGE_ALTERED)
        if entries and size % WIDTH:
            edge._entries = _checked_entries(fetch, TilePath(None, size // WIDTH, size % WIDTH), edge._levels[0])
        return edge

    def hashes(self, level: int) -> list[bytes]:
        """Hashes of the tile at this level that is not full."""
        return list(self._levels[level]) if level < len(self._levels) else []

    def _close(self) -> dict[str, bytes]:
        """The bundle is full: so is its tile, whose root goes into the next level, and so on."""
        index = self.size // WIDTH - 1
        full = {TilePath(None, index).path: join_entries(self._entries)}
        self._entries = []
        level = 0
        while len(self._levels[level]) == WIDTH:
            full[TilePath(level, (self.size >> 8 * (level + 1)) - 1).path] = b"".join(self._levels[level])
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(root_hash(self._levels[level]))
            self._levels[level] = []
            level += 1
        return full


def edge_paths(size: int) -> Iterator[TilePath]:
    """The partial tiles of a log of `size` entries, lowest level first.

    Examples
    --------
    >>> [tile.path for tile in edge_paths(70_000)]
    ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']
    """
    level = 0
    while size >> 8 * level:
        width = (size >> 8 * level) % WIDTH
        if width:
            yield TilePath(level, size >> 8 * (level + 1), width)
        level += 1


def hashes_in(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile of exactly this width."""
    if len(data) != width * HASH_SIZE:
        raise FormatError("tile-length", SPECIFICATION)
    return [data[place : place + HASH_SIZE] for place in range(0, len(data), HASH_SIZE)]


def refuse_altered_entries(entries: Sequence[bytes], hashes: Sequence[bytes], first: int) -> None:
    """Raise at the first entry whose hash is not the one given for it; `first` is the index of the first entry."""
    for place, (entry, expected) in enumerate(zip(entries, hashes, strict=True)):
        if sha256(b"\x00" + entry).digest() != expected:
            raise VerificationError("entry-altered", ENTRY_ALTERED, where=str(first + place))


def _checked_entries(fetch: Callable[[str], bytes], tile: TilePath, hashes: list[bytes]) -> list[bytes]:
    entries = split_entries(fetch(tile.path), tile.width)
    refuse_altered_entries(entries, hashes, tile.index * WIDTH)
    return entries


def root_of_levels(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Root of the tree whose partial tiles, lowest level first, hold these hashes."""
    found: bytes | None = None
    for hashes in levels:
        found = _folded(hashes, found)
    return EMPTY_ROOT if found is None else found


def _folded(hashes: Sequence[bytes], right: bytes | None) -> bytes | None:
    """Root of one level's complete subtrees followed by what stands to their right."""
    runs, start = [], 0
    while start < len(hashes):
        end = start + (1 << (len(hashes) - start).bit_length() - 1)
        runs.append(root_hash(hashes[start:end]))
        start = end
    for one in reversed(runs):
        right = one if right is None else node_hash(one, right)
    return right
