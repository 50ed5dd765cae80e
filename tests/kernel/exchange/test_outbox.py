"""Outboxes: one digest over all items, a hint to whoever had everything."""

from comity.kernel.exchange.models import Outgoing, Peer
from comity.kernel.exchange.outbox import enqueue
from comity.kernel.exchange.rules import START, item_bytes, roll


def test_the_digest_runs_over_all_items(partner, publish):
    records = [publish() for _ in range(3)]
    digest = START
    for record, row in zip(records, Outgoing.objects.order_by("sequence"), strict=True):
        digest = roll(digest, item_bytes("record", record.envelope))
        assert (row.record, row.digest) == (record, digest)
    assert Peer.objects.get(pk=partner.peer.pk).queued_digest == digest


def test_a_hint_is_given_once(partner, publish, django_capture_on_commit_callbacks):
    Peer.objects.update(address="https://b.example")
    record = publish()
    Peer.objects.update(queued=0, acknowledged=0)
    Outgoing.objects.all()._raw_delete("default")
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue({partner.peer.pk: [record]})
        enqueue({partner.peer.pk: [record]})
    assert len(callbacks) == 1
