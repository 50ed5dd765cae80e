"""The public half of a key, as C2SP signed-note writes it: name, key id, type, bytes."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from comity.protocol.keys.kinds import KeyKind
from comity.protocol.refusals import FormatError

SPECIFICATION = "C2SP signed-note"
KEY_ID_SIZE = 4
LONGEST_NAME = 255  # bytes; tlog-cosignature writes the length of a name in one byte


def key_id_of(name: str, kind: KeyKind, public: bytes) -> bytes:
    """First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_SIZE]


def refuse_name(name: str) -> None:
    """Raise when this cannot name a key: empty, over 255 bytes, with a space, a control character or a plus sign."""
    bad = any(one == "+" or one.isspace() or unicodedata.category(one) in ("Cc", "Cs") for one in name)
    if not name or bad or len(name.encode()) > LONGEST_NAME:
        raise FormatError("key-name", SPECIFICATION, where=ascii(name[:80]))


@dataclass(frozen=True)
class VerifierKey:
    """Name, kind and public key of somebody whose signatures are looked at.

    Examples
    --------
    >>> text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    >>> key = VerifierKey.parse(text)
    >>> key.name, key.kind.name, key.key_id.hex(), key.vkey == text
    ('example.com/foo', 'ED25519', '530d903a', True)
    """

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        refuse_name(self.name)
        if len(self.public) != self.kind.public_size:
            raise FormatError("key-length", SPECIFICATION, where=self.name)

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return key_id_of(self.name, self.kind, self.public)

    @property
    def vkey(self) -> str:
        """The verifier key in one line: `name+hexadecimal id+base64(type ‖ public key)`."""
        encoded = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of type and public key in groups of four digits, for two people to compare aloud."""
        digits = sha256(bytes([self.kind]) + self.public).hexdigest()
        return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """Read a verifier key line; the id in it must be the one that follows from the rest."""
        name, _, rest = vkey.strip().partition("+")
        stated, _, encoded = rest.partition("+")
        try:
            kind_and_public = base64.b64decode(encoded, validate=True)
            key = cls(name, KeyKind(kind_and_public[0]), kind_and_public[1:])
        except (binascii.Error, ValueError, IndexError) as error:
            raise FormatError("verifier-key", SPECIFICATION, where=name[:80]) from error
        if key.key_id.hex() != stated:
            raise FormatError("verifier-key-id", SPECIFICATION, where=name[:80])
        return key

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's bare signature of exactly these bytes.

        Ed25519 is checked by libsodium, which also refuses keys of small order and non-canonical encodings.
        """
        if len(signature) != self.kind.signature_size:
            return False
        try:
            if self.kind is KeyKind.ML_DSA_44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                crypto_sign_open(signature + message, self.public)
        except (CryptoError, InvalidSignature, ValueError):
            return False
        return True
