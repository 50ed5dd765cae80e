"""Addresses of this room. Those below v1/ are for other nodes."""

from __future__ import annotations

from django.urls import path, re_path

from comity.kernel.exchange.views import for_peers, narrowing, peers, traffic

app_name = "exchange"

urlpatterns = [
    path("", traffic.home, name="home"),
    path("card", traffic.card, name="card"),
    path("card/issue/", traffic.issue, name="issue_card"),
    path("left/", traffic.left, name="left"),
    path("came/", traffic.came, name="came"),
    path("records/<uuid:key>/", traffic.record, name="record"),
    path("records/<uuid:key>/recall/", traffic.recall, name="recall"),
    path("records/<uuid:key>/withdraw/", traffic.withdraw, name="withdraw"),
    path("records/<uuid:key>/narrow/", narrowing.narrow, name="narrow"),
    path("peers/add/", peers.add, name="add"),
    path("peers/<uuid:peer_id>/", peers.peer, name="peer"),
    path("peers/<uuid:peer_id>/confirm/", peers.confirm, name="confirm"),
    path("peers/<uuid:peer_id>/agree/", peers.agree, name="agree"),
    path("peers/<uuid:peer_id>/route/", peers.route, name="route"),
    path("peers/<uuid:peer_id>/card/", peers.new_card, name="new_card"),
    path("peers/<uuid:peer_id>/suspend/", peers.suspend, name="suspend"),
    path("peers/<uuid:peer_id>/resume/", peers.resume, name="resume"),
    path("peers/<uuid:peer_id>/end/", peers.end, name="end"),
    path("peers/<uuid:peer_id>/synchronise/", peers.synchronise_now, name="synchronise"),
    path("peers/<uuid:peer_id>/refused/", peers.refused, name="refused"),
    path("peers/<uuid:peer_id>/refused/retry/", peers.retry, name="retry"),
    path("v1/cards", for_peers.cards, name="peer_cards"),
    path("v1/records", for_peers.records, name="peer_records"),
    path("v1/receipts", for_peers.receipts, name="peer_receipts"),
    path("v1/hint", for_peers.hint, name="peer_hint"),
    path("v1/query", for_peers.query, name="peer_query"),
    re_path(r"^v1/", for_peers.nothing, name="peer_nothing"),
]
