"""Work in the background: turns that go on, and a peer that fails stops nothing."""

import pytest
from django_tasks_db.models import DBTaskResult

from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.tasks import hint_peer, keep_turning, synchronise_peer, take_turn


def queued(name):
    return DBTaskResult.objects.filter(task_path__endswith=name, status="READY")


@pytest.mark.django_db
def test_without_peers_nothing_turns():
    assert keep_turning() == 0
    take_turn.func()
    assert not DBTaskResult.objects.exists()


def test_one_turn_is_queued_and_queues_the_next(partner):
    Peer.objects.filter(pk=partner.peer.pk).update(address="https://b.example")
    assert (keep_turning(), keep_turning()) == (1, 0)
    queued("take_turn").delete()
    take_turn.func()
    assert queued("synchronise_peer").count() == 1
    assert queued("take_turn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_peer_that_cannot_be_reached_is_left(partner):
    synchronise_peer.func(str(partner.peer.pk))
    hint_peer.func(str(partner.peer.pk))
    partner.peer.refresh_from_db()
    assert partner.peer.fault == "no-address"
