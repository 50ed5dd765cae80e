"""Two signed heads of one log that cannot both be true: evidence that convinces anybody who has the log's key.

At one size two roots are enough. At two sizes the roots alone contradict nothing; then the evidence carries the root
that the larger tree really has at the smaller size, with the consistency proof that ties it to the larger head.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import verify_consistency

SPECIFICATION = "evidence of a fork"
NOT_A_FORK = message("protocol", "These two heads do not contradict each other: this is no evidence of a fork.")
ONLY_SUSPECTED = message(
    "protocol", "These two heads are of different sizes, and nothing here shows that they contradict each other."
)


@dataclass(frozen=True, slots=True)
class ForkEvidence:
    """Two signed notes, byte for byte, and where needed the root and proof that tie them together.

    Parameters
    ----------
    first, second : bytes
        Signed heads; the one with fewer entries first.
    true_root : bytes
        Root of the first `first.size` entries of the second tree; empty when both sizes are equal.
    proof : tuple of bytes
        Consistency proof from `true_root` to the second head.
    """

    first: bytes
    second: bytes
    true_root: bytes = b""
    proof: tuple[bytes, ...] = ()

    @property
    def data(self) -> bytes:
        """As canonical JSON, to keep and to hand on."""
        proof = [_encoded(one) for one in self.proof]
        notes = {"first": self.first.decode(), "second": self.second.decode()}
        return canonical_json({**notes, "trueRoot": _encoded(self.true_root), "proof": proof}) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> ForkEvidence:
        """Back from `data`."""
        value = parse_json(data)
        try:
            proof = tuple(base64.b64decode(one, validate=True) for one in value["proof"])
            root = base64.b64decode(value["trueRoot"], validate=True)
            return cls(value["first"].encode(), value["second"].encode(), root, proof)
        except (TypeError, KeyError, AttributeError, binascii.Error, ValueError) as error:
            raise FormatError("evidence-fields", SPECIFICATION) from error

    def verify(self, log_keys: Iterable[VerifierKey]) -> str:
        """Name of the log that is shown to have signed two histories.

        Raises
        ------
        FormatError, VerificationError
            A signature fails, the heads are of two logs, or they do not contradict each other (`evidence-not-a-fork`,
            `evidence-only-suspected`).
        """
        keys = tuple(log_keys)
        first = open_checkpoint(self.first, keys).checkpoint
        second = open_checkpoint(self.second, keys, origin=first.origin).checkpoint
        if first.size == second.size:
            if first.root == second.root:
                raise VerificationError("evidence-not-a-fork", NOT_A_FORK)
            return first.origin
        if not verify_consistency(first.size, self.true_root, second.size, second.root, self.proof):
            raise VerificationError("evidence-only-suspected", ONLY_SUSPECTED)
        if self.true_root == first.root:
            raise VerificationError("evidence-not-a-fork", NOT_A_FORK)
        return first.origin


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
