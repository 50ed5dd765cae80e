"""The interface for programs: the same services, the same rules; what takes a person is not there."""

import json

import pytest

from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import services
from tests.federation.simulator import SimulatedNode

BASE = "/api/v1/exchange"


@pytest.fixture
def call(client, house):
    people = {}

    def called(method, path, data=None, *, role=Role.ADMINISTRATOR, party=None):
        where = party or house.operator
        if (role, where) not in people:
            people[role, where] = house.person(f"P {role} {where}", where, role)
        held = people[role, where]
        client.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        extra = {"data": json.dumps(data), "content_type": "application/json"} if data is not None else {}
        return getattr(client, method)(f"{BASE}{path}", **extra)

    return called


def test_a_peer_from_card_to_agreement(call, node):
    services.issue_card(node)
    other = SimulatedNode("b.test")
    made = call("post", "/peers", {"card": other.card()})
    assert (made.status_code, made.json()["state"]) == (201, "introduced")
    key = made.json()["id"]
    put = call("put", f"/peers/{key}/agreements/bulletin", {"may_send": True})
    assert (put.status_code, put.json()["may_receive"]) == (200, False)
    assert call("get", f"/peers/{key}/agreements").json()[0]["record_type"] == "bulletin"
    assert call("post", f"/peers/{key}/suspend", {"reason": "x"}).status_code == 409
    services.confirm_peer(node, key, made.json()["fingerprint"])
    assert call("post", f"/peers/{key}/suspend", {"reason": "x"}).json()["state"] == "suspended"
    assert call("post", f"/peers/{key}/resume", {"reason": "x"}).json()["state"] == "confirmed"
    assert call("get", "/node").json()["serial"] == 1
    assert [one["origin"] for one in call("get", "/peers").json()] == [other.origin]
    assert call("get", f"/peers/{key}").status_code == 200


def test_a_record_from_publishing_to_recall(call, partner):
    data = {"type": "bulletin", "content": {"title": "T", "text": ""}, "label": {"tlp": "GREEN"}}
    made = call("post", "/records", data)
    assert (made.status_code, made.json()["content"]["title"]) == (201, "T")
    key = made.json()["key"]
    later = call("post", "/records", data | {"supersedes": key}).json()
    assert later["version"] == 2
    assert len(call("get", "/records?direction=left").json()["items"]) == 2
    assert call("get", "/records?direction=came").json()["items"] == []
    assert call("get", f"/records/{key}").json()["state"] == "superseded"
    assert call("post", f"/records/{later['key']}/withdraw", {"reason": "over"}).json()["what"] == "withdrawn"
    assert call("post", f"/records/{later['key']}/recall", {"reason": "wrong"}).json()["what"] == "recalled"
    missing = call("get", f"/records/{later['key']}/acknowledgements").json()[0]["missing"]
    assert (sorted(missing), partner.peer.pk is not None) == (["recalled", "withdrawn"], True)
    assert call("post", "/records", data | {"label": {"tlp": "PINK"}}).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.COORDINATOR}])
def test_for_nobody_else(call, partner, publish, role, house):
    record, key = publish(), partner.peer.pk
    for method, path, data in (
        ("get", "/node", None),
        ("get", "/peers", None),
        ("post", "/peers", {"card": "x"}),
        ("get", f"/peers/{key}", None),
        ("get", f"/peers/{key}/agreements", None),
        ("put", f"/peers/{key}/agreements/bulletin", {}),
        ("post", f"/peers/{key}/suspend", {"reason": "x"}),
        ("post", f"/peers/{key}/resume", {"reason": "x"}),
        ("post", f"/peers/{key}/synchronise", {}),
        ("post", f"/records/{record.pk}/recall", {"reason": "x"}),
        ("post", f"/records/{record.pk}/withdraw", {"reason": "x"}),
    ):
        assert call(method, path, data, role=role, party=house.institute).status_code in {403, 404}, path
