"""Pages of an outbox: numbered, bounded, under the label as it is now."""

import json

from comity.kernel.exchange import delivering, services
from comity.kernel.exchange.delivering import page_for


def test_a_page_ends_before_it_is_too_large(monkeypatch, partner, publish):
    for _ in range(4):
        publish({"title": "T", "text": "x" * 3000})
    partner.peer.refresh_from_db()
    monkeypatch.setattr(delivering, "LARGEST_PAGE", 10_000)
    page = json.loads(page_for(partner.peer, 0, 500))
    assert 0 < len(page["items"]) < 4
    assert (page["through"], page["count"]) == (len(page["items"]), 4)


def test_an_empty_page_repeats_the_digest(partner, publish):
    publish()
    partner.peer.refresh_from_db()
    page = json.loads(page_for(partner.peer, 1, 10))
    assert (page["items"], page["digest"]) == ([], partner.peer.queued_digest)


def test_whoever_lost_a_purpose_gets_no_content(node, partner, publish, label):
    services.set_agreement(
        node, partner.peer.pk, "bulletin", may_send=True, may_receive=True, purposes=["public-health"]
    )
    publish(given=label(purposes=["public-health"]))
    services.set_agreement(node, partner.peer.pk, "bulletin", may_send=True, may_receive=True)
    partner.peer.refresh_from_db()
    (item,) = json.loads(page_for(partner.peer, 0, 10))["items"]
    assert "fields" not in item
