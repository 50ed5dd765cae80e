"""The pages of the exchange in a browser: accessible, within their width, and complete from card to recall."""

import os
from pathlib import Path

import pytest

from tests.e2e.conftest import look

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("COMITY_PICTURES", "")


def shoot(page, name):
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture
def traffic(node, meet, take, publish, house):
    """Two partners, records both ways, one refused, one recalled."""
    from comity.kernel.exchange import services
    from tests.federation.simulator import SimulatedNode

    services.issue_card(node)
    partner, new = meet("ghana.test"), SimulatedNode("poland.test")
    waiting = services.add_peer(node, new.card())
    records = [publish({"title": f"Invented {n}", "text": "For a test."}) for n in range(2)]
    partner.node.put(partner.node.record({"title": "From elsewhere", "text": "Invented."})[0])
    partner.node.put(partner.node.record({"text": "unfit"})[0])
    take(partner)
    services.take_receipts(
        node,
        partner.peer.pk,
        through=2,
        digest=_digest(partner),
        notes=[partner.node.receipt(records[0].origin, [(records[0].record_id, 1, "received")])],
    )
    services.recall_record(node, records[0], "It was a test.")
    admin = house.actor("Ada", house.operator, "administrator")
    return admin, partner, waiting, records


def _digest(partner):
    partner.peer.refresh_from_db()
    return partner.peer.queued_digest


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_at_both_widths(window, traffic, width):
    admin, partner, waiting, records = traffic
    page = window(admin, width=width)
    addresses = {
        "home": "/exchange/",
        "add": "/exchange/peers/add/",
        "peer": f"/exchange/peers/{partner.peer.pk}/",
        "waiting": f"/exchange/peers/{waiting.pk}/",
        "confirm": f"/exchange/peers/{waiting.pk}/confirm/",
        "agree": f"/exchange/peers/{partner.peer.pk}/agree/?type=bulletin",
        "route": f"/exchange/peers/{partner.peer.pk}/route/",
        "refused": f"/exchange/peers/{partner.peer.pk}/refused/",
        "left": "/exchange/left/",
        "came": "/exchange/came/",
        "record": f"/exchange/records/{records[0].pk}/",
        "recall": f"/exchange/records/{records[1].pk}/recall/",
        "narrow": f"/exchange/records/{records[1].pk}/narrow/",
        "nodes": "/exercises/nodes/",
    }
    for name, address in addresses.items():
        look(page, address)
        shoot(page, f"exchange-{name}-{width}")


def test_from_a_pasted_card_to_an_agreement(window, node, house):
    from comity.kernel.exchange import services
    from comity.kernel.exchange.models import Agreement, Peer
    from comity.kernel.exchange.rules import in_groups
    from tests.federation.simulator import SimulatedNode

    services.issue_card(node)
    other = SimulatedNode("kenya.test")
    page = window(house.actor("Ada", house.operator, "administrator"))
    page.goto("/exchange/peers/add/")
    page.get_by_label("or the card itself").fill(other.card())
    page.get_by_role("button", name="Read the card").click()
    page.get_by_label("The fingerprint that they read").fill("0" * 64)
    page.get_by_role("button", name="They are the same").click()
    assert "not the fingerprint" in page.inner_text("main")
    page.get_by_label("The fingerprint that they read").fill(in_groups(Peer.objects.get().fingerprint))
    page.get_by_role("button", name="They are the same").click()
    page.get_by_label("It may go from here to there").check()
    page.get_by_role("button", name="Agree").click()
    page.wait_for_url(f"**/exchange/peers/{Peer.objects.get().pk}/")
    assert Peer.objects.get().state == "confirmed"
    assert Agreement.objects.get().may_send


@pytest.mark.parametrize("width", [1280, 390])
def test_narrowing_a_record_reads_before_it_is_done(window, traffic, width):
    admin, partner, _waiting, records = traffic
    page = window(admin, width=width)
    page.goto(f"/exchange/records/{records[1].pk}/")
    page.get_by_role("link", name="Narrow", exact=True).click()
    page.get_by_label("TLP:AMBER+STRICT").check()
    page.get_by_label("Reason").fill("The originator asked for it.")
    page.get_by_role("button", name="Show who will no longer hold it").click()
    assert partner.peer.name in page.inner_text("[aria-labelledby=losing]")
    look(page)
    shoot(page, f"exchange-narrowing-{width}")
    page.get_by_role("button", name="Narrow it").click()
    page.wait_for_url(f"**/exchange/records/{records[1].pk}/")
    assert "not acknowledged: narrowed" in page.inner_text("main")
