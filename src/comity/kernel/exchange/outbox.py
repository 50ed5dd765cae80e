"""Putting items into the outboxes of peers: numbered without a gap, under one running digest per peer.

The row of the peer is locked until the transaction ends, so that numbers are given in the order of the commits, and no
reader who follows them ever passes one by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.kernel.exchange.models import Notice, Outgoing, Peer, Record
from comity.kernel.exchange.rules import item_bytes, roll

Item = Record | Notice
BATCH = 500


def enqueue(items: Mapping[UUID, Sequence[Item]]) -> None:
    """Put items into outboxes: for each peer, by its key, what goes to it, in order. A step of services."""
    for peer_id in sorted((key for key, wanted in items.items() if wanted), key=str):  # one order: no deadlock
        peer = Peer.objects.select_for_update().get(pk=peer_id)
        _hint(peer)
        Outgoing.objects.bulk_create(_numbered(peer, items[peer_id]), batch_size=BATCH)
        peer.save(update_fields=["queued", "queued_digest"])


def _hint(peer: Peer) -> None:
    """Tell a peer that had everything that something waits, once this is on disk; it comes by itself if that fails."""
    if peer.exchanges and peer.address and peer.through_id is None and peer.queued == peer.acknowledged:
        from comity.kernel.exchange.tasks import hint_peer

        key = str(peer.pk)
        transaction.on_commit(lambda: hint_peer.enqueue(key))


def _numbered(peer: Peer, items: Iterable[Item]) -> list[Outgoing]:
    at, made = now(), []
    for item in items:
        record = item if isinstance(item, Record) else None
        notice = item if isinstance(item, Notice) else None
        peer.queued += 1
        peer.queued_digest = roll(peer.queued_digest, item_bytes("record" if record else "notice", item.envelope))
        made.append(
            Outgoing(peer=peer, sequence=peer.queued, record=record, notice=notice, digest=peer.queued_digest, at=at)
        )
    return made
