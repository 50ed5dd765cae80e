"""What a witness answers, in the order in which tlog-witness v1 asks:

400 not a request, or old size above the head's · 404 unknown log · 403 no signature of the log that verifies ·
409 old size is not the one last cosigned · 422 the proof fails, or one size with two roots · 200 signature lines.

Check and keep are one step: the state replaces the head only if it still is the one that was checked. Otherwise
everything is looked at again, so that a slower request can never roll the witness back. The new head is kept
durably before a signature leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.note import parse_note, sign_text
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import EMPTY_ROOT, verify_consistency
from comity.protocol.witness.request import SPECIFICATION, AddCheckpoint

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
ATTEMPTS = 1_000  # against others who are always faster; beyond, 503

Keep = Callable[[str, bytes, bytes], None]


class WitnessState(Protocol):
    """What a witness remembers of each log: the head that it last cosigned, as the log had signed it."""

    def latest(self, origin: str) -> bytes | None:
        """The head last cosigned; None when there was none."""

    def replace(self, origin: str, expected: bytes | None, note: bytes) -> bool:
        """Keep `note` durably if `expected` still is the latest, atomically; whether it was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and type of the response; for a person, why."""

    status: int
    body: bytes = b""
    content_type: str = TEXT
    reason: str = ""


class Witness:
    """Cosigns heads of the logs that it knows.

    Parameters
    ----------
    keys : sequence of SigningKey
        Cosigner keys (types 04 or 06); each signs every head.
    logs : mapping
        Origin to the keys that may speak for that log.
    state : WitnessState
        Shared by everything that uses the same keys.
    keep_evidence : callable, optional
        Called with the origin and two signed heads whenever a log shows a head that does not continue the known one.
    """

    def __init__(
        self,
        keys: Sequence[SigningKey],
        logs: Mapping[str, Sequence[VerifierKey]],
        state: WitnessState,
        keep_evidence: Keep | None = None,
    ) -> None:
        if not keys or not all(key.kind.timed for key in keys):
            raise FormatError("witness-keys", SPECIFICATION)
        self._keys = tuple(keys)
        self._logs = logs
        self._state = state
        self._keep = keep_evidence or (lambda _origin, _known, _shown: None)

    def add_checkpoint(self, body: bytes, *, time: int) -> Answer:
        """Answer one request at the time `time` (seconds since 1970)."""
        try:
            request = AddCheckpoint.parse(body)
            origin = Checkpoint.parse(parse_note(request.note).text).origin
        except FormatError as error:
            return Answer(400, reason=error.code)
        if origin not in self._logs:
            return Answer(404, reason="unknown-log")
        try:
            head = open_checkpoint(request.note, self._logs[origin], origin=origin)
        except (FormatError, VerificationError) as error:
            return Answer(403, reason=error.code)
        if request.old > head.checkpoint.size:
            return Answer(400, reason="old-size-too-large")
        return self._exchange(request, head, time)

    def _exchange(self, request: AddCheckpoint, head: SignedHead, time: int) -> Answer:
        for _ in range(ATTEMPTS):
            known = self._state.latest(head.checkpoint.origin)
            refused = self._refused(request, head, known)
            if refused:
                return refused
            if self._state.replace(head.checkpoint.origin, known, head.note.data):
                return Answer(200, self._cosigned(head.note.text, time))
        return Answer(503, reason="busy")

    def _refused(self, request: AddCheckpoint, head: SignedHead, known: bytes | None) -> Answer | None:
        shown = head.checkpoint
        latest = Checkpoint.parse(parse_note(known).text) if known else Checkpoint(shown.origin, 0, EMPTY_ROOT)
        if known and latest.size == shown.size and latest.root != shown.root:
            self._keep(shown.origin, known, head.note.data)
        if request.old != latest.size:
            return Answer(409, f"{latest.size}\n".encode(), SIZE, "old-size-differs")
        if verify_consistency(latest.size, latest.root, shown.size, shown.root, request.proof):
            return None
        if known and latest.size < shown.size:
            self._keep(shown.origin, known, head.note.data)
        return Answer(422, reason="not-consistent")

    def _cosigned(self, text: bytes, time: int) -> bytes:
        return b"".join(one.line for one in sign_text(text, self._keys, time=time).signatures)
