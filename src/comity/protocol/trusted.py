"""What a reader knows of somebody else's log, and when it refuses to be told otherwise.

* **Rollback**: a head with fewer entries than the known one is refused.
* **Fork**: a head that does not continue the known one is refused; both signed heads go with the error.
* **Freeze**: a head that nobody has vouched for lately is refused, once its time is asked for.

A `TrustedLog` never changes; `update` gives a new one. What is kept between runs is `data`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.base.messages import message
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import SignedHead
from comity.protocol.policy import Policy
from comity.protocol.refusals import ForkError, FormatError, VerificationError
from comity.protocol.tree import EMPTY_ROOT, verify_consistency

FROZEN = message("protocol", "Nobody has vouched for this log for too long: what it shows may be old.")
ASK_OTHERS = message("protocol", "Ask a witness or another reader of this log which head they know.")
SPECIFICATION = "trusted log"


@dataclass(frozen=True)
class TrustedLog:
    """The newest head of one log that a reader has accepted, and when.

    Parameters
    ----------
    origin : str
        Name of the log.
    policy : Policy
        Whose signatures the reader asks for; it comes from the reader, and is not kept with the data.
    note : bytes
        The head as it was signed; empty before the first.
    seen : int
        When it was accepted, in seconds since 1970.

    Examples
    --------
    >>> from comity.protocol.heads import sign_checkpoint
    >>> from comity.protocol.keys import KeyKind, SigningKey
    >>> key = SigningKey("a.test", KeyKind.ED25519, bytes(32))
    >>> policy = Policy((key.verifier,), {}, {}, "none")
    >>> first = sign_checkpoint(Checkpoint("a.test", 1, b"1" * 32), [key]).data
    >>> known = TrustedLog("a.test", policy).update(first, [], now=100)
    >>> known.checkpoint.size
    1
    >>> other = sign_checkpoint(Checkpoint("a.test", 1, b"2" * 32), [key]).data
    >>> try:
    ...     known.update(other, [], now=101)
    ... except ForkError as error:
    ...     error.code, error.known == first, error.shown == other
    ('forked', True, True)
    """

    origin: str
    policy: Policy
    note: bytes = b""
    seen: int = 0

    @property
    def checkpoint(self) -> Checkpoint:
        """The known head; the empty tree before the first."""
        return self.head.checkpoint if self.note else Checkpoint(self.origin, 0, EMPTY_ROOT)

    @property
    def head(self) -> SignedHead:
        """The known head with its signatures, checked again."""
        return self.policy.open(self.note, origin=self.origin)

    def update(self, note: bytes, proof: Sequence[bytes], *, now: int) -> TrustedLog:
        """Accept a head that continues the known one.

        Parameters
        ----------
        note : bytes
            The signed head, from anywhere.
        proof : sequence of bytes
            Consistency proof from the known size; empty when nothing was known.
        now : int
            Seconds since 1970.

        Raises
        ------
        FormatError, VerificationError
            What `Policy.open` raises.
        ForkError
            `rolled-back`, `forked` (one size, two roots) or `not-continued` (the proof fails), with both signed heads.
        """
        shown, known = self.policy.open(note, origin=self.origin).checkpoint, self.checkpoint
        if shown.size < known.size:
            raise ForkError("rolled-back", where=self.origin, known=self.note, shown=note)
        if not verify_consistency(known.size, known.root, shown.size, shown.root, proof):
            code = "forked" if shown.size == known.size else "not-continued"
            raise ForkError(code, where=self.origin, known=self.note, shown=note)
        return replace(self, note=note, seen=now)

    def require_fresh(self, *, now: int, oldest: int) -> None:
        """Raise `frozen` when neither a witness nor, where there is none, we ourselves saw this head lately.

        Parameters
        ----------
        now : int
            Seconds since 1970.
        oldest : int
            Seconds that may have passed since the newest cosignature, or since the head was accepted.
        """
        times = [one.time for one in self.head.cosignatures if one.time] if self.note else []
        newest = max(times, default=self.seen)
        if now - newest > oldest:
            raise VerificationError("frozen", FROZEN, where=self.origin, remedy=ASK_OTHERS)

    @property
    def data(self) -> bytes:
        """What has to be kept, as canonical JSON."""
        return canonical_json({"note": self.note.decode(), "origin": self.origin, "seen": self.seen}) + b"\n"

    @classmethod
    def from_data(cls, data: bytes, policy: Policy) -> TrustedLog:
        """Back from `data`; the kept head is checked against the policy again."""
        value = parse_json(data)
        try:
            known = cls(value["origin"], policy, value["note"].encode(), int(value["seen"]))
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise FormatError("trusted-log", SPECIFICATION) from error
        if known.note:
            policy.open(known.note, origin=known.origin)
        return known
