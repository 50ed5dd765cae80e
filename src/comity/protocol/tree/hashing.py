"""Leaf, node and root (RFC 6962, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry: SHA-256(0x00 ‖ entry).

    Examples
    --------
    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).

    Examples
    --------
    >>> node_hash(leaf_hash(b""), leaf_hash(bytes(1))).hex()[:8]
    'fac54203'
    """
    return sha256(b"\x01" + left + right).digest()


def root_hash(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root of the tree over hashed leaves (or over any row of equally high subtrees).

    Level by level in pairs, an odd last node carried up unchanged: the same tree as RFC 6962's recursion.

    Examples
    --------
    >>> root_hash([]).hex()[:8]
    'e3b0c442'
    >>> root_hash([leaf_hash(one) for one in (b"", bytes(1), bytes([0x10]))]).hex()[:8]
    'aeb6bcfe'
    """
    if not leaf_hashes:
        return EMPTY_ROOT
    level = list(leaf_hashes)
    while len(level) > 1:
        paired = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]
