"""Keeping: which versions count, and that nothing is said twice (pages as a whole: test_receiving.py)."""

from comity.kernel.exchange.keeping import received_record, settle
from comity.kernel.exchange.models import Record


def test_settling_twice_changes_nothing(node, partner, take):
    item, said = partner.node.record()
    partner.node.put(item, partner.node.notice(said))
    take(partner)
    before = Record.objects.values().get()
    settle(node, partner.node.origin, said.record_id)
    assert Record.objects.values().get() == before


def test_settling_what_is_not_here(node, partner):
    _, said = partner.node.record()
    settle(node, partner.node.origin, said.record_id)
    assert not Record.objects.exists()


def test_what_a_room_gets(publish):
    record = publish()
    got = received_record(record, 2)
    assert (got.key, got.content["title"], got.withheld, got.label) == (record.pk, "T", 2, record.handling)
