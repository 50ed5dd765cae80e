"""A growing tree of which only the right edge is kept: O(log n) hashes, enough to append and to know the root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import sha256

from comity.protocol.refusals import FormatError
from comity.protocol.tree.hashing import EMPTY_ROOT, HASH_SIZE


class CompactRange:
    """Roots of the complete subtrees that make up a tree, largest (leftmost) first.

    Parameters
    ----------
    size : int
        Number of leaves so far.
    hashes : sequence of bytes
        One root for each bit set in `size`, from the highest bit to the lowest.

    Raises
    ------
    FormatError
        The number or length of the hashes does not fit `size`.

    Examples
    --------
    >>> from comity.protocol.tree import leaf_hash, root_hash
    >>> leaves = [leaf_hash(bytes([one])) for one in range(7)]
    >>> grown = CompactRange()
    >>> grown.extend(leaves)
    >>> grown.size, len(grown.hashes), grown.root() == root_hash(leaves)
    (7, 3, True)
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(one) != HASH_SIZE for one in hashes):
            raise FormatError("compact-range", "RFC 6962")
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """What has to be kept to go on later."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        carried, size, hashes = leaf, self.size, self._hashes
        while size & 1:
            carried = sha256(b"\x01" + hashes.pop() + carried).digest()
            size >>= 1
        hashes.append(carried)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Root of the whole tree."""
        if not self._hashes:
            return EMPTY_ROOT
        return reduce(lambda right, left: sha256(b"\x01" + left + right).digest(), reversed(self._hashes))
