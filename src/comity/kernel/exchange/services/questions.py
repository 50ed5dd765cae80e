"""Questions between nodes: what was agreed may be asked, and every question and answer is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.limits import QUESTIONS_PER_DAY, QUESTIONS_PER_MINUTE
from comity.kernel.exchange.models import Peer
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
    _refuse_too_many(peer)
    answer = known.answer(actor, Asker(peer.origin, peer.party_id, frozenset(agreed.purposes)), asked)
    detail = {"question": name, "peer": peer.origin}
    trail.record(actor, "answer question", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return answer


def _refuse_too_many(peer: Peer) -> None:
    """Counted in the audit trail, which all processes of this node share and which no restart empties."""
    answered = AuditEntry.objects.filter(verb="answer question", object_ref=f"peer:{peer.pk}")
    for most, during in ((QUESTIONS_PER_MINUTE, timedelta(minutes=1)), (QUESTIONS_PER_DAY, timedelta(days=1))):
        if answered.filter(at__gt=now() - during).count() >= most:
            what = message("exchange", "This node has asked too many questions; it is answered again later.")
            raise ConflictError("too-many-questions", what)
