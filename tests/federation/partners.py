"""A simulated partner whose card this node has taken, confirmed and agreed with."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.federation.simulator import SimulatedNode


@dataclass
class Partner:
    """The other node, and its row here."""

    node: SimulatedNode
    peer: object


@pytest.fixture
def node(house):
    """The node itself: it acts as the system."""
    from comity.kernel.accounts.actor import Actor

    return Actor.system("a test of the exchange")


@pytest.fixture
def meet(node):
    """Introduces, confirms and agrees with a simulated node."""
    from comity.kernel.exchange import services

    def introduced(name="b.test", *types, **changes):
        other = SimulatedNode(name)
        peer = services.add_peer(node, other.card())
        services.confirm_peer(node, peer.pk, peer.fingerprint)
        for record_type in types or ("bulletin",):
            services.set_agreement(node, peer.pk, record_type, may_send=True, may_receive=True)
        if changes:
            services.change_route(node, peer.pk, **({"relay": False, "served": False} | changes))
        peer.refresh_from_db()
        return Partner(other, peer)

    return introduced


@pytest.fixture
def partner(meet):
    return meet()


@pytest.fixture
def take(node):
    """Takes a page of a partner in."""
    from comity.kernel.exchange.services import Page, receive_page

    def taken(partner, *, data=None, limit=500):
        from comity.kernel.exchange.models import Cursor

        after = Cursor.objects.get(peer=partner.peer).count
        return receive_page(node, partner.peer.pk, Page.from_data(data or partner.node.page(after, limit)))

    return taken


@pytest.fixture
def label(house):
    """A label of the organisation that runs this node."""
    from comity.kernel.handling.label_data import from_data

    def made(**data):
        return from_data({"tlp": "GREEN", "originator": str(house.operator.pk), **data})

    return made


@pytest.fixture
def publish(node, label):
    """Publishes a bulletin of this node."""
    from comity.kernel.exchange.services import publish_record

    def published(content=None, *, given=None, **more):
        return publish_record(node, "bulletin", content or {"title": "T", "text": "x"}, given or label(), **more)

    return published
