"""What a peer could not be told while it was suspended or a type not agreed: said when a worker starts."""

from __future__ import annotations

import logging

from django.db import transaction

from comity.base.errors import ComityError
from comity.domains.exercises.guests.asking import send_waiting
from comity.domains.exercises.guests.reports import tell_reports
from comity.domains.exercises.guests.telling import tell_everything
from comity.domains.exercises.models import Announcement
from comity.domains.exercises.states import RoundState
from comity.kernel.accounts.actor import Actor

log = logging.getLogger(__name__)
LIVING = frozenset({RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED, RoundState.EVALUATED})


def catch_up(actor: Actor) -> int:
    """Say and send again what was left out; what the other side was told already is not said twice."""
    sent = 0
    for one in Announcement.objects.filter(withdrawn_at=None).select_related("round__scheme__organiser", "peer__party"):
        try:
            with transaction.atomic():
                tell_everything(actor, one.round, one.peer)
                if one.round.state not in LIVING:
                    tell_reports(actor, one.round)
            sent += 1
        except ComityError as error:  # one peer keeps no other from its turn
            log.warning("round %s to %s: %s", one.round_id, one.peer.origin, error.code)
    with transaction.atomic():
        return sent + send_waiting(actor)
