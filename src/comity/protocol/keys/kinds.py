"""Signature types of C2SP signed-note that we sign and verify, and their sizes."""

from __future__ import annotations

from enum import IntEnum

SEED_SIZE = 32  # RFC 8032 for Ed25519; FIPS 204, the seed ξ, for ML-DSA-44


class KeyKind(IntEnum):
    """Signature type byte: what is signed, and with which algorithm."""

    ED25519 = 0x01  # the text itself
    COSIGNATURE = 0x04  # tlog-cosignature with a time, Ed25519
    ML_DSA_44 = 0x06  # tlog-cosignature with a time, safe against quantum computers

    @property
    def public_size(self) -> int:
        """Bytes of the public key (FIPS 204, table 2, for ML-DSA-44)."""
        return 1312 if self is KeyKind.ML_DSA_44 else 32

    @property
    def signature_size(self) -> int:
        """Bytes of the bare signature."""
        return 2420 if self is KeyKind.ML_DSA_44 else 64

    @property
    def timed(self) -> bool:
        """Whether the signature is a cosignature: it carries the time at which it was made."""
        return self is not KeyKind.ED25519
