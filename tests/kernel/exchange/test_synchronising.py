"""A turn with a peer: what goes wrong stands on its page, and one process at a time talks to it."""

import pytest

from comity.base.errors import ConflictError
from comity.kernel.exchange import services, synchronising
from comity.kernel.exchange.models import ReceiptNote
from comity.kernel.exchange.synchronising import hint, synchronise
from comity.kernel.exchange.watching import ForkedError
from comity.kernel.jobs.leases import BusyError, leased


class FakeLine:
    """A line to a simulated node."""

    def __init__(self, node, own, peer):
        self.node, self.peer, self.own, self.posted = node, peer, own, []

    def newer_cards(self, serial):
        return [self.node.card()] if self.node.serial > serial else []

    def get(self, path, **_more):
        after = int(path.partition("after=")[2].partition("&")[0])
        return self.node.page(after, 2)

    def post(self, path, data):
        self.posted.append((path, data))
        return {}


@pytest.fixture
def lines(monkeypatch, partner):
    made = []

    def line(own, peer):
        made.append(FakeLine(partner.node, own, peer))
        return made[-1]

    monkeypatch.setattr(synchronising, "Line", line)
    monkeypatch.setattr(synchronising, "look_at_log", lambda _peer: 0)
    monkeypatch.setattr(synchronising, "ask_to_witness", lambda _peer: False)
    return made


@pytest.mark.django_db(transaction=True)
def test_everything_comes_page_by_page_and_receipts_go_back(lines, node, partner):
    partner.node.put(*(partner.node.record()[0] for _ in range(5)))
    done = synchronise(node, partner.peer.pk)
    assert (done.taken, done.pages, done.complete, done.digest) == (5, 3, True, partner.node.digests[-1])
    path, data = lines[0].posted[0]
    assert (path, data["through"], len(data["notes"])) == ("/receipts", 5, 3)
    assert not ReceiptNote.objects.filter(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_stands_on_the_page_until_it_is_over(lines, node, partner):
    partner.node.put(partner.node.record()[0])
    partner.node.digests[-1] = "0" * 64
    with pytest.raises(ConflictError):
        synchronise(node, partner.peer.pk)
    partner.peer.refresh_from_db()
    assert partner.peer.fault == "digest-differs"
    del partner.node.items[:], partner.node.digests[1:]
    synchronise(node, partner.peer.pk)
    partner.peer.refresh_from_db()
    assert (partner.peer.fault, partner.peer.fault_at) == ("", None)
    assert lines


@pytest.mark.django_db(transaction=True)
def test_a_forked_log_suspends(lines, node, partner, monkeypatch):
    def forked(peer):
        raise ForkedError(peer)

    monkeypatch.setattr(synchronising, "look_at_log", forked)
    with pytest.raises(ForkedError):
        synchronise(node, partner.peer.pk)
    partner.peer.refresh_from_db()
    assert (partner.peer.state, partner.peer.fault) == ("suspended", "log-forked")
    with pytest.raises(ConflictError):
        synchronise(node, partner.peer.pk)
    assert lines


@pytest.mark.django_db(transaction=True)
def test_one_process_at_a_time(lines, node, partner):
    with leased(f"exchange:{partner.peer.pk}"), pytest.raises(BusyError):
        synchronise(node, partner.peer.pk)
    assert not lines or not lines[0].posted


def test_a_hint_goes_only_to_whoever_is_reached_directly(lines, node, partner):
    hint(node, partner.peer.pk)
    assert not lines
    services.suspend_peer(node, partner.peer.pk, "a test")
    hint(node, partner.peer.pk)
    assert not lines
