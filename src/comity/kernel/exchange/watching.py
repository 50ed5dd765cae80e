"""Watching a peer's log: does every head that it shows continue the last one that we know?

A node that rewrites its history must show different heads to different partners. Each partner keeps the newest head it
saw; one that does not continue it is kept beside it as evidence (`ledger.witnessing`), and the peer is suspended. Each
partner also signs the other's heads as its witness.
"""

from __future__ import annotations

from django.conf import settings

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.base.messages import message
from comity.kernel.exchange.models import Peer, PeerKey
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.transport import UnreachableError, fetch
from comity.kernel.ledger.models import WatchedLog
from comity.kernel.ledger.witnessing import collect_cosignature, keep_fork
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles import TileReader
from comity.protocol.tiles.bundles import LARGEST_BUNDLE

LARGEST_NOTE = 64 * 1024
LARGEST_TILE = 8192
FORKED = "log-forked"


class ForkedError(ComityError):
    """A peer has shown two heads of its log that cannot both be true."""

    exit_code = 3

    def __init__(self, peer: Peer) -> None:
        what = message("exchange", "The log of {name} does not continue what it showed before.", name=peer.name)
        remedy = message(
            "exchange", "Both signed heads are kept as evidence. Nothing passes until people have decided."
        )
        super().__init__(FORKED, what, remedy=remedy)


def look_at_log(peer: Peer) -> int:
    """Fetch a peer's newest head and check that it continues the one we know; how many entries the log has."""
    watched = WatchedLog.objects.filter(origin=peer.origin, is_active=True).first()
    if watched is None:
        return 0
    note = _get(peer, "checkpoint", LARGEST_NOTE)
    shown = open_checkpoint(note, [VerifierKey.parse(watched.verifier_key)], origin=peer.origin).checkpoint
    if watched.size and not _continues(peer, shown, watched):
        keep_fork(peer.origin, watched.note.encode(), note)
        raise ForkedError(peer)
    if shown.size > watched.size:
        WatchedLog.objects.filter(pk=watched.pk, size__lt=shown.size).update(
            note=note.decode(), size=shown.size, root=shown.root, seen_at=now()
        )
    return shown.size


def ask_to_witness(peer: Peer) -> bool:
    """Ask a peer to sign our newest head as its witness; whether it did."""
    found = PeerKey.objects.filter(peer=peer, purpose=Purpose.WITNESS, until=None, compromised_at=None).first()
    if found is None:
        return False

    def send(body: bytes) -> tuple[int, bytes]:
        url = f"{peer.address.rstrip('/')}/log/witness/add-checkpoint"
        private = settings.EXCHANGE_PRIVATE
        answer = fetch("POST", url, body=body, largest=LARGEST_NOTE, private=private)
        return answer.status, answer.body

    return collect_cosignature(VerifierKey.parse(found.public), send) is not None


def read_from_log(peer: Peer, path: str) -> bytes:
    """A tile or a bundle of entries of a peer's log; nothing is authenticated here."""
    return _get(peer, path, LARGEST_BUNDLE)


def _continues(peer: Peer, shown: Checkpoint, watched: WatchedLog) -> bool:
    """Whether the tree under the shown head has the known root at the known size; every tile is authenticated."""
    if shown.size < watched.size:
        return False
    if shown.size == watched.size:
        return shown.root == bytes(watched.root)
    try:
        reader = TileReader(shown, lambda path: _get(peer, path, LARGEST_TILE))
        return reader.root(watched.size) == bytes(watched.root)
    except (FormatError, VerificationError):
        return False


def _get(peer: Peer, path: str, largest: int) -> bytes:
    url = f"{peer.address.rstrip('/')}/log/{path}"
    answer = fetch("GET", url, largest=largest, private=settings.EXCHANGE_PRIVATE)
    if answer.status != 200:
        what = message("exchange", "The log of {name} cannot be read.", name=peer.name)
        raise UnreachableError("log-unreadable", what, remedy=message("exchange", "It is tried again later."))
    return answer.body
