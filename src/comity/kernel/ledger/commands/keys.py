"""Keys as the command line takes them: secret ones from files, public ones as text or from files."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from comity.base.errors import InputError
from comity.base.messages import message
from comity.protocol.folder import HeadMemory
from comity.protocol.keys import (
    SEED_SIZE,
    KeyKind,
    SigningKey,
    VerifierKey,
    read_signing_key,
    write_signing_key,
)
from comity.protocol.policy import MAXIMUM_BYTES as LARGEST_POLICY
from comity.protocol.policy import Group, Policy

CONTEXT = "command line"
LARGEST_KEY_FILE = 4 * 2**20
KINDS = {"ed25519": KeyKind.ED25519, "ml-dsa-44": KeyKind.ML_DSA_44}
NO_NAME = message(CONTEXT, "This key does not say its name, and none was given.")
GIVE_NAME = message(CONTEXT, "Name it with --origin (a log) or --name (a witness).")
OTHER_NAME = message(CONTEXT, "This key has another name than the log.")
NO_LOG_KEY = message(CONTEXT, "The verifier key of the log is not known here.")
GIVE_LOG_KEY = message(CONTEXT, "Name it with --log-key; comity log init has printed it.")


def log_keys(paths: Sequence[Path], origin: str, algorithm: str, *, create: bool = False) -> list[SigningKey]:
    """The secret keys of a log, all of its name; missing files become new keys where `create` says so."""
    keys = [_signing_key(path, origin, KINDS[algorithm], create=create) for path in paths]
    for key, path in zip(keys, paths, strict=True):
        if key.name != (origin or keys[0].name):
            raise InputError("key-of-another-log", OTHER_NAME, where=f"{path}: {key.name}")
    return keys


def witness_key(path: Path, name: str, algorithm: str) -> SigningKey:
    """The secret key of a witness; a plain Ed25519 key is used for cosignatures, under an id of its own."""
    kind = KeyKind.ML_DSA_44 if algorithm == "ml-dsa-44" else KeyKind.COSIGNATURE
    key = _signing_key(path, name, kind, create=True)
    if key.kind is KeyKind.ED25519:
        return SigningKey(key.name, KeyKind.COSIGNATURE, key.seed)
    return key


def verifier_keys(given: Iterable[str]) -> tuple[VerifierKey, ...]:
    """Public keys from arguments: each a verifier key, or the name of a file with such keys, one per line."""
    return tuple(key for one in given for key in _verifier_keys(one))


def keys_of_log(given: Sequence[str], folder: Path) -> tuple[VerifierKey, ...]:
    """The log's public keys as given, else from the file beside its folder, else none."""
    beside = beside_folder(folder)
    if not given and beside.is_file():
        return verifier_keys([str(beside)])
    return verifier_keys(given)


def beside_folder(folder: Path) -> Path:
    """Where `init` writes the public key: beside the folder, which itself holds nothing but the log."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}.vkey")


def memory_of(arguments: Namespace, keys: Sequence[SigningKey]) -> HeadMemory:
    """Where the last signed head is remembered."""
    if arguments.remember:
        return HeadMemory(arguments.remember)
    place = f"{arguments.folder.resolve()}\n{keys[0].name}"
    name = f"{sha256(place.encode()).hexdigest()[:32]}.json"
    key_file: Path = arguments.key[0]
    return HeadMemory(key_file.with_name(f"{key_file.name}.remembered") / name)


def policy_of(arguments: Namespace, logs: Sequence[VerifierKey]) -> Policy | None:
    """The policy file, or one made of the keys given; None where neither was."""
    if arguments.policy:
        with arguments.policy.open("rb") as file:
            return Policy.parse(file.read(LARGEST_POLICY + 1))
    witnesses = {f"{key.name} {key.key_id.hex()}": key for key in verifier_keys(arguments.witness_key)}
    if not logs and not witnesses:
        return None
    if not logs:
        raise InputError("no-log-key", NO_LOG_KEY, remedy=GIVE_LOG_KEY)
    needed = len(witnesses) if arguments.quorum is None else arguments.quorum
    if not 0 <= needed <= len(witnesses):
        said = message(
            CONTEXT, "The quorum is {needed}, but {known} witnesses are named.", needed=needed, known=len(witnesses)
        )
        raise InputError("quorum", said)
    return Policy(tuple(logs), witnesses, {"quorum": Group(needed, tuple(witnesses))}, "quorum")


def _signing_key(path: Path, name: str, kind: KeyKind, *, create: bool) -> SigningKey:
    if create and not path.exists():
        if not name:
            raise InputError("key-without-name", NO_NAME, where=str(path), remedy=GIVE_NAME)
        write_signing_key(path, SigningKey(name, kind, os.urandom(SEED_SIZE)))
    with path.open("rb") as file:
        named = file.read(8) == b"PRIVATE+"
    if not named and not name:
        raise InputError("key-without-name", NO_NAME, where=str(path), remedy=GIVE_NAME)
    return read_signing_key(path, name=name, kind=kind)


def _verifier_keys(given: str) -> list[VerifierKey]:
    if given.count("+") >= 2 and not Path(given).is_file():
        return [VerifierKey.parse(given)]
    with Path(given).open("rb") as file:
        text = file.read(LARGEST_KEY_FILE).decode("utf-8", "replace")
    lines = (line.strip() for line in text.splitlines())
    return [VerifierKey.parse(line) for line in lines if line and not line.startswith("#")]
