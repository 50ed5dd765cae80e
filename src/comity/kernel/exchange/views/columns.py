"""What the tables of this room show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from comity.base.messages import Message
from comity.kernel.exchange.models import Peer, Record, Refusal
from comity.kernel.exchange.words import standing_of, state_badge, type_name
from comity.kernel.web.badges import Badge
from comity.kernel.web.tables import Column

PEERS = (
    Column(
        "name",
        pgettext_lazy("exchange", "Node"),
        lambda peer: peer.name,
        ("name",),
        lambda peer: reverse("exchange:peer", args=[peer.pk]),
    ),
    Column("state", pgettext_lazy("exchange", "State"), lambda peer: standing_of(peer).badge, ("state",)),
    Column("standing", pgettext_lazy("exchange", "In words"), lambda peer: standing_of(peer).sentence),
    Column("queued", pgettext_lazy("exchange", "Sent"), lambda peer: peer.queued, ("queued",), kind="number"),
    Column("waiting", pgettext_lazy("exchange", "Not yet fetched"), lambda peer: _waiting(peer), kind="number"),
    Column("received", pgettext_lazy("exchange", "Received"), lambda peer: peer.cursor.count, kind="number"),
    Column("heard", pgettext_lazy("exchange", "Last heard of"), lambda peer: peer.heard_at, ("heard_at",)),
)
_RECORD = (
    Column(
        "type",
        pgettext_lazy("exchange", "Record"),
        lambda row: type_name(row.type, row.type_version),
        ("type",),
        lambda row: reverse("exchange:record", args=[row.pk]),
    ),
    Column("version", pgettext_lazy("exchange", "Version"), lambda row: row.version, ("version",), kind="number"),
    Column("state", pgettext_lazy("exchange", "State"), lambda row: state_badge(row), ("state",)),
    Column("label", pgettext_lazy("exchange", "Label"), lambda row: f"TLP:{row.label.tlp}", ("label__tlp",)),
    Column("at", pgettext_lazy("exchange", "When"), lambda row: row.at, ("at",)),
)
LEFT = (
    *_RECORD,
    Column("peers", pgettext_lazy("exchange", "Nodes"), lambda row: row.peers, ("peers",), kind="number"),
    Column(
        "acknowledged",
        pgettext_lazy("exchange", "Receipts"),
        lambda row: row.acknowledged,
        ("acknowledged",),
        kind="number",
    ),
)
CAME = (
    *_RECORD,
    Column("origin", pgettext_lazy("exchange", "Signed by"), lambda row: row.origin, ("origin",)),
    Column("from", pgettext_lazy("exchange", "Came from"), lambda row: row.received_from.name),
    Column("doubt", pgettext_lazy("exchange", "Doubt"), lambda row: _doubt(row)),
)
REFUSED = (
    Column("sequence", pgettext_lazy("exchange", "Number"), lambda row: row.sequence, ("sequence",), kind="number"),
    Column("reason", pgettext_lazy("exchange", "Why it was not taken in"), lambda row: _reason(row)),
    Column("at", pgettext_lazy("exchange", "When"), lambda row: row.at, ("at",)),
    Column("hash", pgettext_lazy("exchange", "SHA-256 of the item"), lambda row: row.item_hash[:16] + "…"),
)


def _waiting(peer: Peer) -> int:
    return peer.queued - peer.acknowledged


def _doubt(row: Record) -> Any:
    if not row.doubtful:
        return ""
    return Badge(pgettext_lazy("exchange", "signed with a key that was stolen"), "bad", "!")


def _reason(row: Refusal) -> str:
    return Message.from_data(row.reason["what"]).render(get_language() or "en")
