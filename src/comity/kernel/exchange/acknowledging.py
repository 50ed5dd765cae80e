"""Receipts of this node: one signed text for many records, sent back the way the records came. A step of services."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence

from comity.base.clock import now
from comity.kernel.exchange.limits import RECEIPTS_PER_NOTE
from comity.kernel.exchange.models import Peer, ReceiptNote
from comity.kernel.exchange.own_node import OwnNode
from comity.kernel.exchange.rules import hash_text
from comity.kernel.exchange.statements import RECEIPT, Acknowledged, ReceiptStatement, sign_statement

NONCE = 8  # random bytes


def acknowledge(own: OwnNode, peer: Peer, lines: Mapping[str, Sequence[Acknowledged]]) -> None:
    """Sign receipts for each origin; they go out with the next synchronisation. A step of services."""
    notes = [
        _note(own, peer, origin, part)
        for origin, acknowledged in sorted(lines.items())
        for part in _in_parts(list(dict.fromkeys(acknowledged)))
    ]
    ReceiptNote.objects.bulk_create(notes, ignore_conflicts=True)


def _note(own: OwnNode, peer: Peer, origin: str, lines: Sequence[Acknowledged]) -> ReceiptNote:
    statement = ReceiptStatement(own.origin, origin, now(), tuple(lines), secrets.token_hex(NONCE))
    envelope = sign_statement(RECEIPT, statement.to_data(), [own.identity.records])
    return ReceiptNote(
        node=own.origin, for_origin=origin, envelope=envelope, envelope_hash=hash_text(envelope), at=now(), to_peer=peer
    )


def _in_parts(lines: Sequence[Acknowledged]) -> Iterator[Sequence[Acknowledged]]:
    for start in range(0, len(lines), RECEIPTS_PER_NOTE):
        yield lines[start : start + RECEIPTS_PER_NOTE]
