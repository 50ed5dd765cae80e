"""Asking a peer a question over the network; never from within a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.exchange.client import Line
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.queries.peers import agreement_on, get_peer
from comity.kernel.exchange.rules import PeerState
from comity.kernel.parties.models import Party


def ask_peer(actor: Actor, peer_id: UUID, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask a peer, where it was agreed that we may. What comes back is checked by the room that asks."""
    peer = _note_question(actor, peer_id, name)
    answer = Line(own_node(), peer).post("/query", {"question": name, "asked": dict(asked)}).get("answer")
    if not isinstance(answer, Mapping):
        raise InputError("answer-unusable", message("exchange", "The other node's answer cannot be read."))
    return answer


def _note_question(actor: Actor, peer_id: UUID, name: str) -> Peer:
    """Written down before it leaves: the network may fail afterwards, the question was asked."""
    peer = get_peer(Actor.system(f"question {name}"), peer_id)
    actor.require("ask peer", Party.objects.filter(pk=actor.party_id).first() if actor.party_id else None)
    agreed = agreement_on(peer, name)
    if peer.state != PeerState.CONFIRMED or agreed is None or not agreed.may_send:
        what = message("exchange", "It was not agreed that this node may ask that.")
        raise ConflictError("not-agreed", what, remedy=message("exchange", "Agree on it with the other node first."))
    if not agreed.lets_send(actor):
        what = message("exchange", "The agreement with that node leaves this question to other roles.")
        remedy = message("exchange", "Somebody with one of these roles can ask; they stand on the page of the node.")
        raise NotAllowedError("not-your-role", what, remedy=remedy)
    detail = {"question": name, "peer": peer.origin, "at": now().isoformat()}
    with transaction.atomic():
        trail.record(actor, "ask peer", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return peer
