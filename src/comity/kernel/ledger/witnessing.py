"""Witnesses: this node signs the heads of partners' logs, and collects partners' signatures under its own.

The rules are C2SP tlog-witness (`comity.protocol.witness`); here they get a memory in the database. A partner that
shows a head that does not continue the one known here is refused, and both signed heads are kept: together they prove
to anybody that the log forked.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from comity.base.clock import now
from comity.kernel.ledger import queries
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import Cosignature, ForkEvidence, SignedHead, WatchedLog
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.note import parse_note, verify_note
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.witness import AddCheckpoint, Answer, Witness

Send = Callable[[bytes], tuple[int, bytes]]
"""Posts an add-checkpoint request to a witness: body to status and body."""


def watch_log(key: VerifierKey) -> WatchedLog:
    """Begin, or go on, to be the witness of a partner's log; the name of its key is its origin."""
    found, _ = WatchedLog.objects.update_or_create(
        origin=key.name, defaults={"verifier_key": key.vkey, "is_active": True}
    )
    return found


def stop_watching(origin: str) -> None:
    """Sign no more heads of a log; what was seen of it stays known."""
    WatchedLog.objects.filter(origin=origin).update(is_active=False)


def answer_request(body: bytes) -> Answer:
    """Cosign a partner's head, or say by the rules why not."""
    logs = {one.origin: [VerifierKey.parse(one.verifier_key)] for one in WatchedLog.objects.filter(is_active=True)}
    witness = Witness([node_identity().witness], logs, _Memory(), keep_fork)
    return witness.add_checkpoint(body, time=int(now().timestamp()))


def keep_fork(origin: str, known: bytes, shown: bytes, reason: str = "not consistent") -> None:
    """Keep two heads of one log that cannot both be true; the same pair is kept once."""
    ForkEvidence.objects.get_or_create(
        origin=origin,
        first_note=known.decode(),
        second_note=shown.decode(),
        defaults={"reason": reason, "found_at": now()},
    )


def collect_cosignature(key: VerifierKey, send: Send) -> Cosignature | None:
    """Ask one witness to sign our newest head; none where it refuses or cannot be understood.

    A witness that says that it knows another size is asked again from there, once.
    """
    head = queries.signed_head()
    there = Cosignature.objects.filter(head=head, witness=key.name).first()
    if there is not None:
        return there
    old = _known_to(key.name, head)
    status, answer = send(_request(head, old))
    if status == 409 and answer.strip().isdigit() and int(answer) <= head.size:
        status, answer = send(_request(head, int(answer)))
    return _keep_line(head, key, answer) if status == 200 else None


def _known_to(witness: str, head: SignedHead) -> int:
    """The size of the newest head that this witness has signed."""
    rows = Cosignature.objects.filter(witness=witness, head__origin=head.origin).order_by("-head__size")
    return rows.values_list("head__size", flat=True).first() or 0


def _request(head: SignedHead, old: int) -> bytes:
    return AddCheckpoint(old, tuple(queries.consistency_of(old, head)), head.note.encode()).data


def _keep_line(head: SignedHead, key: VerifierKey, answer: bytes) -> Cosignature | None:
    """Keep a witness's line when it verifies; anything else is as good as no answer."""
    text = head.note.partition("\n\n")[0] + "\n\n"
    try:
        verified = verify_note(parse_note(text.encode() + answer), [key])
    except (FormatError, VerificationError):
        return None
    line = verified[0].signature.line.decode()
    made, _ = Cosignature.objects.get_or_create(
        head=head, witness=key.name, defaults={"verifier_key": key.vkey, "line": line, "received_at": now()}
    )
    return made


class _Memory:
    """What this witness remembers, in `WatchedLog`."""

    def latest(self, origin: str) -> bytes | None:
        note = WatchedLog.objects.filter(origin=origin).values_list("note", flat=True).first()
        return note.encode() if note else None

    @transaction.atomic
    def replace(self, origin: str, expected: bytes | None, note: bytes) -> bool:
        shown = Checkpoint.parse(parse_note(note).text)
        kept = WatchedLog.objects.filter(origin=origin, note=(expected or b"").decode())
        seen = {"note": note.decode(), "size": shown.size, "root": shown.root, "seen_at": now()}
        return kept.update(**seen) == 1
