"""One record between two nodes: sealed for the other one, in a version that follows what was said before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.models import Peer, Record
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.rules import RecordState
from comity.kernel.exchange.services import publish_record
from comity.kernel.handling.label import Label, Onward, Tlp
from comity.kernel.parties.models import Party

TYPES = (
    "exercise-round",
    "exercise-enrolment",
    "exercise-answer",
    "exercise-submission",
    "exercise-receipt",
    "exercise-deadline",
    "exercise-report",
    "exercise-amendment",
    "exercise-file",
)
"""What has to be agreed with a peer before a round is announced to it; each goes one way, and the list says both."""


def label_between(originator: Party, peer: Peer, *, also: Iterable[UUID] = ()) -> Label:
    """For whoever runs the other node and its parts, and not to be passed on."""
    named = frozenset({str(peer.party_id), *(str(one) for one in also)})
    return Label(tlp=Tlp.AMBER_STRICT, originator=str(originator.pk), releasable_to=named, onward=Onward.NONE)


def tell(
    actor: Actor,
    record_type: str,
    record_id: UUID,
    content: Mapping[str, Any],
    *,
    originator: Party,
    peer: Peer,
    also: Iterable[UUID] = (),
) -> Record:
    """Publish it for one node, in the transaction under way; what was said already is not said again."""
    before = newest(origin(), record_id)
    if before is not None and before.state == RecordState.CURRENT and before.content == dict(content):
        return before
    return publish_record(
        actor,
        record_type,
        content,
        label_between(originator, peer, also=also),
        recipients=[peer.origin],
        sealed=True,
        supersedes=before,
        record_id=record_id,
    )


def can_tell(peer: Peer, record_type: str, originator: Party, *, also: Iterable[UUID] = ()) -> bool:
    """Whether a record of this type can go to the peer now: people confirmed it, and agreed on the type."""
    found = Audience().of(label_between(originator, peer, also=also), record_type, origins=[peer.origin])
    return bool(found)


def missing_agreements(peer: Peer) -> tuple[str, ...]:
    """The record types on which nothing was agreed with the peer, both ways."""
    audience = Audience()
    return tuple(one for one in TYPES if not (audience.may_send(peer, one) and audience.may_receive(peer, one)))


def newest(of: str, record_id: UUID) -> Record | None:
    """The newest version of a record of that node that is here."""
    return Record.objects.filter(origin=of, record_id=record_id).order_by("-version").first()


def newest_version(of: str, record_id: UUID) -> int:
    """Its number; 0 where there is none."""
    found = Record.objects.filter(origin=of, record_id=record_id).order_by("-version")
    return found.values_list("version", flat=True).first() or 0


def between(subject: UUID, peer: Peer, what: str) -> UUID:
    """The identifier of what is said about one subject to one node: the same at every repetition."""
    return for_node(subject, peer.origin, what)


def for_node(subject: UUID, node: str, what: str) -> UUID:
    """The same, by the origin of the node."""
    return uuid.uuid5(subject, f"{what} {node}")
