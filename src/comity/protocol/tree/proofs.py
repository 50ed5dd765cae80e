"""Proofs of inclusion and consistency: made from leaf hashes, and verified from nothing but numbers and hashes.

A verifier here recomputes what the proof claims and compares; it never looks anything up. A proof that is too short,
too long, or has a hash of the wrong length is refused before anything is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from comity.protocol.refusals import LARGEST_SIZE, FormatError
from comity.protocol.tree.hashing import EMPTY_ROOT, HASH_SIZE, node_hash, root_hash
from comity.protocol.tree.ranges import consistency_ranges, inclusion_ranges, refuse_no_subtree, split

MAXIMUM_PROOF = 63  # hashes; the depth of a tree of 2^63 leaves, and the limit of tlog-witness


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Hashes that lead from one leaf to the root, sibling first (RFC 6962, 2.1.1).

    Examples
    --------
    >>> from comity.protocol.tree import leaf_hash
    >>> leaves = [leaf_hash(bytes([one])) for one in range(5)]
    >>> verify_inclusion(leaves[4], 4, 5, inclusion_proof(leaves, 4), root_hash(leaves))
    True
    """
    return [root_hash(leaf_hashes[start:end]) for start, end in inclusion_ranges(index, len(leaf_hashes))]


def consistency_proof(leaf_hashes: Sequence[bytes], old: int) -> list[bytes]:
    """Hashes that show that the first `old` leaves were a tree of which this one is a continuation (RFC 6962, 2.1.2).

    Examples
    --------
    >>> from comity.protocol.tree import leaf_hash
    >>> leaves = [leaf_hash(bytes([one])) for one in range(7)]
    >>> proof = consistency_proof(leaves, 3)
    >>> verify_consistency(3, root_hash(leaves[:3]), 7, root_hash(leaves), proof)
    True
    """
    return [root_hash(leaf_hashes[start:end]) for start, end in consistency_ranges(old, len(leaf_hashes))]


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that this leaf, at this index, with this proof, leads to.

    Raises
    ------
    FormatError
        The index is not below the size, or the proof does not have the one length that fits both.

    References
    ----------
    RFC 9162, 2.1.3.2, of which this is the recursion written as a loop.

    Examples
    --------
    >>> inclusion_root(b"1" * 32, 0, 1, []) == b"1" * 32
    True
    """
    if not 0 <= index < size <= LARGEST_SIZE:
        raise FormatError("proof-index", "RFC 6962, 2.1.1")
    _refuse_lengths([leaf, *proof])
    found, position, last, used = leaf, index, size - 1, 0
    while last:
        if position & 1 or position < last:
            if used == len(proof):
                raise FormatError("proof-too-short", "RFC 6962, 2.1.1")
            other = proof[used]
            found = node_hash(other, found) if position & 1 else node_hash(found, other)
            used += 1
        position, last = position >> 1, last >> 1
    if used != len(proof):
        raise FormatError("proof-too-long", "RFC 6962, 2.1.1")
    return found


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf hash stands at `index` in the tree of `size` leaves with this root.

    Parameters
    ----------
    leaf : bytes
        Hash of the leaf, 32 bytes.
    index, size : int
        Place of the leaf, counted from 0, and number of leaves.
    proof : sequence of bytes
        At most 63 hashes, sibling first.
    root : bytes
        A root that the caller trusts, usually from a signed checkpoint.

    Examples
    --------
    >>> verify_inclusion(b"1" * 32, 0, 1, [], b"1" * 32), verify_inclusion(b"1" * 32, 0, 2, [], b"1" * 32)
    (True, False)
    """
    try:
        return compare_digest(inclusion_root(leaf, index, size, proof), root)
    except FormatError:
        return False


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves continues the tree of `old` leaves.

    Every tree continues the empty one, by the empty proof; two trees of one size must have one root.

    Examples
    --------
    >>> verify_consistency(0, root_hash([]), 1, b"1" * 32, [])
    True
    >>> verify_consistency(2, b"1" * 32, 2, b"2" * 32, [])
    False
    """
    if old == 0:
        fits = 0 <= new <= LARGEST_SIZE and not proof and compare_digest(old_root, EMPTY_ROOT)
        return fits and (new > 0 or compare_digest(new_root, EMPTY_ROOT))
    return verify_subtree(0, old, new, proof, old_root, new_root)


def verify_subtree(start: int, end: int, size: int, proof: Sequence[bytes], subtree: bytes, root: bytes) -> bool:
    """Whether the subtree [start, end) with hash `subtree` belongs to the tree of `size` leaves with this root.

    References
    ----------
    draft-ietf-plants-merkle-tree-certs-02, subtree consistency proofs; used by tlog-mirror.

    Examples
    --------
    >>> left, right = b"1" * 32, b"2" * 32
    >>> verify_subtree(1, 2, 2, [left], right, node_hash(left, right))
    True
    """
    try:
        refuse_no_subtree(start, end, size)
        _refuse_lengths([subtree, root, *proof])
        rest = list(proof)
        again, whole = _rebuild(start, end, size, subtree, rest)
    except FormatError:
        return False
    return not rest and compare_digest(again, subtree) and compare_digest(whole, root)


def _rebuild(start: int, end: int, size: int, given: bytes | None, rest: list[bytes]) -> tuple[bytes, bytes]:
    """Hash of the subtree and of the tree, both from the proof; `given` stands in where the proof leaves it out."""
    if (start, end) == (0, size):
        only = given if given is not None else _outermost(rest)
        return only, only
    middle, beside = split(size), _outermost(rest)
    if end <= middle:
        subtree, tree = _rebuild(start, end, middle, given, rest)
        return subtree, node_hash(tree, beside)
    if middle <= start:
        subtree, tree = _rebuild(start - middle, end - middle, size - middle, given, rest)
        return subtree, node_hash(beside, tree)
    subtree, tree = _rebuild(0, end - middle, size - middle, None, rest)
    return node_hash(beside, subtree), node_hash(beside, tree)


def _outermost(rest: list[bytes]) -> bytes:
    if not rest:
        raise FormatError("proof-too-short", "RFC 6962, 2.1.2")
    return rest.pop()


def _refuse_lengths(hashes: Sequence[bytes]) -> None:
    if len(hashes) > MAXIMUM_PROOF + 2 or any(len(one) != HASH_SIZE for one in hashes):
        raise FormatError("proof-hash-length", "RFC 6962")
