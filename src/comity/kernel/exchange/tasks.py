"""Work in the background. Each task can be repeated safely."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.kernel.accounts.actor import Actor

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=5)
"""Peers also tell each other when something waits; this is for those that cannot."""


@task()
def synchronise_peer(peer_id: str) -> None:
    """Take in what one peer has for us."""
    from comity.kernel.exchange.synchronising import synchronise

    try:
        synchronise(Actor.system("synchronisation in the background"), UUID(peer_id))
    except ComityError as error:  # it stands on the page of the peer, and the next turn tries again
        logger.warning("synchronisation with %s: %s", peer_id, error.code)


@task()
def hint_peer(peer_id: str) -> None:
    """Tell a peer that something waits for it; where that fails, it comes by itself."""
    from comity.kernel.exchange.synchronising import hint

    try:
        hint(Actor.system("hint after something was published"), UUID(peer_id))
    except ComityError as error:
        logger.info("hint to %s: %s", peer_id, error.code)


@task()
def take_turn() -> None:
    """Ask every peer that is reached directly, each by a task of its own, and do so again after a while."""
    from comity.kernel.exchange.queries.peers import reached_directly

    _forget_old()
    peers = reached_directly()
    for key in peers:
        synchronise_peer.enqueue(str(key))
    if peers:
        take_turn.using(run_after=now() + EVERY).enqueue()


def keep_turning() -> int:
    """See to it that a turn is queued where there are peers to ask: when a worker starts, and after a confirmation."""
    from comity.kernel.exchange.queries.peers import reached_directly

    queued = DBTaskResult.objects.filter(task_path=take_turn.module_path, status=TaskResultStatus.READY)
    if queued.exists() or not reached_directly():
        return 0
    take_turn.enqueue()
    return 1


def _forget_old() -> None:
    """Turns leave nothing that anybody reads a day later; what they did stands in the audit trail."""
    paths = [take_turn.module_path, synchronise_peer.module_path, hint_peer.module_path]
    old = DBTaskResult.objects.finished().filter(task_path__in=paths, finished_at__lt=now() - timedelta(days=1))
    old.delete()
