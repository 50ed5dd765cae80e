"""Laboratories of other nodes that are invited: their node learns of the round first."""

from __future__ import annotations

from collections.abc import Iterable

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.guests.parties import node_of
from comity.domains.exercises.guests.publishing import can_tell
from comity.domains.exercises.guests.telling import tell_round
from comity.domains.exercises.models import Announcement, Enrolment, Round
from comity.kernel.accounts.actor import Actor


def make_known(actor: Actor, round_: Round, invited: Iterable[Enrolment]) -> None:
    """See to it that the nodes of invited laboratories know of the round. A step of the invitation."""
    peers = {peer.pk: peer for one in invited if (peer := node_of(one.laboratory_id)) is not None}
    if not peers:
        return
    known = set(Announcement.objects.filter(round=round_, withdrawn_at=None).values_list("peer_id", flat=True))
    for peer in peers.values():
        if round_.plan_frozen_at is None or not can_tell(peer, "exercise-round", round_.scheme.organiser):
            text = "A laboratory acts at another node, {node}, which cannot be told of this round yet."
            what = message("guest round", text, node=peer.name)
            remedy = message(
                "guest round", "Freeze the plan, and see that the peer is confirmed and the types are agreed."
            )
            raise ConflictError("node-not-told", what, remedy=remedy)
        if peer.pk not in known:
            Announcement.objects.update_or_create(
                round=round_, peer=peer, defaults={"at": now(), "by_id": actor.user_id, "withdrawn_at": None}
            )
    tell_round(actor, round_)
