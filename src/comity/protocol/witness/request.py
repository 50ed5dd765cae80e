"""The body of an add-checkpoint request: `old <size>`, proof lines, an empty line, the signed head."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from comity.protocol.checkpoint import parse_decimal, parse_hash
from comity.protocol.note import MAXIMUM_BYTES
from comity.protocol.refusals import FormatError
from comity.protocol.tree import MAXIMUM_PROOF

SPECIFICATION = "C2SP tlog-witness"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    r"""A head to cosign, and the proof that it continues the one of `old` entries.

    Examples
    --------
    >>> AddCheckpoint(0, (), b"note\n").data
    b'old 0\n\nnote\n'
    """

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def data(self) -> bytes:
        """The body as it is sent."""
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """Read a body; the head in it is left as it is."""
        if len(body) > 2 * MAXIMUM_BYTES:
            raise FormatError("witness-size", SPECIFICATION)
        head, blank, note = body.partition(b"\n\n")
        try:
            first, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise FormatError("witness-encoding", SPECIFICATION) from error
        if not blank or not first.startswith("old ") or len(lines) > MAXIMUM_PROOF:
            raise FormatError("witness-request", SPECIFICATION)
        old = parse_decimal(first.removeprefix("old "), "witness-old-size", SPECIFICATION)
        return cls(old, tuple(parse_hash(line, SPECIFICATION) for line in lines), note)
