"""Questions between nodes: what was agreed may be asked, and every question and answer is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.exchange.queries.peers import agreement_on, get_peer
from comity.kernel.exchange.records import Asker, question


@transaction.atomic
def answer_question(actor: Actor, peer_id: UUID, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a peer's question, where it was agreed that it may ask; otherwise there is no such question."""
    peer = get_peer(actor, peer_id)
    actor.require("answer question", peer.party)
    known, agreed = question(name[:80]), agreement_on(peer, name)
    if known is None or agreed is None or not agreed.may_receive:
        raise NotFoundError
    answer = known.answer(actor, Asker(peer.origin, peer.party_id, frozenset(agreed.purposes)), asked)
    detail = {"question": name, "peer": peer.origin}
    trail.record(actor, "answer question", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return answer
