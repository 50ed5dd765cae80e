"""Asking a peer: only what was agreed, by whom it was agreed, and on record before it leaves; and being asked."""

from datetime import timedelta

import pytest

from comity.base.clock import as_if, now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange import asking, services
from comity.kernel.exchange.asking import ask_peer
from comity.kernel.exchange.records import register_question
from comity.kernel.exchange.services import questions


def test_a_question(node, partner, monkeypatch):
    with pytest.raises(ConflictError):
        ask_peer(node, partner.peer.pk, "spectrum", {})
    services.set_agreement(node, partner.peer.pk, "question:spectrum", may_send=True, may_receive=False)
    answers = [{"answer": {"n": 1}}, {"answer": 5}]
    monkeypatch.setattr(asking.Line, "post", lambda _line, _path, _data: answers.pop(0))
    assert ask_peer(node, partner.peer.pk, "spectrum", {"x": 1}) == {"n": 1}
    with pytest.raises(InputError):
        ask_peer(node, partner.peer.pk, "spectrum", {"x": 1})
    assert AuditEntry.objects.filter(verb="ask peer").count() == 2


def test_only_the_roles_that_were_agreed_ask(node, partner, house, monkeypatch):
    monkeypatch.setattr(asking.Line, "post", lambda _line, _path, _data: {"answer": {}})
    ways = {"may_send": True, "may_receive": False}
    services.set_agreement(node, partner.peer.pk, "question:spectrum", roles=[Role.COORDINATOR], **ways)
    coordinator = house.actor("Cora", house.operator, Role.COORDINATOR)
    analyst = house.actor("Ana", house.operator, Role.ANALYST)
    assert ask_peer(coordinator, partner.peer.pk, "spectrum", {}) == {}
    with pytest.raises(NotAllowedError) as refused:
        ask_peer(analyst, partner.peer.pk, "spectrum", {})
    assert refused.value.code == "not-your-role"
    assert AuditEntry.objects.filter(verb="ask peer").count() == 1
    services.set_agreement(node, partner.peer.pk, "question:spectrum", **ways)
    assert ask_peer(analyst, partner.peer.pk, "spectrum", {}) == {}


@pytest.fixture
def asked(node, meet, monkeypatch):
    register_question("probe", lambda _actor, asker, _asked: {"to": asker.origin})

    def met(name):
        other = meet(name).peer
        services.set_agreement(node, other.pk, "question:probe", may_send=False, may_receive=True)
        return other

    return met


def test_one_peer_asks_only_so_often_and_others_are_answered_all_the_same(node, asked, monkeypatch):
    monkeypatch.setattr(questions, "QUESTIONS_PER_MINUTE", 3)
    monkeypatch.setattr(questions, "QUESTIONS_PER_DAY", 5)
    eager, other = asked("eager.test"), asked("other.test")
    begun = now()
    with as_if(begun):
        for _ in range(3):
            assert questions.answer_question(node, eager.pk, "probe", {}) == {"to": "eager.test/log"}
        with pytest.raises(ConflictError) as refused:
            questions.answer_question(node, eager.pk, "probe", {})
        assert refused.value.code == "too-many-questions"
        assert questions.answer_question(node, other.pk, "probe", {}) == {"to": "other.test/log"}
    with as_if(begun + timedelta(minutes=2)):
        for _ in range(2):
            questions.answer_question(node, eager.pk, "probe", {})
    with as_if(begun + timedelta(minutes=4)), pytest.raises(ConflictError):
        questions.answer_question(node, eager.pk, "probe", {})
    with as_if(begun + timedelta(days=1, minutes=5)):
        questions.answer_question(node, eager.pk, "probe", {})


def test_what_was_not_agreed_does_not_exist_however_often_somebody_asks(node, asked, monkeypatch):
    monkeypatch.setattr(questions, "QUESTIONS_PER_MINUTE", 0)
    with pytest.raises(NotFoundError):
        questions.answer_question(node, asked("eager.test").pk, "unknown", {})
