"""Reads: only for who looks after the exchange; content only as the label says."""

import uuid

import pytest

from comity.base.errors import NotFoundError
from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.queries.cards import cards_after, newest_card
from comity.kernel.exchange.queries.peers import find_peer, reached_directly
from comity.kernel.exchange.queries.records import find_record, outstanding, place_in_log, readable_content


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("party", ["operator", "ministry"])
def test_peers_and_traffic_are_for_who_looks_after_the_node(house, partner, publish, role, party):
    record = publish()
    reader = house.actor("Ada", getattr(house, party), role)
    sees = party == "operator" and role in {Role.ADMINISTRATOR, Role.COORDINATOR}
    assert queries.list_peers(reader).exists() is sees
    assert queries.list_left(reader).exists() is (sees or bool(readable_content(reader, record)))
    if not sees:
        for read in (
            lambda: queries.get_peer(reader, partner.peer.pk),
            lambda: queries.peer_keys(reader, partner.peer.pk),
            lambda: queries.list_refusals(reader, partner.peer.pk),
            lambda: queries.own_card(reader),
        ):
            with pytest.raises(NotFoundError):
                read()


def test_who_runs_the_node_sees_that_a_record_passed_and_not_what_its_label_hides(house, label, node):
    secret = label(tlp="RED", originator=str(house.ministry.pk))
    record = services.publish_record(node, "bulletin", {"title": "T", "text": "x"}, secret)
    admin = house.actor("Ada", house.operator, Role.ADMINISTRATOR)
    assert queries.get_record(admin, record.pk) == record
    assert readable_content(admin, record) is None
    other = house.actor("Oda", house.institute, Role.LABORATORY_MANAGER)
    with pytest.raises(NotFoundError):
        queries.get_record(other, record.pk)
    mine = house.actor("Mia", house.ministry, Role.ADMINISTRATOR)
    assert readable_content(mine, record).visible == {"title": "T", "text": "x"}


def test_finding(node, partner, publish):
    assert find_peer(node, "b.test") == find_peer(node, partner.peer.name) == partner.peer
    with pytest.raises(NotFoundError):
        find_peer(node, "nobody")
    record = publish()
    assert find_record(node, record.record_id) == record
    with pytest.raises(NotFoundError):
        find_record(node, uuid.uuid4())
    assert reached_directly() == [], "it has no address"
    services.issue_card(node)
    assert cards_after(0, 5) == [newest_card().envelope]
    assert cards_after(1, 5) == []


def test_a_recall_is_outstanding_until_all_have_acknowledged(node, partner, publish):
    record = publish()
    services.recall_record(node, record, "wrong")
    assert outstanding(node).count() == 1
    partner.peer.refresh_from_db()
    note = partner.node.receipt(record.origin, [(record.record_id, 1, "recalled")])
    services.take_receipts(node, partner.peer.pk, through=2, digest=partner.peer.queued_digest, notes=[note])
    assert not outstanding(node).exists()


@pytest.mark.django_db(transaction=True)
def test_a_record_has_its_place_in_the_log(publish):
    from comity.kernel.exchange.contents import digest_of
    from comity.kernel.ledger.queries import get_entry

    record = publish()
    index = place_in_log(record)
    assert get_entry(index) == digest_of(record.envelope)


def test_who_will_receive(node, meet, label):
    one, other = meet("b.test"), meet("c.test")
    given = label(not_releasable_to=[other.node.party])
    assert queries.who_will_receive(node, "bulletin", given) == [one.peer]
