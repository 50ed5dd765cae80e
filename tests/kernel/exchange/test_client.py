"""Asking a peer: signed, bounded, with the peer's time where ours differs."""

import json
from email.utils import formatdate
from time import time

import pytest

from comity.base.errors import ComityError, ConflictError
from comity.kernel.exchange import client
from comity.kernel.exchange.client import Line, fetch_card
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.signatures import Answered, sign_answer
from comity.kernel.exchange.transport import Answer, UnreachableError
from comity.protocol.requests import Request


@pytest.fixture
def line(partner, monkeypatch, settings):
    settings.EXCHANGE_PRIVATE = True
    partner.peer.address = "https://b.example"
    made = Line(own_node(), partner.peer)
    made.answers, made.asked = [], []

    def fetch(method, url, *, headers, body, **_more):
        made.asked.append(headers)
        status, content, signer, extra = made.answers.pop(0)
        signed = {}
        if signer:
            answered = Answered(status, Request(method, url, dict(headers), body))
            from datetime import UTC, datetime

            signed = sign_answer(answered, content, signer, created=datetime.now(UTC))
        return Answer(status, {**signed, **extra}, content)

    monkeypatch.setattr(client, "fetch", fetch)
    return made


def test_a_signed_answer(line, partner):
    line.answers = [(200, b'{"a":1}', partner.node.requests, {})]
    assert line.get("/records?after=0") == {"a": 1}


def test_an_unsigned_answer_is_refused(line, partner):
    line.answers = [(200, b'{"a":1}', None, {}), (200, b'{"a":1}', partner.node.records, {})]
    for _ in range(2):
        with pytest.raises(ComityError) as found:
            line.get("/records?after=0")
        assert found.value.code == "answer-not-signed"


def test_the_peers_time_is_taken_once_and_only_for_a_few_days(line, partner):
    late = {"Date": formatdate(time() + 86400, usegmt=True)}
    told = (401, b'{"error": "request-time"}', None, late)
    line.answers = [told, (200, b"{}", partner.node.requests, {})]
    assert line.get("/x") == {}
    assert line.shift.days == 1 or line.shift.total_seconds() > 86000
    line.answers, line.shift = (
        [(401, told[1], None, {"Date": formatdate(time() + 9e6, usegmt=True)})],
        type(line.shift)(),
    )
    with pytest.raises(UnreachableError):
        line.get("/x")


def test_not_known_there(line):
    line.answers = [(404, b"{}", None, {})]
    with pytest.raises(ConflictError) as found:
        line.post("/receipts", {})
    assert found.value.code == "not-known-there"


def test_cards_carry_their_own_signatures(line):
    line.answers = [(200, json.dumps({"cards": ["a", 5]}).encode(), None, {})]
    assert line.newer_cards(1) == ["a"]


def test_a_card_from_an_address(monkeypatch, settings):
    settings.EXCHANGE_PRIVATE = False
    monkeypatch.setattr(client, "fetch", lambda _method, url, **_more: Answer(200, {}, url.encode()))
    assert fetch_card("https://b.example/exchange/card#abc") == "https://b.example/exchange/card"
    monkeypatch.setattr(client, "fetch", lambda *_given, **_more: Answer(404, {}, b""))
    with pytest.raises(UnreachableError):
        fetch_card("https://b.example")
    with pytest.raises(ComityError):
        fetch_card("http://b.example")


@pytest.mark.parametrize("stolen", [False, True])
def test_a_peer_that_knows_only_our_old_key_is_asked_with_it_once_more(line, partner, node, settings, tmp_path, stolen):
    from comity.base.clock import now
    from comity.kernel.exchange.services import issue_card, replace_node_key

    settings.DATA = tmp_path
    issue_card(node)
    old = own_node().identity.requests.verifier
    replace_node_key(node, "request", compromised_at=now() if stolen else None)
    line.own = own_node()
    line.answers = [(404, b"{}", None, {}), (200, b"{}", partner.node.requests, {})]
    if stolen:
        with pytest.raises(ConflictError):
            line.get("/x")
        return
    assert line.get("/x") == {}
    signed_by = [headers["Signature-Input"] for headers in line.asked]
    assert [old.key_id.hex() in one for one in signed_by] == [False, True]
