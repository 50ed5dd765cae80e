"""What a cosigner signs: C2SP tlog-cosignature, with Ed25519 (type 04) and ML-DSA-44 (type 06).

A cosignature says: as of this time, the largest consistent tree that I have seen of this log has this root. The line in
the note carries key id ‖ time (8 bytes, big-endian) ‖ signature. The Ed25519 form does not commit to the cosigner's
name, so one key serves one cosigner only.
"""

from __future__ import annotations

import struct

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys.kinds import KeyKind
from comity.protocol.keys.signing import SigningKey
from comity.protocol.keys.verifier import VerifierKey
from comity.protocol.refusals import LARGEST_SIZE, FormatError

SPECIFICATION = "C2SP tlog-cosignature"
TIME = struct.Struct(">Q")
LABEL = b"subtree/v1\n\x00"
LONGEST_NAME = 255  # bytes; the structure has one byte for the length


def cosigned_message(text: bytes, time: int, kind: KeyKind, name: str) -> bytes:
    r"""The bytes under a cosignature of the checkpoint with this text.

    Parameters
    ----------
    text : bytes
        Text of the checkpoint, with its final newline and without signatures.
    time : int
        Seconds since 1970, up to 2^63 − 1.
    kind : KeyKind
        `COSIGNATURE` or `ML_DSA_44`.
    name : str
        The cosigner's key name.

    Examples
    --------
    >>> cosigned_message(b"a.test\n", 1679315147, KeyKind.COSIGNATURE, "w.test").decode().splitlines()
    ['cosignature/v1', 'time 1679315147', 'a.test']
    """
    if not 0 <= time <= LARGEST_SIZE:
        raise FormatError("cosignature-time", SPECIFICATION)
    if kind is KeyKind.COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n".encode() + text
    if kind is not KeyKind.ML_DSA_44:
        raise FormatError("cosignature-kind", SPECIFICATION)
    head = Checkpoint.parse(text)
    return subtree_message(name, time, head.origin, 0, head.size, head.root)


def subtree_message(name: str, time: int, origin: str, start: int, end: int, digest: bytes) -> bytes:
    """The `cosigned_message` structure of ML-DSA-44 cosignatures; a subtree that starts later than 0 has time 0."""
    if start and time:
        raise FormatError("cosignature-subtree-time", SPECIFICATION)
    named, log = name.encode(), origin.encode()
    if not 0 < len(named) <= LONGEST_NAME or not 0 < len(log) <= LONGEST_NAME:
        raise FormatError("cosignature-name", SPECIFICATION)
    numbers = struct.pack(">QQ", start, end)
    return b"".join([LABEL, bytes([len(named)]), named, TIME.pack(time), bytes([len(log)]), log, numbers, digest])


def sign_payload(text: bytes, key: SigningKey, time: int) -> bytes:
    """What stands after the key id in a signature line: the signature, with the time before it if the kind has one."""
    if not key.kind.timed:
        return key.sign(text)
    return TIME.pack(time) + key.sign(cosigned_message(text, time, key.kind, key.name))


def payload_verifies(text: bytes, payload: bytes, key: VerifierKey) -> bool:
    """Whether the payload of a signature line is this key's signature of the text."""
    if not key.kind.timed:
        return key.verifies(text, payload)
    if len(payload) != TIME.size + key.kind.signature_size:
        return False
    try:
        message = cosigned_message(text, TIME.unpack_from(payload)[0], key.kind, key.name)
    except FormatError:
        return False
    return key.verifies(message, payload[TIME.size :])


def payload_time(payload: bytes, kind: KeyKind) -> int | None:
    """The time that a verified payload states; None for kinds without one."""
    return int(TIME.unpack_from(payload)[0]) if kind.timed else None
