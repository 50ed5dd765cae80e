"""What was agreed with a peer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.services import Detail, record
from comity.kernel.exchange.models import Agreement
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.rules import ANY_TYPE
from comity.kernel.handling.label import clean_purposes

_TYPE = re.compile(r"(question:)?[a-z][a-z0-9-]{0,60}")


@transaction.atomic
def set_agreement(
    actor: Actor,
    peer_id: UUID,
    record_type: str,
    *,
    may_send: bool,
    may_receive: bool,
    purposes: Iterable[str] = (),
    roles: Iterable[str] = (),
) -> Agreement:
    """Which way records of a type may go, for which purposes, and which roles here send them or ask.

    `record_type` is a type's name, `*` for every type, or `question:NAME`: then `may_receive` lets the peer ask us.
    """
    peer = get_peer(actor, peer_id)
    actor.require("set agreement", peer.party)
    if record_type != ANY_TYPE and not _TYPE.fullmatch(record_type):
        what = message("exchange", "A record type is a short word in small letters, or * for every type.")
        raise InputError("type-unknown", what, where="record_type")
    wanted = sorted(set(roles))
    if not set(wanted) <= set(Role):
        raise InputError("role-unknown", message("exchange", "One of these is not a role."), where="roles")
    agreement, _made = Agreement.objects.update_or_create(
        peer=peer,
        record_type=record_type,
        defaults={
            "may_send": may_send,
            "may_receive": may_receive,
            "purposes": sorted(clean_purposes(purposes)),
            "roles": wanted,
            "since": now(),
        },
    )
    detail: Detail = {
        "type": record_type,
        "send": may_send,
        "receive": may_receive,
        "purposes": list(agreement.purposes),
        "roles": wanted,
    }
    record(actor, "set agreement", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return agreement
