"""The tables of this room."""

from comity.kernel.exchange.models.peers import Agreement, Introduction, OwnCard, OwnKey, Peer, PeerKey, SeenNonce
from comity.kernel.exchange.models.records import Notice, Record
from comity.kernel.exchange.models.traffic import Cursor, Outgoing, Receipt, ReceiptNote, Refusal

__all__ = [
    "Agreement",
    "Cursor",
    "Introduction",
    "Notice",
    "Outgoing",
    "OwnCard",
    "OwnKey",
    "Peer",
    "PeerKey",
    "Receipt",
    "ReceiptNote",
    "Record",
    "Refusal",
    "SeenNonce",
]
