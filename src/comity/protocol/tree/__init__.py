"""The Merkle tree of RFC 6962, section 2.1: hashes, roots, and the two proofs.

Leaf = SHA-256(0x00 ‖ entry); node = SHA-256(0x01 ‖ left ‖ right); the tree of nothing = SHA-256(""); a range splits at
the largest power of two smaller than its size.
"""

from comity.protocol.tree.compact import CompactRange
from comity.protocol.tree.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hash, node_hash, root_hash
from comity.protocol.tree.proofs import (
    MAXIMUM_PROOF,
    consistency_proof,
    inclusion_proof,
    inclusion_root,
    verify_consistency,
    verify_inclusion,
    verify_subtree,
)
from comity.protocol.tree.ranges import consistency_ranges, inclusion_ranges, subtree_ranges

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "MAXIMUM_PROOF",
    "CompactRange",
    "consistency_proof",
    "consistency_ranges",
    "inclusion_proof",
    "inclusion_ranges",
    "inclusion_root",
    "leaf_hash",
    "node_hash",
    "root_hash",
    "subtree_ranges",
    "verify_consistency",
    "verify_inclusion",
    "verify_subtree",
]
