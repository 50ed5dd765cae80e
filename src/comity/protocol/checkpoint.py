"""The text of a log's head: C2SP tlog-checkpoint.

Origin, size in decimal, root in base64, each on its line. Extension lines are read and kept, never written by us: no
auditor can check them and ML-DSA-44 cosignatures do not cover them.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from comity.protocol.refusals import LARGEST_SIZE, FormatError
from comity.protocol.tree import EMPTY_ROOT, HASH_SIZE

SPECIFICATION = "C2SP tlog-checkpoint"
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def parse_decimal(text: str, code: str, specification: str) -> int:
    """A whole number as C2SP writes it: ASCII digits, no leading zero, below 2^63."""
    if not DECIMAL.fullmatch(text) or int(text) > LARGEST_SIZE:
        raise FormatError(code, specification)
    return int(text)


def parse_hash(text: str, specification: str) -> bytes:
    """32 bytes in standard base64, in the one spelling that encodes them."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError("hash-base64", specification) from error
    if len(found) != HASH_SIZE or base64.b64encode(found).decode() != text:
        raise FormatError("hash-length", specification)
    return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many entries, and the root over all of them.

    Parameters
    ----------
    origin : str
        Unique name of the log; our logs use a key name (no space, no plus sign).
    size : int
        Entries, 0 to 2^63 − 1.
    root : bytes
        RFC 6962 root, 32 bytes.
    extensions : tuple of str
        Non-empty opaque lines; none in what we write.

    Examples
    --------
    >>> head = Checkpoint("example.com/log", 0, EMPTY_ROOT)
    >>> print(head.text.decode(), end="")
    example.com/log
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    >>> Checkpoint.parse(head.text) == head
    True
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any(ord(one) < 0x20 for line in lines for one in line):
            raise FormatError("checkpoint-line", SPECIFICATION)
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != HASH_SIZE:
            raise FormatError("checkpoint-range", SPECIFICATION)
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise FormatError("checkpoint-empty-root", SPECIFICATION)

    @property
    def text(self) -> bytes:
        """The note text, with its final newline."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def parse(cls, text: bytes) -> Checkpoint:
        """Read the text of a note as a checkpoint; one spelling only, so that `parse(x).text == x`."""
        try:
            lines = text.decode("utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise FormatError("checkpoint-encoding", SPECIFICATION) from error
        if len(lines) < 4 or lines.pop() != "":
            raise FormatError("checkpoint-lines", SPECIFICATION)
        origin, size, root, *extensions = lines
        number = parse_decimal(size, "checkpoint-size", SPECIFICATION)
        return cls(origin, number, parse_hash(root, SPECIFICATION), tuple(extensions))
