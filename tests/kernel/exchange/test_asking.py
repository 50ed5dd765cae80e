"""Asking a peer: only what was agreed, and on record before it leaves."""

import pytest

from comity.base.errors import ConflictError, InputError
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange import asking, services
from comity.kernel.exchange.asking import ask_peer


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
