"""A mirror of a peer's log: all its entries, in a folder, as they stood under every head that this node has seen.

Entries are salted commitments, so the copy tells nothing of what was done there; but whoever has it can prove what the
log held when the peer's node is gone, or denies it. Any program for C2SP tlog-tiles reads the folder, and
`comity log audit` recomputes it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from comity.base.errors import NotFoundError
from comity.kernel.exchange.models import Peer, PeerKey
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.watching import ForkedError, look_at_log, read_from_log
from comity.kernel.ledger.models import WatchedLog
from comity.kernel.ledger.witnessing import keep_fork
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder import keep_copy
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import ForkError


def mirror_folder(peer: Peer) -> Path:
    """Where the copy of a peer's log lies, unless one says otherwise."""
    return Path(settings.DATA) / "mirrors" / peer.origin.replace("/", "_")


def mirror_log(peer: Peer, folder: Path | None = None) -> Checkpoint:
    """Bring the copy of a peer's log up to its newest head; a head that does not continue it is kept as evidence."""
    look_at_log(peer)
    note = WatchedLog.objects.filter(origin=peer.origin, is_active=True).values_list("note", flat=True).first()
    if not note:
        raise NotFoundError
    rows = PeerKey.objects.filter(peer=peer, purpose=Purpose.LOG, compromised_at=None)
    keys = [VerifierKey.parse(public) for public in rows.values_list("public", flat=True)]
    try:
        return keep_copy(folder or mirror_folder(peer), note.encode(), keys, lambda path: read_from_log(peer, path))
    except ForkError as error:
        keep_fork(peer.origin, error.known, error.shown)
        raise ForkedError(peer) from error
