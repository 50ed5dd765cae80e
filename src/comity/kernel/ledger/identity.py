"""Who this node is: its name, and the keys that only it has. They lie in COMITY_DATA/keys, for its owner only.

Four signing keys, because one that does several things cannot be given away or withdrawn for one of them:

=========  ============================  ==============================================
key        name                          signs
=========  ============================  ==============================================
log        <node>/log                    heads of this node's log
witness    <node>/witness                cosignatures under heads of partners' logs
records    <node>/records                envelopes of records that leave this node
requests   <node>/requests               requests to partners' nodes
=========  ============================  ==============================================

and one key with which others seal what only this node may read. All are made when they are first needed.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.protocol.keys import KeyKind, SigningKey, read_signing_key, write_signing_key
from comity.protocol.keys.kinds import SEED_SIZE

KINDS = {
    "log": KeyKind.ED25519,
    "witness": KeyKind.COSIGNATURE,
    "records": KeyKind.ED25519,
    "requests": KeyKind.ED25519,
}


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """The node's name and its keys."""

    name: str
    log: SigningKey
    witness: SigningKey
    records: SigningKey
    requests: SigningKey
    sealing_seed: bytes = field(repr=False)  # X25519 private key, 32 bytes

    @property
    def origin(self) -> str:
        """The unique name of this node's log."""
        return self.log.name


def node_identity() -> NodeIdentity:
    """This node's identity; keys that are not there yet are made."""
    return _identity(key_folder(), settings.NODE_NAME)


def key_folder() -> Path:
    """Where the keys lie."""
    return Path(settings.DATA) / "keys"


def replace_key(purpose: str) -> SigningKey:
    """Make a new key for one purpose and put the old one aside, as `<purpose>.<key id>.old`; the answer is the new one.

    Partners must learn of it: `kernel.exchange` tells them in a card that the old key still signs.
    """
    if purpose == "log":
        raise ConflictError(
            "log-key-stays",
            message("ledger", "The key of the log is part of its name; a new key would begin a new log."),
        )
    folder, old = key_folder(), getattr(node_identity(), purpose)
    path = folder / f"{purpose}.key"
    path.rename(folder / f"{purpose}.{old.verifier.key_id.hex()}.old")
    _identity.cache_clear()
    new: SigningKey = getattr(node_identity(), purpose)
    return new


@lru_cache(maxsize=4)
def _identity(folder: Path, name: str) -> NodeIdentity:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {purpose: _signing_key(folder, purpose, f"{name}/{purpose}", kind) for purpose, kind in KINDS.items()}
    return NodeIdentity(name=name, sealing_seed=_seed(folder / "sealing.key"), **keys)


def _signing_key(folder: Path, purpose: str, name: str, kind: KeyKind) -> SigningKey:
    """The key in its file. It keeps the name under which it was made, also when the node is renamed."""
    path = folder / f"{purpose}.key"
    if not path.exists():
        draft = _draft(path)
        write_signing_key(draft, SigningKey(name, kind, secrets.token_bytes(SEED_SIZE)))
        _settle(draft, path)
    return read_signing_key(path)


def _seed(path: Path) -> bytes:
    if not path.exists():
        draft = _draft(path)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SEED_SIZE))
        _settle(draft, path)
    return path.read_bytes()


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def _settle(draft: Path, path: Path) -> None:
    """Whole or not at all: two processes that start together end up with the same key."""
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
