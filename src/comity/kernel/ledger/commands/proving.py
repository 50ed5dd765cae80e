"""`comity log prove`: inclusion as a tlog-proof or a bundle, growth as a request to a witness."""

from __future__ import annotations

import base64
import sys
from argparse import Namespace
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.ledger.commands.keys import CONTEXT, GIVE_LOG_KEY, NO_LOG_KEY, keys_of_log, verifier_keys
from comity.kernel.ledger.commands.saying import answer, head_data
from comity.protocol.bundle import Bundle, BundledRecord
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder import reader
from comity.protocol.folder.reading import read_note
from comity.protocol.heads import open_checkpoint
from comity.protocol.note import parse_note
from comity.protocol.proof import LogProof
from comity.protocol.tiles import TileReader
from comity.protocol.tree import leaf_hash
from comity.protocol.witness import AddCheckpoint

NO_SUBJECT = message(CONTEXT, "Say what to prove: an INDEX, or --from with a size.")
OTHER_SIZE = message(CONTEXT, "Only the head is signed; a proof for another size can be had with --json.")
OUTSIDE = message(CONTEXT, "The log does not reach as far as that.")


def run_prove(arguments: Namespace) -> int:
    """Write a proof."""
    if (arguments.index is None) == (arguments.old is None):
        raise InputError("prove-what", NO_SUBJECT)
    note = read_note(arguments.folder)
    keys = keys_of_log(arguments.log_key, arguments.folder)
    head = open_checkpoint(note, keys).checkpoint if keys else Checkpoint.parse(parse_note(note).text)
    tiles = reader(arguments.folder, head)
    size = head.size if arguments.size is None else arguments.size
    _refuse_outside(arguments, size, head.size)
    if arguments.json:
        answer(arguments, _numbers(arguments, tiles, size, note), [])
        return 0
    if size != head.size:
        raise InputError("prove-size", OTHER_SIZE, where=str(size))
    data = _written(arguments, tiles, note)
    if arguments.out:
        arguments.out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return 0


def _refuse_outside(arguments: Namespace, size: int, largest: int) -> None:
    inside = arguments.index < size if arguments.old is None else arguments.old <= size
    first = arguments.index if arguments.old is None else arguments.old
    fits = first >= 0 and inside and 0 <= size <= largest
    if not fits:
        raise InputError("prove-outside", OUTSIDE, where=f"{arguments.folder}: {largest}")


def _written(arguments: Namespace, tiles: TileReader, note: bytes) -> bytes:
    if arguments.index is None:
        return AddCheckpoint(arguments.old, tuple(tiles.consistency_proof(arguments.old)), note).data
    proof = LogProof(arguments.index, tuple(tiles.inclusion_proof(arguments.index)), note)
    entry = tiles.entry(arguments.index)  # a proof of an entry that is not as it was would convince nobody
    return _bundle(arguments, proof, entry) if arguments.bundle else proof.data


def _bundle(arguments: Namespace, proof: LogProof, entry: bytes) -> bytes:
    logs = keys_of_log(arguments.log_key, arguments.folder)
    if not logs:
        raise InputError("no-log-key", NO_LOG_KEY, remedy=GIVE_LOG_KEY)
    return Bundle((BundledRecord(entry, proof),), logs, verifier_keys(arguments.witness_key)).data


def _numbers(arguments: Namespace, tiles: TileReader, size: int, note: bytes) -> dict[str, Any]:
    """The proof as numbers and hashes."""
    at = Checkpoint(tiles.head.origin, size, tiles.root(size))
    data: dict[str, Any] = {"tree": head_data(at), "checkpoint": note.decode()}
    if arguments.index is None:
        hashes = tiles.consistency_proof(arguments.old, size)
        old_root = tiles.root(arguments.old)
        data |= {
            "old_size": arguments.old,
            "old_root": base64.b64encode(old_root).decode(),
            "old_root_hex": old_root.hex(),
        }
    else:
        hashes, entry = tiles.inclusion_proof(arguments.index, size), tiles.entry(arguments.index)
        data |= {
            "index": arguments.index,
            "leaf_hash": leaf_hash(entry).hex(),
            "entry": base64.b64encode(entry).decode(),
        }
        if size == tiles.head.size:
            data["proof"] = LogProof(arguments.index, tuple(hashes), note).data.decode()
    return data | {"hashes": [base64.b64encode(one).decode() for one in hashes]}
