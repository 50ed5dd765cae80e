"""What an originator says later: a record is withdrawn, recalled, or narrowed to fewer readers.

The notice goes to every node that this one has sent the record to, whatever the agreements say by now, and each
acknowledges it with a signed receipt. Who has not is seen on the record's page.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.models import Notice, Outgoing, Record
from comity.kernel.exchange.notices import make_notice, originator_party, refuse_wider
from comity.kernel.exchange.outbox import enqueue
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.rules import RecordState, What
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.storing import stored

LONGEST_REASON = 500  # characters


@transaction.atomic
def withdraw_record(actor: Actor, record: Record, reason: str) -> Notice:
    """The record counts no more (it was wrong, or is over). Whoever holds it keeps it, marked as withdrawn."""
    return _notify(actor, record, "withdraw record", What.WITHDRAWN, reason)


@transaction.atomic
def recall_record(actor: Actor, record: Record, reason: str) -> Notice:
    """Whoever holds the record erases its content, and says so."""
    return _notify(actor, record, "recall record", What.RECALLED, reason)


@transaction.atomic
def narrow_record(actor: Actor, record: Record, label: Label, reason: str) -> Notice:
    """A stricter label: who may not see the record any more erases it, the others follow the new label."""
    notice = _notify(actor, record, "narrow record", What.NARROWED, reason, label=label)
    Record.objects.filter(origin=record.origin, record_id=record.record_id, version__lte=record.version).update(
        label=stored(label)
    )
    return notice


def _notify(actor: Actor, record: Record, verb: str, what: What, reason: str, *, label: Label | None = None) -> Notice:
    own = own_node()
    held = Record.objects.select_for_update(of=("self",)).filter(pk=record.pk, origin=own.origin).first()
    if held is None:
        raise NotFoundError
    if label is not None:
        refuse_wider(held, label)
    actor.require(verb, originator_party(str(held.originator)))
    if held.state == RecordState.RECALLED:
        raise ConflictError("recalled-already", message("exchange", "This record has been recalled already."))
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        text = "This needs a reason of at most {count} characters; whoever holds the record reads it."
        raise InputError("reason-missing", message("exchange", text, count=LONGEST_REASON), where="reason")
    notice = make_notice(own, held, what, reason=why, label=to_data(label) if label else None)
    reached = _holders(held)
    enqueue({peer: [notice] for peer in reached})
    if what is not What.NARROWED:
        state = RecordState.RECALLED if what is What.RECALLED else RecordState.WITHDRAWN
        _older(held).update(state=state)
    detail: Detail = {"version": held.version, "reason": why, "peers": len(reached)}
    trail.record(actor, verb, party_id=held.originator, object_ref=f"record:{held.record_id}", detail=detail)
    return notice


def _older(record: Record) -> QuerySet[Record]:
    same = Record.objects.filter(origin=record.origin, record_id=record.record_id, version__lte=record.version)
    return same.exclude(state=RecordState.RECALLED)


def _holders(record: Record) -> list[UUID]:
    """The peers to whose outbox any version of the record went."""
    sent = Outgoing.objects.filter(record__origin=record.origin, record__record_id=record.record_id)
    return list(sent.order_by("peer_id").values_list("peer_id", flat=True).distinct())
