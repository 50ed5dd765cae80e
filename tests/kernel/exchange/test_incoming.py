"""Requests of peers: by signature only, once only, and strangers learn nothing."""

import json
import time

import pytest
from django.test import Client

from comity.kernel.exchange import services
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.signatures import Answered, verify_answer
from comity.protocol.requests import Request, sign_request
from tests.federation.simulator import SimulatedNode

HOST = "http://testserver"
NOTHING = (404, b'{"error": "not-found"}')


@pytest.fixture
def ask(partner):
    def asked(path, *, node=None, body=b"", at=0, nonce=None, change=None, method=None):
        method = method or ("POST" if body else "GET")
        request = Request(
            method, f"{HOST}/exchange/v1/{path}", {"Content-Type": "application/json"} if body else {}, body
        )
        created = int(time.time()) + at
        sign_request(request, (node or partner.node).requests, created=created, nonce=nonce or f"{time.time_ns()}")
        if change:
            change(request)
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        headers.pop("HTTP_CONTENT_TYPE", None)
        extra = {"data": request.body, "content_type": "application/json"} if body else {}
        answer = getattr(Client(enforce_csrf_checks=True), method.lower())(
            request.url.removeprefix(HOST), **extra, **headers
        )
        return request, answer

    return asked


def test_a_peer_gets_its_outbox_signed(ask, publish):
    from comity.kernel.exchange.own_node import own_node

    publish()
    request, answer = ask("records?after=0")
    page = json.loads(answer.content)
    assert (answer.status_code, page["count"], len(page["items"])) == (200, 1, 1)
    key = own_node().identity.requests.verifier
    verify_answer(Answered(200, request, dict(answer.headers)), answer.content, [key])
    assert Peer.objects.get().heard_at is not None


def test_a_request_counts_once(ask):
    _, first = ask("records?after=0", nonce="once")
    _, second = ask("records?after=0", nonce="once")
    assert (first.status_code, second.status_code) == (200, 404)


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request.headers.pop("Signature"),
        lambda request: setattr(request, "url", request.url.replace("after=0", "after=1")),
        lambda request: request.headers.update({"Content-Digest": "sha-256=:AAAA:"}),
        lambda request: request.headers.update(
            {"Signature-Input": request.headers["Signature-Input"].replace("a", "b")}
        ),
    ],
)
def test_whatever_was_changed_is_nobody(ask, change):
    _, answer = ask("records?after=0", change=change)
    assert (answer.status_code, answer.content) == NOTHING


def test_unknown_suspended_and_unknown_address_are_the_same(ask, partner, node, publish):
    publish()
    _, stranger = ask("records?after=0", node=SimulatedNode("b.test"))
    _, elsewhere = ask("no-such-thing")
    posted = Client(enforce_csrf_checks=True).post("/exchange/v1/no-such-thing", {})
    assert (posted.status_code, posted.content) == NOTHING
    services.suspend_peer(node, partner.peer.pk, "a test")
    _, suspended = ask("records?after=0")
    plain = Client().get("/exchange/v1/records?after=0")
    for answer in (stranger, elsewhere, suspended, plain):
        assert (answer.status_code, answer.content) == NOTHING


def test_only_a_peer_hears_that_its_clock_is_wrong(ask):
    _, answer = ask("records?after=0", at=-86400)
    assert (answer.status_code, json.loads(answer.content)["error"]) == (401, "request-time")
    assert answer["Date"]
    _, stranger = ask("records?after=0", at=-86400, node=SimulatedNode("b.test"))
    assert (stranger.status_code, stranger.content) == NOTHING


def test_receipts_hints_cards_and_questions(ask, partner, publish, node):
    from django_tasks_db.models import DBTaskResult

    services.issue_card(node)
    publish()
    partner.peer.refresh_from_db()
    body = {"through": 1, "digest": partner.peer.queued_digest, "notes": []}
    assert ask("receipts", body=json.dumps(body).encode())[1].status_code == 200
    partner.peer.refresh_from_db()
    assert partner.peer.acknowledged == 1
    assert ask("receipts", body=json.dumps(body | {"digest": "0" * 64}).encode())[1].status_code == 409
    assert len(json.loads(ask("cards?after=0")[1].content)["cards"]) == 1
    assert ask("hint", body=b"{}")[1].status_code == 200
    assert DBTaskResult.objects.filter(task_path__endswith="synchronise_peer").exists()
    assert (ask("query", body=b'{"question": "x", "asked": {}}')[1].status_code) == 404


@pytest.mark.parametrize("body", [b"[]", b"x", b'{"through": "1"}', b"{" * 5000, b'{"a":1,"a":2}'])
def test_any_other_body_is_refused_in_words(ask, body):
    for path in ("receipts", "query"):
        answer = ask(path, body=body)[1]
        assert answer.status_code == 409
        assert json.loads(answer.content)["error"]
