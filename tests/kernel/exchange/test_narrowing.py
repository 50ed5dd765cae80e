"""Narrowing a record that has left: read in words first, then done; who has not acknowledged is seen."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from comity.base.clock import as_if, now
from comity.base.errors import InputError, NotAllowedError
from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.models import Notice, Record
from comity.kernel.exchange.queries.records import acknowledgements, outstanding
from comity.kernel.exchange.rules import What


@pytest.fixture
def sign_in(client, house):
    def signed_in(role=Role.ADMINISTRATOR, party=None):
        held = house.person(f"P {role}", party or house.operator, role)
        client.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


def items(partner):
    from comity.kernel.exchange.delivering import page_for

    partner.peer.refresh_from_db()
    return json.loads(page_for(partner.peer, 0, 500))["items"]


def answer(node, partner, record, *what):
    """The partner says that it has everything, and signs receipts."""
    partner.peer.refresh_from_db()
    lines = [(record.record_id, record.version, one) for one in what]
    note = partner.node.receipt(record.origin, lines)
    given = {"through": partner.peer.queued, "digest": partner.peer.queued_digest, "notes": [note]}
    services.take_receipts(node, partner.peer.pk, **given)


def stated(node, record):
    return {one.node: (one.done, one.missing) for one in acknowledgements(node, record)}


def test_who_loses_a_record_is_named_before_anything_is_done(node, meet, publish, label):
    kept, lost = meet("b.test"), meet("c.test")
    record = publish(given=label(releasable_to=[kept.node.party, lost.node.party]))
    found = queries.who_will_lose(node, record, label(releasable_to=[kept.node.party]))
    assert [peer.origin for peer in found.erasing] == [lost.node.origin]
    assert [peer.origin for peer in found.keeping] == [kept.node.origin]
    assert [one.id for one in found.parties] == [lost.node.party]
    assert not Notice.objects.exists()
    none = queries.who_will_lose(node, record, label(releasable_to=[kept.node.party, lost.node.party], onward="none"))
    assert (none.erasing, none.parties) == ((), ())


def test_a_node_keeps_what_it_may_use_for_one_of_the_purposes_named(node, partner, publish, label):
    record = publish()
    found = queries.who_will_lose(node, record, label(purposes=["public-health"]))
    assert [peer.origin for peer in found.keeping] == [partner.node.origin]


def test_the_other_end_does_what_was_said(node, partner, take, label):
    """Who was named as erasing erases, who was named as keeping keeps: the same rule at both ends."""
    here, theirs = str(label().originator), partner.node.party
    ours, statement = partner.node.record()
    partner.node.put(ours)
    take(partner)
    stays = {"tlp": "GREEN", "originator": theirs, "releasable_to": [here]}
    partner.node.put(partner.node.notice(statement, What.NARROWED, label=stays))
    take(partner)
    assert Record.objects.get().content
    goes = {"tlp": "GREEN", "originator": theirs, "releasable_to": []}
    partner.node.put(partner.node.notice(statement, What.NARROWED, label=goes))
    take(partner)
    assert not Record.objects.get().content


def test_a_node_that_is_down_stands_as_one_that_has_not_acknowledged(node, meet, publish, label):
    up, down = meet("b.test"), meet("c.test")
    record = publish()
    answer(node, up, record, "received"), answer(node, down, record, "received")
    services.narrow_record(node, record, label(tlp="AMBER"), "narrower")
    answer(node, up, record, "narrowed")
    assert stated(node, record) == {up.node.origin: (("narrowed",), ()), down.node.origin: ((), ("narrowed",))}
    assert outstanding(node).count() == 1
    assert [one["kind"] for one in items(down)] == ["record", "notice"], "it waits for the node"
    answer(node, down, record, "narrowed")
    assert not outstanding(node).exists()


def test_the_acknowledgement_of_one_narrowing_is_none_of_the_next(node, partner, publish, label):
    record = publish()
    services.narrow_record(node, record, label(tlp="AMBER"), "narrower")
    answer(node, partner, record, "narrowed")
    with as_if(now() + timedelta(minutes=1)):
        services.narrow_record(node, record, label(tlp="RED"), "narrower still")
        assert stated(node, record)[partner.node.origin] == ((), ("narrowed",))
        assert outstanding(node).count() == 1
        late = partner.node.receipt(record.origin, [(record.record_id, 1, "narrowed")])
        given = {"through": 2, "digest": _digest_at(partner, 2), "notes": [late]}
        services.take_receipts(node, partner.peer.pk, **given)
        assert stated(node, record)[partner.node.origin][1] == ("narrowed",), "it had not fetched the second one yet"
        assert outstanding(node).count() == 1
    with as_if(now() + timedelta(minutes=2)):
        answer(node, partner, record, "narrowed")
        assert stated(node, record)[partner.node.origin] == (("narrowed",), ())
        assert not outstanding(node).exists()


def _digest_at(partner, sequence):
    from comity.kernel.exchange.models import Outgoing

    return Outgoing.objects.get(peer=partner.peer, sequence=sequence).digest


def test_compared_is_the_label_of_now_not_the_one_that_was_read(node, publish, label, partner):
    record = publish()
    read_before = Record.objects.get(pk=record.pk)
    services.narrow_record(node, record, label(tlp="RED"), "narrower")
    assert read_before.handling.tlp == "GREEN"
    with pytest.raises(InputError) as refused:
        services.narrow_record(node, read_before, label(tlp="AMBER"), "wider than it is by now")
    assert refused.value.where == "tlp"
    with pytest.raises(InputError):
        services.narrow_record(node, record, label(tlp="RED"), "the same")


def test_on_a_page_the_button_counts_only_for_what_was_shown(sign_in, node, meet, publish, label):
    kept, lost = meet("b.test"), meet("c.test")
    record = publish(given=label(releasable_to=[kept.node.party, lost.node.party]))
    client, address = sign_in(), reverse("exchange:narrow", args=[record.pk])
    assert reverse("exchange:narrow", args=[record.pk]) in client.get(_page(record)).content.decode()
    start = client.get(address).context["form"].initial
    given = {name: value for name, value in start.items() if value is not None} | {"reason": "Asked by the originator"}
    given |= {"releasable_to": [kept.node.party], "how": "narrow"}
    shown = client.post(address, given)
    assert shown.status_code == 200
    assert not Notice.objects.exists(), "nobody has read yet who loses it"
    text = shown.content.decode()
    assert text.index("each erases its content") < text.index("Agency c.test") < text.index("These nodes keep it")
    other = client.post(address, given | {"shown": shown.context["shown"], "tlp": "RED"})
    assert (other.status_code, Notice.objects.count()) == (200, 0)
    done = client.post(address, given | {"shown": shown.context["shown"]})
    assert (done.status_code, Notice.objects.get().what) == (302, "narrowed")
    assert "not acknowledged: narrowed" in client.get(_page(record)).content.decode()


def test_the_last_name_leaves_an_empty_list_and_not_none(sign_in, partner, publish, label):
    record = publish(given=label(releasable_to=[partner.node.party]))
    client, address = sign_in(), reverse("exchange:narrow", args=[record.pk])
    given = {"tlp": "GREEN", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    shown = client.post(address, given | {"reason": "over", "how": "show"})
    assert shown.context["losing"].erasing
    client.post(address, given | {"reason": "over", "how": "narrow", "shown": shown.context["shown"]})
    record.refresh_from_db()
    assert record.handling.releasable_to == {record.handling.originator}


def test_a_wider_label_is_refused_beside_its_field(sign_in, publish, label):
    record = publish(given=label(tlp="AMBER"))
    given = {"tlp": "CLEAR", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    answered = sign_in().post(reverse("exchange:narrow", args=[record.pk]), given | {"reason": "x"})
    assert answered.status_code == 422
    assert "can only be narrowed" in str(answered.context["form"].errors["tlp"])


def test_nobody_narrows_what_is_not_theirs(sign_in, node, partner, take, publish, house, label):
    partner.node.put(partner.node.record()[0])
    take(partner)
    client = sign_in()
    theirs = Record.objects.exclude(received_from=None).get()
    assert client.get(reverse("exchange:narrow", args=[theirs.pk])).status_code == 404
    record = publish()
    client = sign_in(Role.COORDINATOR, house.ministry)
    assert client.get(reverse("exchange:narrow", args=[record.pk])).status_code in {403, 404}
    with pytest.raises(NotAllowedError):
        services.narrow_record(house.actor("Ana", house.ministry, Role.COORDINATOR), record, label(tlp="RED"), "x")


def test_for_programs(sign_in, node, partner, publish, label):
    record, client = publish(), sign_in()
    base, extra = f"/api/v1/exchange/records/{record.pk}", {"content_type": "application/json"}
    asked = client.post(f"{base}/narrowing", json.dumps({"label": {"tlp": "AMBER"}}), **extra).json()
    assert (asked["erasing"], asked["keeping"]) == ([partner.node.origin], [])
    assert partner.node.party in asked["parties"]
    assert not Notice.objects.exists()
    done = client.post(f"{base}/narrow", json.dumps({"label": {"tlp": "AMBER"}, "reason": "x"}), **extra)
    assert (done.status_code, done.json()["what"]) == (200, "narrowed")
    wider = client.post(f"{base}/narrow", json.dumps({"label": {"tlp": "CLEAR"}, "reason": "x"}), **extra)
    assert wider.status_code == 422


def _page(record):
    return reverse("exchange:record", args=[record.pk])
