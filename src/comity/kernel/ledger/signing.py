"""Signing the head of the log. A log that has signed two heads of which one does not continue the other is worthless.

What this node signed last is remembered twice: in the database, and in COMITY_DATA/keys/last-signed. A database that
was restored from an old backup is behind that file, and behind what witnesses saw; it must not sign, because entries
that it would add now would stand in the place of others that partners can prove. So before every signature:

1. only entries that have their place count, and they got it after their own transaction was on disk;
2. the tiles at the right edge must give the root of the head (a byte that changed on the disk is found here);
3. the tree must contain every head that was signed before: the one in the file and the newest one in the database.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.kernel.ledger.identity import key_folder, node_identity
from comity.kernel.ledger.models import Head, SignedHead
from comity.kernel.ledger.tiles import fetch
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import open_checkpoint, sign_checkpoint
from comity.protocol.refusals import VerificationError
from comity.protocol.tiles import TileReader
from comity.protocol.tree import CompactRange

MEMORY = "last-signed"


class HistoryLostError(ConflictError):
    """The log is behind, or beside, what this node has signed."""

    def __init__(self, signed: int, there: int) -> None:
        super().__init__(
            "history-lost",
            message(
                "ledger",
                "This node signed a log of {signed} entries, and what is in the database now, with {there} entries, "
                "does not continue it. It will sign nothing.",
                signed=signed,
                there=there,
            ),
            where=f"COMITY_DATA/keys/{MEMORY}",
            remedy=message(
                "ledger",
                "If an old backup was restored, restore a newer one. If there is none, this node begins anew: put the "
                "folder COMITY_DATA/keys aside, choose another COMITY_NODE_NAME, and introduce it to your partners.",
            ),
        )


def sign_head() -> SignedHead:
    """The signed head of everything that is in the log now; signed anew only when something was added."""
    with transaction.atomic():
        Head.objects.get_or_create(pk=Head.ONLY)
        head = Head.objects.select_for_update().get(pk=Head.ONLY)  # one process signs at a time
        newest = newest_head()
        if newest is not None and newest.size == head.size and _is_up_to_date(newest):
            return newest
        current = _current(head)
        _require_continuation(current, newest)
        note = sign_checkpoint(current, node_identity().log_signers(now().date())).data.decode()
        _remember(note)  # on disk before anybody sees it; the head itself has been for longer
        signed = {"root": current.root, "note": note, "signed_at": now()}
        made, _ = SignedHead.objects.update_or_create(  # the same head once more, where a new key signs it too
            origin=current.origin, size=current.size, defaults=signed
        )
        return made


def newest_head() -> SignedHead | None:
    """What this node's present log signed last, as the database knows it."""
    return SignedHead.objects.filter(origin=node_identity().origin).order_by("-size").first()


def is_signed_by_present_key(head: SignedHead) -> bool:
    """Whether whoever knows only the key that this log has now can check a head."""
    try:
        open_checkpoint(head.note.encode(), [node_identity().log.verifier], origin=head.origin)
    except VerificationError:
        return False
    return True


def _is_up_to_date(newest: SignedHead) -> bool:
    return is_signed_by_present_key(newest) and remembered_head() == _checkpoint_of(newest.note)


def _current(head: Head) -> Checkpoint:
    hashes = bytes(head.range_hashes)
    grown = CompactRange(head.size, [hashes[start : start + 32] for start in range(0, len(hashes), 32)])
    return Checkpoint(node_identity().origin, head.size, grown.root())


def _require_continuation(current: Checkpoint, newest: SignedHead | None) -> None:
    before = [one for one in (remembered_head(), _checkpoint_of(newest.note) if newest else None) if one is not None]
    largest = max((one.size for one in before), default=0)
    if largest > current.size:
        raise HistoryLostError(largest, current.size)
    tiles = TileReader(current, fetch)  # raises where the edge does not give the root
    for one in before:
        if tiles.root(one.size) != one.root:
            raise HistoryLostError(one.size, current.size)


def remembered_head() -> Checkpoint | None:
    """The head that this node signed last, by its own memory outside the database."""
    path = key_folder() / MEMORY
    return _checkpoint_of(path.read_text(encoding="utf-8")) if path.exists() else None


def _checkpoint_of(note: str) -> Checkpoint | None:
    """The head in a note that this node's present log signed, with whichever of its keys; a note of an earlier log of
    this node says nothing.
    """
    identity = node_identity()
    if not note.startswith(f"{identity.origin}\n"):
        return None
    return open_checkpoint(note.encode(), identity.log_verifiers, origin=identity.origin).checkpoint


def _remember(note: str) -> None:
    folder = key_folder()
    draft = folder / f".{MEMORY}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MEMORY)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some file systems cannot; the rename itself was done
        os.fsync(descriptor)
    os.close(descriptor)
