"""Announcing a round to partner nodes, whose laboratories then take part from there; and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct import enrolling, life
from comity.domains.exercises.guests.publishing import between, can_tell, missing_agreements, newest
from comity.domains.exercises.guests.telling import tell_everything
from comity.domains.exercises.models import Announcement
from comity.domains.exercises.services.holding import held_round, write_down
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.rules import PeerState
from comity.kernel.exchange.services import withdraw_record


@transaction.atomic
def announce_round(actor: Actor, round_id: UUID, peer_ids: Iterable[UUID]) -> list[Announcement]:
    """Let partner nodes know of a round whose plan is frozen; one that knows of it is told what it has missed."""
    round_ = held_round(actor, round_id, "announce round")
    life.check_state(round_.state, *enrolling.ENROLLING)
    if round_.plan_frozen_at is None:
        what = message("round", "The plan is not frozen yet.")
        remedy = message("guest round", "Freeze it first: its digest is part of what partners are told.")
        raise ConflictError("plan-not-frozen", what, remedy=remedy)
    made = []
    for peer in _peers(peer_ids):
        if missing_agreements(peer) or not can_tell(peer, "exercise-round", round_.scheme.organiser):
            raise _not_agreed(peer)
        there, _ = Announcement.objects.get_or_create(
            round=round_, peer=peer, defaults={"at": now(), "by_id": actor.user_id}
        )
        if there.withdrawn_at is not None:
            there.withdrawn_at, there.at = None, now()
            there.save(update_fields=["withdrawn_at", "at"])
        tell_everything(actor, round_, peer)
        made.append(there)
    write_down(actor, "announce round", round_, {"nodes": [one.peer.origin for one in made]})
    return made


@transaction.atomic
def withdraw_announcement(actor: Actor, round_id: UUID, peer_id: UUID, *, reason: str) -> Announcement:
    """Nobody at that node can ask to take part any more; laboratories that take part still do."""
    round_ = held_round(actor, round_id, "announce round")
    why = life.clean_reason(reason)
    related = Announcement.objects.select_related("peer")
    found = related.filter(round=round_, peer=peer_id, withdrawn_at=None).first()
    if found is None:
        raise NotFoundError
    record = newest(origin(), between(round_.pk, found.peer, "round"))
    if record is not None:
        withdraw_record(actor, record, why[:500])
    found.withdrawn_at = now()
    found.save(update_fields=["withdrawn_at"])
    write_down(actor, "withdraw announcement", round_, {"node": found.peer.origin, "reason": why})
    return found


def _peers(peer_ids: Iterable[UUID]) -> list[Peer]:
    wanted = list(dict.fromkeys(peer_ids))
    found = {
        one.pk: one for one in Peer.objects.select_related("party").filter(pk__in=wanted, state=PeerState.CONFIRMED)
    }
    if not wanted or set(wanted) - set(found):
        what = message("guest round", "Choose among the partner nodes whose fingerprint was confirmed.")
        raise InputError("peer-unknown", what, where="peers")
    return [found[key] for key in wanted]


def _not_agreed(peer: Peer) -> ConflictError:
    missing = missing_agreements(peer)
    text = "It was not agreed with {node} that these pass both ways: {types}."
    what = message("guest round", text, node=peer.name, types=", ".join(missing) or "exercise-round")
    remedy = message("guest round", "An administrator agrees on them on the page of the peer.")
    return ConflictError("not-agreed", what, remedy=remedy)
