"""Which subtrees a proof is made of: ranges of leaves, nearest to the subject first.

The three proofs of a Merkle tree are one: a statement about the subtree [start, end) in the tree of n leaves.
Inclusion is the subtree [i, i + 1); consistency is the subtree [0, m).
"""

from __future__ import annotations

from comity.protocol.refusals import LARGEST_SIZE, FormatError

Range = tuple[int, int]
RFC_6962 = "RFC 6962, 2.1"


def split(size: int) -> int:
    """Largest power of two smaller than `size` (at least 2): where RFC 6962 divides a range."""
    return 1 << ((size - 1).bit_length() - 1)


def subtree_ranges(start: int, end: int, size: int) -> list[Range]:
    """Ranges whose hashes prove that the subtree [start, end) belongs to the tree of `size` leaves.

    Parameters
    ----------
    start, end : int
        A subtree: start is a multiple of the smallest power of two that is at least end − start.
    size : int
        Leaves in the whole tree.

    Returns
    -------
    list of (int, int)
        In the order in which the proof carries their hashes.

    Raises
    ------
    FormatError
        The three numbers describe no subtree of such a tree.

    References
    ----------
    draft-ietf-plants-merkle-tree-certs-02, SUBTREE_PROOF; RFC 6962, PROOF and PATH are its special cases.

    Examples
    --------
    >>> subtree_ranges(4, 6, 7)
    [(6, 7), (0, 4)]
    """
    refuse_no_subtree(start, end, size)
    ranges: list[Range] = []
    low, high, whole = 0, size, True
    while (start, end) != (low, high):
        middle = low + split(high - low)
        if end <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            if start < middle:  # the subtree begins with the left half and goes on in the right one
                start, whole = middle, False
            low = middle
    if not whole:
        ranges.append((low, high))
    return ranges[::-1]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Ranges of the inclusion proof (audit path) of one leaf, sibling first.

    Examples
    --------
    >>> inclusion_ranges(3, 7)
    [(2, 3), (0, 2), (4, 7)]
    """
    return subtree_ranges(index, index + 1, size)


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Ranges of the consistency proof between two sizes; nothing when the old tree is empty or both are equal.

    Examples
    --------
    >>> consistency_ranges(3, 7)
    [(2, 3), (3, 4), (0, 2), (4, 7)]
    """
    if old == 0 and 0 <= new <= LARGEST_SIZE:
        return []
    return subtree_ranges(0, old, new)


def refuse_no_subtree(start: int, end: int, size: int) -> None:
    """Raise when [start, end) is no subtree of a tree of `size` leaves."""
    if not 0 <= start < end <= size <= LARGEST_SIZE:
        raise FormatError("tree-range", RFC_6962)
    if start % (1 << (end - start - 1).bit_length()):
        raise FormatError("tree-subtree", RFC_6962)
