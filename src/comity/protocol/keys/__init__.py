"""Keys that sign: kinds, names and ids, the forms in which they are written, and how long each is trusted."""

from comity.protocol.keys.kinds import SEED_SIZE, KeyKind
from comity.protocol.keys.rotation import KeyHistory, KeyPeriod
from comity.protocol.keys.signing import SigningKey
from comity.protocol.keys.verifier import VerifierKey, key_id_of
from comity.protocol.keys.written import parse_signing_key, read_signing_key, write_signing_key

__all__ = [
    "SEED_SIZE",
    "KeyHistory",
    "KeyKind",
    "KeyPeriod",
    "SigningKey",
    "VerifierKey",
    "key_id_of",
    "parse_signing_key",
    "read_signing_key",
    "write_signing_key",
]
