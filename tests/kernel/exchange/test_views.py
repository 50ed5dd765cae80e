"""Pages: who may open them, what they say, and how many questions they ask the database."""

import pytest
from django.urls import reverse

from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import services
from comity.kernel.exchange.models import Agreement, Peer, Record
from tests.federation.simulator import SimulatedNode

READ = ("exchange:home", "exchange:left", "exchange:came")


@pytest.fixture
def sign_in(client, house):
    def signed_in(role=Role.ADMINISTRATOR, party=None):
        held = house.person(f"P {role}", party or house.operator, role)
        client.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_and_who_may_change(sign_in, partner, publish, role, node):
    services.issue_card(node)
    record, client, peer = publish(), sign_in(role), partner.peer.pk
    reads = role in {Role.ADMINISTRATOR, Role.COORDINATOR}
    pages = [reverse(name) for name in READ]
    pages += [reverse("exchange:peer", args=[peer]), reverse("exchange:refused", args=[peer])]
    for address in pages:
        assert (client.get(address).status_code == 200) is reads, address
    if reads:
        assert client.get(reverse("exchange:record", args=[record.pk])).status_code == 200
    changes = role == Role.ADMINISTRATOR
    for name in ("confirm", "agree", "route", "new_card", "suspend", "resume", "end"):
        answer = client.get(reverse(f"exchange:{name}", args=[peer]))
        assert (answer.status_code == 200) is changes, name
        if not changes:
            assert answer.status_code in {403, 404}
    for name, key in (("add", []), ("recall", [record.pk]), ("withdraw", [record.pk])):
        answer = client.get(reverse(f"exchange:{name}", args=key))
        if not changes and name == "add":
            assert answer.status_code in {403, 404}
    for name in ("synchronise", "retry"):
        if not changes:
            assert client.post(reverse(f"exchange:{name}", args=[peer])).status_code in {403, 404}
    if not changes:
        assert client.post(reverse("exchange:issue_card")).status_code in {403, 404}


def test_an_administrator_of_another_organisation_sees_nothing(sign_in, partner, house):
    client = sign_in(party=house.ministry)
    for address in (*(reverse(name) for name in READ), reverse("exchange:peer", args=[partner.peer.pk])):
        assert client.get(address).status_code in {403, 404}


def test_strangers_are_asked_to_sign_in_but_may_have_the_card(client, node):
    card = services.issue_card(node)
    assert client.get(reverse("exchange:home")).status_code == 302
    assert client.get(reverse("exchange:card")).content.decode().strip() == card.envelope


def test_no_card_yet(client, db):
    assert client.get(reverse("exchange:card")).status_code == 404


def test_from_card_to_agreement_and_back(sign_in, node):
    services.issue_card(node)
    client, other = sign_in(), SimulatedNode("b.test")
    assert client.post(reverse("exchange:add"), {"card": ""}).status_code == 422
    assert client.post(reverse("exchange:add"), {"card": "{}"}).status_code == 422
    client.post(reverse("exchange:add"), {"card": other.card()})
    peer = Peer.objects.get()
    assert client.post(reverse("exchange:confirm", args=[peer.pk]), {"fingerprint": "0" * 32}).status_code == 422
    client.post(reverse("exchange:confirm", args=[peer.pk]), {"fingerprint": peer.fingerprint})
    client.post(reverse("exchange:agree", args=[peer.pk]), {"record_type": "bulletin", "may_send": "on"})
    assert Agreement.objects.get().may_send
    client.post(reverse("exchange:route", args=[peer.pk]), {"relay": "on"})
    for name in ("suspend", "resume", "end"):
        assert client.post(reverse(f"exchange:{name}", args=[peer.pk]), {"reason": "a test"}).status_code == 302
    peer.refresh_from_db()
    assert (peer.state, peer.relay) == ("ended", True)


def test_recalling_on_a_page(sign_in, publish, partner):
    record, client = publish(), sign_in()
    assert client.post(reverse("exchange:recall", args=[record.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("exchange:recall", args=[record.pk]), {"reason": "wrong"})
    assert Record.objects.get().state == "recalled"
    assert "not acknowledged: recalled" in client.get(reverse("exchange:record", args=[record.pk])).content.decode()


def test_filters(sign_in, publish):
    publish()
    client = sign_in()
    assert "1–1 of 1" in client.get(reverse("exchange:left"), {"type": "bulletin"}).content.decode()
    assert "Nothing fits" in client.get(reverse("exchange:left"), {"state": "recalled"}).content.decode()
    assert "Nothing fits" in client.get(reverse("exchange:left"), {"origin": "elsewhere"}).content.decode()


@pytest.mark.parametrize("name", READ)
def test_the_number_of_questions_does_not_grow(sign_in, meet, publish, take, name, django_assert_max_num_queries):
    partners = [meet(f"n{n}.test") for n in range(3)]
    for partner in partners:
        publish()
        partner.node.put(partner.node.record()[0])
        take(partner)
    client = sign_in()
    client.get(reverse(name))
    with django_assert_max_num_queries(22):
        assert client.get(reverse(name)).status_code == 200
