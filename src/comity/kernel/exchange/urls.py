"""Addresses of this room. Those below v1/ are for other nodes."""

from __future__ import annotations

from django.urls import path, re_path

from comity.kernel.exchange.views import for_peers

app_name = "exchange"

urlpatterns = [
    path("v1/cards", for_peers.cards, name="peer_cards"),
    path("v1/records", for_peers.records, name="peer_records"),
    path("v1/receipts", for_peers.receipts, name="peer_receipts"),
    path("v1/hint", for_peers.hint, name="peer_hint"),
    path("v1/query", for_peers.query, name="peer_query"),
    re_path(r"^v1/", for_peers.nothing, name="peer_nothing"),
]
