"""Alerts and subscriptions for programs; what only a person decides, no token does."""

import json
from dataclasses import replace

import pytest

from comity.base.errors import NotAllowedError
from comity.domains.substances.watch import services
from comity.domains.substances.watch.services import AlertText
from comity.kernel.handling.label_data import to_data
from tests.domains.substances.watch.conftest import labelled

pytestmark = pytest.mark.django_db
HERE = "/api/v1/substances"
TEXT = {"title": "Invented", "text": "Look out", "level": "note"}


def post(client, path, data):
    return client.post(f"{HERE}{path}", json.dumps(data), content_type="application/json")


def test_from_draft_to_retraction(coordinator, stranger, browser_of):
    client, label = browser_of(coordinator), to_data(labelled(coordinator))
    made = post(client, "/alerts", TEXT | {"label": label})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert browser_of(stranger).get(f"{HERE}/alerts/{key}").status_code == 404
    assert post(client, f"/alerts/{key}/publish", TEXT | {"label": label, "version": 1}).json()["state"] == "published"
    assert [one["id"] for one in browser_of(stranger).get(f"{HERE}/alerts").json()["items"]] == [key]
    assert post(browser_of(stranger), f"/alerts/{key}/read", {}).status_code == 200
    assert post(browser_of(stranger), f"/alerts/{key}/retract", {"reason": "x"}).status_code == 403
    assert post(client, f"/alerts/{key}/retract", {"reason": "Mixed up"}).json()["state"] == "retracted"


def test_no_token_lets_an_alert_go(coordinator):
    made = services.draft_alert(coordinator, AlertText("Invented"), labelled(coordinator))
    token = replace(coordinator, via="token", scopes=frozenset({"substances:write", "labels:write", "exchange:write"}))
    for decide in (services.dismiss_alert, services.retract_alert):
        with pytest.raises(NotAllowedError):
            decide(token, made.pk, "reason")
    with pytest.raises(NotAllowedError):
        services.publish_alert(token, made.pk, AlertText("Invented"), labelled(coordinator))


def test_subscriptions(stranger, browser_of):
    client = browser_of(stranger)
    made = post(client, "/subscriptions", {"topic": "country", "value": "GH"})
    assert made.status_code == 201
    assert [one["value"] for one in client.get(f"{HERE}/subscriptions").json()] == ["GH"]
    assert client.delete(f"{HERE}/subscriptions/{made.json()['id']}").status_code == 204
    assert client.get(f"{HERE}/subscriptions").json() == []
