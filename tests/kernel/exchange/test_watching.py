"""A peer's log: what continues is kept, what does not is evidence."""

import pytest

from comity.kernel.exchange import watching
from comity.kernel.exchange.watching import ForkedError, look_at_log
from comity.kernel.ledger.models import ForkEvidence, WatchedLog
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import sign_checkpoint
from comity.protocol.tree import CompactRange, leaf_hash


@pytest.fixture
def show(partner, monkeypatch):
    """The peer shows a log with these entries."""

    def shown(*entries):
        hashes = [leaf_hash(one) for one in entries]
        tree = CompactRange()
        tree.extend(hashes)
        note = sign_checkpoint(Checkpoint(partner.node.origin, len(entries), tree.root()), [partner.node.log]).data
        answers = {"checkpoint": note, f"tile/0/000.p/{len(entries)}": b"".join(hashes)}
        monkeypatch.setattr(watching, "_get", lambda _peer, path, _largest: answers[path])
        return look_at_log(partner.peer)

    return shown


def test_a_log_that_grows(show, partner):
    assert (show(b"a"), show(b"a", b"b"), show(b"a", b"b")) == (1, 2, 2)
    assert WatchedLog.objects.get(origin=partner.node.origin).size == 2


@pytest.mark.parametrize("second", [(b"a",), (b"a", b"x"), (b"x", b"b", b"c")])
def test_a_log_that_was_set_back_forked_or_rewritten(show, second):
    show(b"a", b"b")
    with pytest.raises(ForkedError):
        show(*second)
    assert ForkEvidence.objects.count() == 1


def test_who_has_no_witness_key_is_not_asked(partner):
    partner.peer.keys.filter(purpose="witness").delete()
    assert watching.ask_to_witness(partner.peer) is False
