"""`comity log cosign`: be the witness of a log in a folder."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.ledger.commands.keys import CONTEXT, GIVE_LOG_KEY, NO_LOG_KEY, keys_of_log, witness_key
from comity.kernel.ledger.commands.saying import answer, head_data, key_data, seconds
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.evidence import ForkEvidence
from comity.protocol.folder import CHECKPOINT, reader
from comity.protocol.folder.durable import locked, write_durably
from comity.protocol.folder.reading import read_note
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import SigningKey
from comity.protocol.note import NoteSignature, parse_note
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import EMPTY_ROOT
from comity.protocol.witness import AddCheckpoint, FolderState, Witness

REFUSED = 1


def run_cosign(arguments: Namespace) -> int:
    """Cosign the head, or refuse and keep both heads."""
    logs = keys_of_log(arguments.log_key, arguments.folder)
    if not logs:
        raise InputError("no-log-key", NO_LOG_KEY, remedy=GIVE_LOG_KEY)
    head = open_checkpoint(read_note(arguments.folder), logs)
    key = witness_key(arguments.key, arguments.name, arguments.algorithm)
    state = FolderState(arguments.state or arguments.key.with_name(f"{arguments.key.name}.witnessed"))
    known = state.latest(head.checkpoint.origin)
    latest = Checkpoint.parse(parse_note(known).text) if known else Checkpoint(head.checkpoint.origin, 0, EMPTY_ROOT)
    evidence = _contradiction(arguments.folder, head, latest, known)
    if evidence is not None:
        return _refuse(arguments, state.keep_evidence(evidence.data), head.checkpoint, latest)
    time = seconds()
    proof = tuple(reader(arguments.folder, head.checkpoint).consistency_proof(latest.size))
    request = AddCheckpoint(latest.size, proof, head.note.data)
    given = Witness([key], {head.checkpoint.origin: logs}, state).add_checkpoint(request.data, time=time)
    if given.status != 200:
        raise VerificationError(given.reason, NOT_COSIGNED, where=f"{given.status}")
    _add_lines(arguments.folder, head, given.body)
    return _say_done(arguments, head.checkpoint, key, time, given.body)


def _contradiction(folder: Path, head: SignedHead, latest: Checkpoint, known: bytes | None) -> ForkEvidence | None:
    """Evidence when the head is older than the one last cosigned, or does not continue it."""
    shown = head.checkpoint
    if known is None or shown == latest:
        return None
    if shown.size < latest.size:
        return ForkEvidence(head.note.data, known)
    if shown.size == latest.size:
        return ForkEvidence(known, head.note.data) if shown.root != latest.root else None
    try:
        tiles = reader(folder, shown)
        root = tiles.root(latest.size)
        proof = tuple(tiles.consistency_proof(latest.size))
    except (FormatError, VerificationError, FileNotFoundError):
        return ForkEvidence(known, head.note.data)
    return ForkEvidence(known, head.note.data, root, proof) if root != latest.root else None


def _refuse(arguments: Namespace, path: Path, shown: Checkpoint, latest: Checkpoint) -> int:
    older = shown.size < latest.size
    said = OLDER if older else CONTRADICTS
    data: dict[str, Any] = {"cosigned": False, "code": "rolled-back" if older else "forked", "evidence": str(path)}
    data |= {"shown": head_data(shown), "known": head_data(latest), "what": said.render()}
    answer(arguments, data, [said, message(CONTEXT, "Both signed heads are kept in {path}.", path=str(path))])
    return REFUSED


def _add_lines(folder: Path, head: SignedHead, lines: bytes) -> None:
    """Put the cosignature into the head, unless the log has gone on in the meantime."""
    signatures = [NoteSignature.parse(line) for line in lines.decode().splitlines()]
    with locked(folder):
        present = parse_note(read_note(folder))
        if present.text == head.note.text:
            write_durably(folder, {CHECKPOINT: present.with_signatures(signatures).data})


def _say_done(arguments: Namespace, head: Checkpoint, key: SigningKey, time: int, lines: bytes) -> int:
    data = head_data(head) | {"cosigned": True, "time": time, "key": key_data(key.verifier), "lines": lines.decode()}
    said = message(
        CONTEXT,
        "{name} has cosigned {origin} at size {size}. The verifier key of this witness:",
        name=key.name,
        origin=head.origin,
        size=head.size,
    )
    answer(arguments, data, [said, key.verifier.vkey])
    return 0


OLDER = message(CONTEXT, "This head is older than the one that this witness has already cosigned. It was not cosigned.")
CONTRADICTS = message(
    CONTEXT, "This head contradicts the one that this witness has already cosigned. It was not cosigned."
)
NOT_COSIGNED = message(CONTEXT, "This head was not cosigned.")
