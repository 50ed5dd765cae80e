"""Work in the background. Each task can be repeated safely."""

from __future__ import annotations

import logging
from uuid import UUID

from django_tasks import task

from comity.base.errors import ComityError
from comity.kernel.accounts.actor import Actor

logger = logging.getLogger(__name__)


@task()
def synchronise_peer(peer_id: str) -> None:
    """Take in what one peer has for us."""
    from comity.kernel.exchange.services.synchronising import synchronise

    try:
        synchronise(Actor.system("synchronisation in the background"), UUID(peer_id))
    except ComityError as error:  # it stands on the page of the peer, and the next turn tries again
        logger.warning("synchronisation with %s: %s", peer_id, error.code)


@task()
def hint_peer(peer_id: str) -> None:
    """Tell a peer that something waits for it; where that fails, it comes by itself."""
    from comity.kernel.exchange.services.synchronising import hint

    try:
        hint(Actor.system("hint after something was published"), UUID(peer_id))
    except ComityError as error:
        logger.info("hint to %s: %s", peer_id, error.code)


def synchronise_all() -> int:
    """Put a task for every peer that is reached directly into the queue; how many. For the schedule."""
    from comity.kernel.exchange.queries.peers import reached_directly

    peers = reached_directly()
    for key in peers:
        synchronise_peer.enqueue(str(key))
    return len(peers)
