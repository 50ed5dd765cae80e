"""Proof that an entry is in a log, in one text that verifies offline: C2SP tlog-proof.

c2sp.org/tlog-proof@v1
extra <base64>          optional, not authenticated
index <decimal>
<hashes, sibling of the leaf first>

<the checkpoint, verbatim>
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.checkpoint import parse_decimal, parse_hash
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.note import MAXIMUM_BYTES
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import MAXIMUM_PROOF, inclusion_root, leaf_hash

SPECIFICATION = "C2SP tlog-proof"
FIRST_LINE = "c2sp.org/tlog-proof@v1"
NOT_INCLUDED = message("protocol", "This entry is not in the log at the place that the proof names.")


@dataclass(frozen=True, slots=True)
class LogProof:
    r"""Index, hashes and checkpoint; nothing is trusted until `verify` has returned.

    Examples
    --------
    >>> LogProof(0, (), b"a.test\n").data.decode().splitlines()
    ['c2sp.org/tlog-proof@v1', 'index 0', '', 'a.test']
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    @property
    def data(self) -> bytes:
        """The proof as it is stored, by convention in a file named `*.tlog-proof`."""
        lines = [FIRST_LINE]
        if self.extra:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines += [f"index {self.index}", *(base64.b64encode(one).decode() for one in self.hashes)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> LogProof:
        """Read a proof; one spelling only, so that `parse(x).data == x`."""
        if len(data) > 2 * MAXIMUM_BYTES:
            raise FormatError("proof-size", SPECIFICATION)
        head, blank, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise FormatError("proof-encoding", SPECIFICATION) from error
        if not blank or lines.pop(0) != FIRST_LINE:
            raise FormatError("proof-first-line", SPECIFICATION)
        extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
        if not lines or not lines[0].startswith("index "):
            raise FormatError("proof-index-line", SPECIFICATION)
        index = parse_decimal(lines.pop(0).removeprefix("index "), "proof-index-number", SPECIFICATION)
        if len(lines) > MAXIMUM_PROOF:
            raise FormatError("proof-too-long", SPECIFICATION)
        return cls(index, tuple(parse_hash(line, SPECIFICATION) for line in lines), checkpoint, extra)

    def verify(
        self,
        entry: bytes,
        log_keys: Iterable[VerifierKey],
        witness_keys: Iterable[VerifierKey] = (),
        *,
        origin: str = "",
    ) -> SignedHead:
        """Check signatures and inclusion; the answer is the head under which the entry stands.

        Parameters
        ----------
        entry : bytes
            The entry itself, not its hash.
        log_keys, witness_keys, origin
            As for `heads.open_checkpoint`; a policy says whether the cosignatures are enough.

        Raises
        ------
        FormatError, VerificationError
            `proof-not-included` when the entry is not there; otherwise what opening the checkpoint raises.
        """
        head = open_checkpoint(self.checkpoint, log_keys, witness_keys, origin=origin)
        found = inclusion_root(leaf_hash(entry), self.index, head.checkpoint.size, self.hashes)
        if found != head.checkpoint.root:
            raise VerificationError("proof-not-included", NOT_INCLUDED, where=f"{head.checkpoint.origin} {self.index}")
        return head


def _extra(line: str) -> bytes:
    encoded = line.removeprefix("extra ")
    try:
        found = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError("proof-extra", SPECIFICATION) from error
    if not found or base64.b64encode(found).decode() != encoded:
        raise FormatError("proof-extra", SPECIFICATION)
    return found
