"""Reads of this room; first argument the actor, and only what that actor may see."""

from comity.kernel.exchange.queries.narrowing import Narrowing, who_will_lose
from comity.kernel.exchange.queries.peers import get_peer, list_peers, own_card, peer_keys
from comity.kernel.exchange.queries.records import (
    acknowledgements,
    get_record,
    list_came,
    list_left,
    list_records,
    list_refusals,
    received,
    who_will_receive,
)

__all__ = [
    "Narrowing",
    "acknowledgements",
    "get_peer",
    "get_record",
    "list_came",
    "list_left",
    "list_peers",
    "list_records",
    "list_refusals",
    "own_card",
    "peer_keys",
    "received",
    "who_will_lose",
    "who_will_receive",
]
