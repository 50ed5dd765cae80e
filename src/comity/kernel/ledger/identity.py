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

and one key with which others seal what only this node may read. All are made when they are first needed, and each can
be replaced (`replace_key`). A replaced key is put aside, never removed:

- what was sealed for an old key stays readable with it;
- the log keeps its name, its tree and its history when its key changes (decision record 14). The old key signs every
  head beside the new one until the handover ends, so that whoever knows only one of them can follow; a key that was
  stolen signs nothing any more.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from comity.base.clock import now
from comity.protocol.keys import KeyKind, SigningKey, VerifierKey, read_signing_key, write_signing_key
from comity.protocol.keys.kinds import SEED_SIZE

KINDS = {
    "log": KeyKind.ED25519,
    "witness": KeyKind.COSIGNATURE,
    "records": KeyKind.ED25519,
    "requests": KeyKind.ED25519,
}
SEALING = "sealing"
HANDOVER = timedelta(days=30)
"""How long a replaced key of the log signs beside the new one: partners and auditors learn of the new one meanwhile."""
_ASIDE = re.compile(r"(?P<purpose>[a-z]+)\.(?P<id>[0-9a-f]+)\.(old|until-(?P<until>\d{4}-\d\d-\d\d))")


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """The node's name and its keys."""

    name: str
    log: SigningKey
    witness: SigningKey
    records: SigningKey
    requests: SigningKey
    sealing_seed: bytes = field(repr=False)  # X25519 private key, 32 bytes
    sealing_before: tuple[bytes, ...] = field(default=(), repr=False)  # newest first
    log_before: tuple[VerifierKey, ...] = ()  # public halves of keys that the log had
    requests_before: tuple[SigningKey, ...] = ()  # newest first
    handing_over: tuple[tuple[SigningKey, date], ...] = ()  # keys that the log had, and up to when they sign too

    @property
    def origin(self) -> str:
        """The unique name of this node's log; it stays when its key is replaced."""
        return self.log.name

    @property
    def opening_seeds(self) -> tuple[bytes, ...]:
        """Keys that open what was sealed for this node, the present one first."""
        return (self.sealing_seed, *self.sealing_before)

    @property
    def log_verifiers(self) -> tuple[VerifierKey, ...]:
        """Every key with which heads of this log were signed, the present one first."""
        return (self.log.verifier, *self.log_before)

    def log_signers(self, on: date) -> list[SigningKey]:
        """The keys that sign a head on that day: the present one, and those that are handing over."""
        return [self.log, *(key for key, until in self.handing_over if on <= until)]


def node_identity() -> NodeIdentity:
    """This node's identity, as its key files are now; keys that are not there yet are made."""
    folder = key_folder()
    return _identity(folder, settings.NODE_NAME, _stand(folder))


def key_folder() -> Path:
    """Where the keys lie."""
    return Path(settings.DATA) / "keys"


def replace_key(purpose: str, *, stolen: bool = False) -> None:
    """Make a new key for one purpose and put the old one aside.

    Partners must learn of it: `kernel.exchange` tells them in a card that keys which they know have signed. A key of
    the log goes on to sign beside the new one until the handover ends, unless it was stolen.
    """
    folder, before = key_folder(), node_identity()
    path = folder / f"{purpose}.key"
    if purpose == SEALING:
        aside = f"{SEALING}.{hashlib.sha256(before.sealing_seed).hexdigest()[:8]}.old"
        draft = _draft(path)
        _write_seed(draft)
    else:
        old: SigningKey = getattr(before, purpose)
        ending = f"until-{now().date() + HANDOVER}" if purpose == "log" and not stolen else "old"
        aside = f"{purpose}.{old.verifier.key_id.hex()}.{ending}"
        draft = _draft(path)
        write_signing_key(draft, SigningKey(old.name, old.kind, secrets.token_bytes(SEED_SIZE)))
    if stolen:
        _end_handovers(folder, purpose)
    with suppress(FileExistsError):
        os.link(path, folder / aside)
    draft.replace(path)  # at every moment there is one whole key, and the old one is kept before it goes
    _identity.cache_clear()


def _end_handovers(folder: Path, purpose: str) -> None:
    """Whoever stole one key may have stolen those beside it: none of them signs any more."""
    for path in folder.glob(f"{purpose}.*.until-*"):
        path.replace(path.with_name(f"{path.name.partition('.until-')[0]}.old"))


@lru_cache(maxsize=4)
def _identity(folder: Path, name: str, stand: object = None) -> NodeIdentity:
    del stand  # another stand of the files is another identity
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {purpose: _signing_key(folder, purpose, f"{name}/{purpose}", kind) for purpose, kind in KINDS.items()}
    seed = _seed(folder / f"{SEALING}.key")
    aside = _put_aside(folder)
    logs = [(read_signing_key(path), until) for path, purpose, until in aside if purpose == "log"]
    return NodeIdentity(
        name=name,
        sealing_seed=seed,
        sealing_before=tuple(path.read_bytes() for path, purpose, _until in aside if purpose == SEALING),
        requests_before=tuple(read_signing_key(path) for path, purpose, _until in aside if purpose == "requests"),
        log_before=tuple(key.verifier for key, _until in logs),
        handing_over=tuple((key, until) for key, until in logs if until is not None),
        **keys,
    )


def _put_aside(folder: Path) -> list[tuple[Path, str, date | None]]:
    """Keys that were replaced, newest first: where they lie, what they were for, up to when they still sign."""
    named = [(path, match) for path in folder.iterdir() if (match := _ASIDE.fullmatch(path.name))]
    named.sort(key=lambda one: one[0].stat().st_mtime_ns, reverse=True)
    return [
        (path, match["purpose"], date.fromisoformat(match["until"]) if match["until"] else None)
        for path, match in named
    ]


def _stand(folder: Path) -> tuple[int, ...]:
    """What changes when a key is replaced, also by another process of this node."""
    return tuple(_changed(folder / f"{purpose}.key") for purpose in (*KINDS, SEALING))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


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
        _write_seed(draft)
        _settle(draft, path)
    return path.read_bytes()


def _write_seed(draft: Path) -> None:
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SEED_SIZE))
        file.flush()
        os.fsync(file.fileno())


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def _settle(draft: Path, path: Path) -> None:
    """Whole or not at all: two processes that start together end up with the same key."""
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
