"""To whom a record goes."""

import pytest

from comity.kernel.exchange import services
from comity.kernel.exchange.audience import Audience


def test_parts_of_the_organisation_that_runs_a_node_are_at_that_node(node, house, label):
    from tests.federation.simulator import SimulatedNode

    other = SimulatedNode("b.test", party=str(house.ministry.pk))
    peer = services.add_peer(node, other.card())
    services.confirm_peer(node, peer.pk, peer.fingerprint)
    services.set_agreement(node, peer.pk, "bulletin", may_send=True, may_receive=True)
    audience = Audience()
    given = label(tlp="RED", releasable_to=[str(house.laboratory.pk)])
    assert audience.of(given, "bulletin") == [peer]
    assert audience.of(label(tlp="RED", releasable_to=[str(house.institute.pk)]), "bulletin") == []
    assert audience.node_of(house.laboratory.pk) == peer.origin
    assert audience.node_of(house.operator.pk) == ""
    assert audience.node_of(house.institute.pk) is None


def test_passing_on_takes_a_listed_label_and_a_served_peer(meet, label, house):
    served, other = meet("b.test", served=True), meet("c.test")
    audience = Audience()
    foreign = {"originator": str(house.ministry.pk)}
    assert audience.passed_on(label(onward="listed", **foreign), "bulletin") == [served.peer]
    for onward in ("none", "ask"):
        assert audience.passed_on(label(onward=onward, **foreign), "bulletin") == []
    assert other.peer not in audience.passed_on(label(onward="listed", **foreign), "bulletin")


def test_a_name_beats_every_type(node, partner):
    services.set_agreement(node, partner.peer.pk, "*", may_send=True, may_receive=True)
    services.set_agreement(node, partner.peer.pk, "bulletin", may_send=False, may_receive=True)
    audience = Audience()
    assert not audience.may_send(partner.peer, "bulletin")
    assert audience.may_send(partner.peer, "anything")
    assert audience.may_receive(partner.peer, "anything")
    assert audience.sees_here is not None


def test_only_the_roles_that_were_agreed_send(node, partner, house, label):
    from comity.base.errors import InputError
    from comity.kernel.accounts.roles import Role
    from comity.kernel.exchange import queries, services

    services.set_agreement(
        node, partner.peer.pk, "bulletin", may_send=True, may_receive=True, roles=[Role.LABORATORY_MANAGER]
    )
    content, given = {"title": "T", "text": ""}, label(originator=str(house.laboratory.pk))
    manager = house.actor("Mia", house.laboratory, Role.LABORATORY_MANAGER)
    analyst = house.actor("Ana", house.laboratory, Role.ANALYST)
    assert queries.who_will_receive(analyst, "bulletin", given) == []
    assert queries.who_will_receive(manager, "bulletin", given) == [partner.peer]
    kept_here = services.publish_record(analyst, "bulletin", content, given)
    gone = services.publish_record(manager, "bulletin", content, given)
    assert (kept_here.sent.count(), gone.sent.count()) == (0, 1)
    with pytest.raises(InputError):
        services.publish_record(analyst, "bulletin", content, given, recipients=[partner.node.origin])
    assert services.publish_record(node, "bulletin", content, label()).sent.count() == 1, "the node itself"
    other = services.publish_record(analyst, "bulletin", content, given)
    services.recall_record(analyst, gone, "whoever sent it: a recall reaches every holder")
    assert (gone.sent.count(), other.sent.count()) == (1, 0)
