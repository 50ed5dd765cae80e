"""Secret keys in files: one line in the form of Go's note package, or a bare seed in hexadecimal, base64 or binary.

`PRIVATE+KEY+<name>+<hexadecimal id>+<base64(type ‖ seed)>` carries name and kind with it. A bare seed does not: whoever
reads it says both. Files are written with mode 600, and never over one that is there.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from comity.protocol.keys.kinds import SEED_SIZE, KeyKind
from comity.protocol.keys.signing import SigningKey
from comity.protocol.refusals import FormatError

FORMS = "PRIVATE+KEY+name+id+base64; 32 bytes in hexadecimal, base64 or binary; PEM"
LARGEST_FILE = 65_536  # bytes; no key of any form comes near
MARK = "PRIVATE+KEY+"


def write_signing_key(path: Path, key: SigningKey) -> None:
    """Write a new key file that only its owner may read; an existing file is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(signing_key_line(key) + "\n")
        file.flush()
        os.fsync(file.fileno())


def signing_key_line(key: SigningKey) -> str:
    """The secret key in one line, as Go's note package writes it."""
    encoded = base64.b64encode(bytes([key.kind]) + key.seed).decode()
    return f"{MARK}{key.name}+{key.verifier.key_id.hex()}+{encoded}"


def read_signing_key(path: Path, *, name: str = "", kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    """Read a key file; `name` and `kind` are for forms that do not say them."""
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    try:
        return parse_signing_key(data, name=name, kind=kind)
    except FormatError as error:
        raise FormatError(error.code, FORMS, where=str(path)) from error


def parse_signing_key(data: bytes, *, name: str = "", kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    """A secret key from any of the forms.

    Parameters
    ----------
    data : bytes
        What stands in the file.
    name, kind : str, KeyKind
        For forms that carry neither. A cosigner's key in the one-line form keeps its own name.

    Raises
    ------
    FormatError
        None of the forms, or the stated id does not fit.

    Examples
    --------
    >>> key = parse_signing_key(b"02" * 32, name="witness.comity.test/w1", kind=KeyKind.COSIGNATURE)
    >>> key.verifier.key_id.hex()
    '031c5f4c'
    """
    if len(data) > LARGEST_FILE:
        raise FormatError("key-file-size", FORMS)
    if data.startswith(MARK.encode()):
        return _from_line(data)
    if data.lstrip().startswith(b"-----BEGIN"):
        return _from_pem(data, name, kind)
    return SigningKey(name, kind, _seed(data))


def _from_line(data: bytes) -> SigningKey:
    try:
        name, stated, encoded = data.decode().strip().removeprefix(MARK).split("+", 2)
        content = base64.b64decode(encoded, validate=True)
        key = SigningKey(name, KeyKind(content[0]), content[1:])
    except (ValueError, IndexError) as error:
        raise FormatError("signing-key", FORMS) from error
    if key.verifier.key_id.hex() != stated:
        raise FormatError("signing-key-id", FORMS)
    return key


def _from_pem(data: bytes, name: str, kind: KeyKind) -> SigningKey:
    try:
        loaded = load_pem_private_key(data, None)
    except (ValueError, TypeError) as error:
        raise FormatError("signing-key-pem", FORMS) from error
    if isinstance(loaded, MLDSA44PrivateKey):
        return SigningKey(name, KeyKind.ML_DSA_44, loaded.private_bytes_raw())
    if isinstance(loaded, Ed25519PrivateKey) and kind is not KeyKind.ML_DSA_44:
        return SigningKey(name, kind, loaded.private_bytes_raw())
    raise FormatError("signing-key-algorithm", FORMS)


def _seed(data: bytes) -> bytes:
    if len(data) == SEED_SIZE:
        return data
    text = data.strip()
    if re.fullmatch(rb"[0-9A-Fa-f]{64}", text):
        return bytes.fromhex(text.decode())
    try:
        seed = base64.b64decode(text.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise FormatError("signing-key", FORMS) from error
    if len(seed) != SEED_SIZE:
        raise FormatError("seed-length", FORMS)
    return seed
