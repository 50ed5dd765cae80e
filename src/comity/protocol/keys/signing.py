"""The secret half of a key. It never prints itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

from comity.protocol.keys.kinds import SEED_SIZE, KeyKind
from comity.protocol.keys.verifier import VerifierKey, refuse_name
from comity.protocol.refusals import FormatError


@dataclass(frozen=True)
class SigningKey:
    """A name, a kind and a secret seed of 32 bytes.

    Parameters
    ----------
    name : str
        Key name; for a log it is the origin.
    kind : KeyKind
        What is signed, and with which algorithm.
    seed : bytes
        32 secret bytes from the operating system's generator.

    Raises
    ------
    FormatError
        The name cannot name a key, or the seed has another length.

    Examples
    --------
    >>> key = SigningKey("origin comity.test/log1".split()[1], KeyKind.ED25519, bytes([1]) * 32)
    >>> key.verifier.key_id.hex(), key.verifier.verifies(b"text", key.sign(b"text"))
    ('3f8019ce', True)
    """

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        refuse_name(self.name)
        if len(self.seed) != SEED_SIZE:
            raise FormatError("seed-length", "C2SP signed-note", where=self.name)

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.kind, self._public)

    def sign(self, message: bytes) -> bytes:
        """Bare signature of exactly these bytes: Ed25519 by libsodium (RFC 8032), or ML-DSA-44 (FIPS 204)."""
        if self.kind is KeyKind.ML_DSA_44:
            return self._ml_dsa.sign(message)
        return bytes(crypto_sign(message, self._secret)[:crypto_sign_BYTES])

    @cached_property
    def _ml_dsa(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)

    @cached_property
    def _secret(self) -> bytes:
        return bytes(crypto_sign_seed_keypair(self.seed)[1])

    @property
    def _public(self) -> bytes:
        if self.kind is KeyKind.ML_DSA_44:
            return self._ml_dsa.public_key().public_bytes_raw()
        return bytes(crypto_sign_seed_keypair(self.seed)[0])
