"""Checking this node's log from its entries up, believing nothing that was derived from them.

Proofs alone do not find everything: a log whose entry changed on the disk can go on giving proofs that fit (it happened
to public logs). So every entry is hashed again, the tree is built again, and everything that was ever kept or signed is
compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.base.messages import Message, message
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import Head, LogEntry, SignedHead, Tile
from comity.kernel.ledger.signing import remembered_head
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import open_checkpoint
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles import WIDTH
from comity.protocol.tree import CompactRange, leaf_hash

CHUNK = 5_000  # entries in memory at a time
MOST_FINDINGS = 100  # listed; the first one says what to do


@dataclass(frozen=True, slots=True)
class LogAudit:
    """What was looked at, and what was found."""

    entries: int
    signed_heads: int
    root: bytes
    findings: tuple[Message, ...]


def audit_log(*, with_memory: bool = False) -> LogAudit:
    """Read the whole log; findings come in the order of the entries, at most 100.

    With the memory, what the node remembers outside its database that it has signed is compared too: a database that
    was just restored from a backup may be behind it, and signs nothing until that is settled.
    """
    heads = {head.size: head for head in SignedHead.objects.filter(origin=node_identity().origin)}
    memory = remembered_head() if with_memory else None
    tiles = {(one.level, one.number): bytes(one.hashes) for one in Tile.objects.filter(level=0)}
    tree, findings, leaves = CompactRange(), [*_head_fits(heads.get(0), CompactRange())], b""
    for index, stored, entry in _entries():
        findings += _entry_fits(tree.size, index, stored, entry)
        leaf = leaf_hash(entry)
        tree.append(leaf)
        leaves += leaf
        if tree.size % WIDTH == 0:
            findings += _tile_fits(tiles.get((0, tree.size // WIDTH - 1)), leaves, tree.size // WIDTH - 1)
            leaves = b""
        findings += [*_head_fits(heads.get(tree.size), tree), *_memory_fits(memory, tree)]
        if len(findings) >= MOST_FINDINGS:
            break
    if len(findings) < MOST_FINDINGS:
        findings += [*_upper_tiles_fit(), *_end_fits(tree, max([*heads, memory.size if memory else 0], default=0))]
    return LogAudit(tree.size, len(heads), tree.root(), tuple(findings[:MOST_FINDINGS]))


def _entries() -> Iterator[tuple[int, bytes, bytes]]:
    """Place, stored hash and content of every entry, in order."""
    reached = -1
    while True:
        rows = LogEntry.objects.filter(index__gt=reached).order_by("index").values_list("index", "leaf_hash", "entry")
        chunk = list(rows[:CHUNK])
        for index, stored, entry in chunk:
            reached = reached + 1 if index is None else index  # those without a place were left out by the query
            yield reached, bytes(stored), bytes(entry)
        if len(chunk) < CHUNK:
            return


def _entry_fits(expected: int, index: int, stored: bytes, entry: bytes) -> list[Message]:
    if index != expected:
        return [message("ledger", "Entry {index} is missing.", index=expected)]
    if stored != leaf_hash(entry):
        return [message("ledger", "Entry {index} does not have the hash that was kept for it.", index=index)]
    return []


def _tile_fits(kept: bytes | None, expected: bytes, number: int) -> list[Message]:
    if kept == expected:
        return []
    return [message("ledger", "Tile {path} is not the one that the entries give.", path=f"0/{number}")]


def _upper_tiles_fit() -> list[Message]:
    found = []
    for tile in Tile.objects.exclude(level=0).order_by("level", "number"):
        first = tile.number * WIDTH
        below = Tile.objects.filter(level=tile.level - 1, number__gte=first, number__lt=first + WIDTH).order_by(
            "number"
        )
        if b"".join(_root(bytes(one.hashes)) for one in below) != bytes(tile.hashes):
            found.append(
                message(
                    "ledger", "Tile {path} is not the one that the entries give.", path=f"{tile.level}/{tile.number}"
                )
            )
    return found


def _root(hashes: bytes) -> bytes:
    tree = CompactRange()
    tree.extend(hashes[at : at + 32] for at in range(0, len(hashes), 32))
    return tree.root()


def _head_fits(head: SignedHead | None, tree: CompactRange) -> list[Message]:
    if head is None:
        return []
    origin, keys = node_identity().origin, node_identity().log_verifiers
    try:
        signed = open_checkpoint(head.note.encode(), keys, origin=origin).checkpoint
    except (FormatError, VerificationError):
        return [message("ledger", "The head at {size} entries is not signed by a key of this log.", size=head.size)]
    if signed == Checkpoint(origin, tree.size, tree.root()):
        return []
    return [message("ledger", "The head that was signed at {size} entries is not the one of these.", size=tree.size)]


def _memory_fits(memory: Checkpoint | None, tree: CompactRange) -> list[Message]:
    """What the node remembers outside its database that it has signed: a database from an old backup lacks it."""
    if memory is None or memory.size != tree.size or memory.root == tree.root():
        return []
    return [message("ledger", "The head that was signed at {size} entries is not the one of these.", size=tree.size)]


def _end_fits(tree: CompactRange, signed: int) -> list[Message]:
    head = Head.objects.filter(pk=Head.ONLY).first()
    found = []
    if (head.size if head else 0, bytes(head.range_hashes) if head else b"") != (tree.size, b"".join(tree.hashes)):
        found.append(message("ledger", "The head in the database is not the one that the entries give."))
    if signed > tree.size:
        found.append(
            message(
                "ledger", "A head of {signed} entries was signed, and only {there} are there.",
                signed=signed, there=tree.size,
            )
        )  # fmt: skip
    return found
