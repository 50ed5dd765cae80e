"""That results existed at a time: their commitment in a log, under a head that a witness signed.

The laboratory's node shows it, the organiser's node checks it. A cosignature carries the witness's own clock, so what
counts is a witness that the organiser's node knows and that is not the laboratory's node itself.
"""

from __future__ import annotations

from datetime import UTC, datetime

from comity.kernel.exchange.contents import digest_of
from comity.kernel.exchange.models import Peer, PeerKey, Record
from comity.kernel.exchange.rules import PeerState, Purpose
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import LogEntry, SignedHead
from comity.kernel.ledger.queries import note_of
from comity.kernel.ledger.tiles import fetch
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.proof import LogProof
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles import TileReader


def earliest_proof(record: Record) -> str:
    """Proof of one of our records under the earliest head that a witness has signed; empty where there is none."""
    found = LogEntry.objects.filter(pk=record.log_entry or 0).values_list("index", flat=True)
    index = found.first()
    if index is None:
        return ""
    heads = SignedHead.objects.filter(origin=node_identity().origin, size__gt=index, cosignatures__isnull=False)
    head = heads.order_by("size").distinct().first()
    if head is None:
        return ""
    tiles = TileReader(Checkpoint(head.origin, head.size, bytes(head.root)), fetch)
    return LogProof(index, tuple(tiles.inclusion_proof(index)), note_of(head)).data.decode()


def proven_time(record: Record, proof: str, peer: Peer) -> datetime | None:
    """The earliest time at which a witness known here had seen this record's commitment in the log of its node."""
    try:
        shown = LogProof.parse(proof.encode())
        head = shown.verify(digest_of(record.envelope), _log_keys(peer), _witnesses(peer), origin=peer.origin)
    except (FormatError, VerificationError):
        return None
    times = [one.time for one in head.cosignatures if one.time]
    return datetime.fromtimestamp(min(times), UTC) if times else None


def _log_keys(peer: Peer) -> list[VerifierKey]:
    found = PeerKey.objects.filter(peer=peer, purpose=Purpose.LOG, compromised_at=None)
    return [VerifierKey.parse(one) for one in found.values_list("public", flat=True)]


def _witnesses(peer: Peer) -> list[VerifierKey]:
    """Our own witness, and those of peers that people have confirmed; never the node itself."""
    found = PeerKey.objects.filter(purpose=Purpose.WITNESS, compromised_at=None, peer__state=PeerState.CONFIRMED)
    others = found.exclude(peer=peer).values_list("public", flat=True)
    return [node_identity().witness.verifier, *(VerifierKey.parse(one) for one in others)]
