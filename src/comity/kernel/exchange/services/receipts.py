"""Receipts: signed by whoever has taken records in, one text for many records, sent back the way the records came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.exchange.limits import RECEIPTS_PER_NOTE
from comity.kernel.exchange.models import Outgoing, Peer, PeerKey, Receipt, ReceiptNote, Record
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.rules import START, PeerState, Purpose, What, hash_text, key_counts
from comity.kernel.exchange.statements import (
    RECEIPT,
    ReceiptStatement,
    open_statement,
    read_unverified,
)
from comity.kernel.exchange.tasks import synchronise_peer
from comity.protocol.keys import VerifierKey


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a peer's receipts."""

    notes: int
    refused: tuple[str, ...] = ()


@transaction.atomic
def take_receipts(actor: Actor, peer_id: UUID, *, through: int, digest: str, notes: Iterable[str]) -> Taken:
    """A peer says how far it has our outbox, and brings receipts: its own, and as a relay those of others."""
    peer = get_peer(actor, peer_id)
    actor.require("take receipts", peer.party)
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    _refuse_other_history(peer, through, digest)
    refused: list[str] = []
    kept = 0
    for envelope in notes:
        try:
            _keep(peer, envelope)
            kept += 1
        except InputError as error:
            refused.append(error.code)
    if through > peer.acknowledged:
        peer.acknowledged, peer.acknowledged_at = through, now()
        peer.save(update_fields=["acknowledged", "acknowledged_at"])
    detail = {"through": through, "notes": kept, "refused": len(refused)}
    trail.record(actor, "take receipts", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return Taken(kept, tuple(refused))


def _refuse_other_history(peer: Peer, through: int, digest: str) -> None:
    """Both ends must have the same digest behind the same item; otherwise one of them has lost or changed something."""
    item = Outgoing.objects.filter(peer=peer, sequence=through).first() if through else None
    ours = item.digest if item else START if through == 0 else ""
    if ours != digest:
        what = message("exchange", "The two ends do not agree on what was sent.")
        remedy = message("exchange", "One of the nodes was perhaps restored from an old backup; people must compare.")
        raise ConflictError("digest-differs", what, remedy=remedy)


def _keep(peer: Peer, envelope: str) -> None:
    said = ReceiptStatement.from_data(read_unverified(RECEIPT, envelope), RECEIPTS_PER_NOTE)
    signer = peer if said.node == peer.origin else _behind(peer, said.node)
    keys = PeerKey.objects.filter(peer=signer, purpose=Purpose.RECORD)
    counting = [
        VerifierKey.parse(one.public)
        for one in keys
        if key_counts(said.issued, since=one.since, until=one.until, compromised_at=one.compromised_at)
    ]
    open_statement(RECEIPT, envelope, counting)
    own = own_node()
    note, made = ReceiptNote.objects.get_or_create(
        envelope_hash=hash_text(envelope),
        defaults={"node": said.node, "for_origin": said.origin, "envelope": envelope, "at": now()},
    )
    if not made:
        return
    if said.origin == own.origin:
        _enter(note, said)
    else:
        note.to_peer = _towards(said)
        note.save(update_fields=["to_peer"])
        if note.to_peer is not None:
            key = str(note.to_peer.pk)
            transaction.on_commit(lambda: synchronise_peer.enqueue(key))


def _behind(peer: Peer, node: str) -> Peer:
    """A relay brings receipts of others; whose they are, their own signature says."""
    found = Peer.objects.filter(origin=node, state=PeerState.CONFIRMED).first()
    if found is None or not (peer.relay or peer.served or found.through_id == peer.pk):
        raise InputError("receipt-of-another", message("exchange", "This receipt was signed by somebody else."))
    return found


def _towards(said: ReceiptStatement) -> Peer | None:
    """The peer from which the records of that origin came."""
    if not said.lines:
        return None
    came = Record.objects.filter(origin=said.origin, record_id=said.lines[0].record_id).select_related("received_from")
    row = came.first()
    return row.received_from if row else None


def _enter(note: ReceiptNote, said: ReceiptStatement) -> None:
    ids = {one.record_id for one in said.lines}
    rows = Record.objects.filter(origin=said.origin, record_id__in=ids).only("id", "record_id", "version")
    ours = {(row.record_id, row.version): row for row in rows}
    made = {
        (one.record_id, one.version, one.what): Receipt(
            note=note, node=said.node, record=ours[one.record_id, one.version], what=one.what, at=note.at
        )
        for one in said.lines
        if (one.record_id, one.version) in ours
    }
    first = [one for one in made.values() if one.what == What.RECEIVED]
    later = [one for one in made.values() if one.what != What.RECEIVED]
    Receipt.objects.bulk_create(first, ignore_conflicts=True, batch_size=200)
    # A record can be narrowed twice: the newest acknowledgement says up to when its holder has followed.
    Receipt.objects.bulk_create(
        later,
        update_conflicts=True,
        unique_fields=("record", "node", "what"),
        update_fields=("note", "at"),
        batch_size=200,
    )
