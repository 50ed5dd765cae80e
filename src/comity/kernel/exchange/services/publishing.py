"""Publishing: a record is checked, signed, committed to in the log and put into outboxes, in one transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.contents import Written, write_record
from comity.kernel.exchange.models import Outgoing, Peer, PeerKey, Record
from comity.kernel.exchange.notices import make_notice, originator_party
from comity.kernel.exchange.outbox import Item, enqueue
from comity.kernel.exchange.own_node import OwnNode, own_node
from comity.kernel.exchange.records import RecordType, check_content, known_types, record_type
from comity.kernel.exchange.rules import Purpose, RecordState, What, hash_text
from comity.kernel.exchange.sealing import seal_fields
from comity.kernel.exchange.statements import RecordStatement
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.ledger.services import append


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that is to be published; see `publish_record`."""

    type: str
    content: Mapping[str, Any]
    label: Label
    type_version: int | None = None
    field_labels: Mapping[str, Label] = field(default_factory=dict)
    recipients: Sequence[str] | None = None
    sealed: bool = False
    supersedes: Record | None = None
    record_id: UUID | None = None


@transaction.atomic
def publish_record(
    actor: Actor,
    type: str,  # noqa: A002 - the word of the field, and of the record
    content: Mapping[str, Any],
    label: Label,
    *,
    type_version: int | None = None,
    field_labels: Mapping[str, Label] | None = None,
    recipients: Sequence[str] | None = None,
    sealed: bool = False,
    supersedes: Record | None = None,
    record_id: UUID | None = None,
) -> Record:
    """Sign a record and let it go to every peer that its label and the agreements allow.

    `recipients` names the only nodes (by origin) to which it may go; with `sealed`, only these can read it, also where
    a relay passes it on. `supersedes` is the version that this one follows. The newest version of the type that this
    node knows is written unless `type_version` says otherwise.
    """
    draft = Draft(type, content, label, type_version, field_labels or {}, recipients, sealed, supersedes, record_id)
    return _publish_all(actor, [draft])[0]


@transaction.atomic
def publish_records(actor: Actor, drafts: Iterable[Draft]) -> list[Record]:
    """The same for many records at once: all of them, or none."""
    return _publish_all(actor, drafts)


def _publish_all(actor: Actor, drafts: Iterable[Draft]) -> list[Record]:
    own, audience = own_node(), Audience(actor=actor)
    made: list[Record] = []
    outbox: dict[UUID, list[Item]] = {}
    allowed: set[str] = set()
    for draft in drafts:
        originator = draft.label.originator
        if originator not in allowed:
            actor.require("publish record", originator_party(originator))
            allowed.add(originator)
        record, peers = _publish(own, audience, draft, outbox)
        detail: Detail = {"type": record.type, "version": record.version, "peers": peers, "tlp": draft.label.tlp.value}
        trail.record(actor, "publish record", party_id=record.originator, object_ref=_ref(record), detail=detail)
        made.append(record)
    enqueue(outbox)
    return made


def _publish(own: OwnNode, audience: Audience, draft: Draft, outbox: dict[UUID, list[Item]]) -> tuple[Record, int]:
    """Sign and keep one record; the record, and the number of outboxes into which it goes."""
    known = _known(draft)
    check_content(known, draft.content)
    recipients = audience.of(draft.label, known.name, origins=draft.recipients)
    _refuse_unknown_recipients(draft, recipients)
    before = _superseded(own, draft)
    statement = _statement(own, draft, known, before, recipients)
    labels = {pointer: to_data(label) for pointer, label in draft.field_labels.items()}
    written = write_record(statement, draft.content, labels, key=own.identity.records, salt=secrets.token_bytes)
    made = _keep(audience, draft, statement, written, recipients)
    over = {(peer.through or peer).pk for peer in recipients if draft.sealed or peer.through is None}
    for key in sorted(over, key=str):
        outbox.setdefault(key, []).append(made)
    if before is not None:
        _retire(own, before, over, outbox)
    return made, len(over)


def _statement(
    own: OwnNode, draft: Draft, known: RecordType, before: Record | None, recipients: Sequence[Peer]
) -> RecordStatement:
    return RecordStatement(
        record_id=before.record_id if before else draft.record_id or uuid.uuid4(),
        version=before.version + 1 if before else 1,
        type=known.name,
        type_version=known.version,
        origin=own.origin,
        originator=UUID(draft.label.originator),
        issued=now(),
        label=to_data(draft.label),
        supersedes=before.version if before else None,
        sealed_for=tuple(sorted(peer.origin for peer in recipients)) if draft.sealed else (),
    )


def _keep(
    audience: Audience, draft: Draft, statement: RecordStatement, written: Written, recipients: Sequence[Peer]
) -> Record:
    labels = {pointer: to_data(label) for pointer, label in draft.field_labels.items()}
    made = Record(
        label=audience.stored(draft.label),
        field_labels=labels,
        record_id=statement.record_id,
        version=statement.version,
        type=statement.type,
        type_version=statement.type_version,
        origin=statement.origin,
        originator=statement.originator,
        issued=statement.issued,
        supersedes=statement.supersedes,
        envelope=written.envelope,
        envelope_hash=hash_text(written.envelope),
        statement=written.statement,
        fields=written.fields,
        sealed=seal_fields(written.fields, _sealing_keys(recipients).values()) if draft.sealed and recipients else "",
        log_entry=append(written.digest).pk,
        at=statement.issued,
    )
    if draft.supersedes is None and draft.record_id is None:  # a fresh random identifier meets no other
        made.save(force_insert=True)
        return made
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        what = message("exchange", "Somebody else has published this version in the meantime.")
        remedy = message("exchange", "Look at the newest version, then decide again.")
        raise ConflictError("version-taken", what, remedy=remedy) from error
    return made


def _sealing_keys(recipients: Sequence[Peer]) -> dict[str, str]:
    keys = PeerKey.objects.filter(
        peer__in=recipients, purpose=Purpose.SEALING, until=None, compromised_at=None
    ).select_related("peer")
    found = {one.peer.origin: one.public for one in keys}
    missing = [peer.name for peer in recipients if peer.origin not in found]
    if missing:
        what = message("exchange", "The node {name} has no key with which to seal for it.", name=missing[0])
        raise InputError("no-sealing-key", what, where="recipients")
    return found


def _known(draft: Draft) -> RecordType:
    if draft.type_version is not None:
        found = record_type(draft.type, draft.type_version)
    else:
        found = next((one for one in reversed(known_types()) if one.name == draft.type), None)
    if found is None:
        what = message("exchange", "This node knows no record type of the name {type}.", type=draft.type[:80])
        raise InputError("type-unknown", what, where="type")
    return found


def _superseded(own: OwnNode, draft: Draft) -> Record | None:
    """The version that is followed, as it is now, locked until this transaction ends."""
    if draft.supersedes is None:
        return None
    same = Record.objects.filter(origin=own.origin, record_id=draft.supersedes.record_id)
    newest = same.select_for_update(of=("self",)).order_by("-version").first()
    if newest is None:
        raise NotFoundError
    if newest.version != draft.supersedes.version or newest.type != draft.type:
        what = message("exchange", "There is a later version of this record.")
        raise ConflictError("superseded-already", what, remedy=message("exchange", "Look at it, then decide again."))
    if str(newest.originator) != draft.label.originator:
        what = message("exchange", "A record keeps its originator.")
        raise InputError("originator-fixed", what, where="label")
    return newest


def _retire(own: OwnNode, before: Record, over: set[UUID], outbox: dict[UUID, list[Item]]) -> None:
    """The version before counts no more; who holds it and may not see the new one is told that it is withdrawn."""
    Record.objects.filter(pk=before.pk, state=RecordState.CURRENT).update(state=RecordState.SUPERSEDED)
    held = set(Outgoing.objects.filter(record=before).values_list("peer_id", flat=True))
    left = held - over
    if left:
        notice = make_notice(own, before, What.WITHDRAWN)
        for key in left:
            outbox.setdefault(key, []).append(notice)


def _refuse_unknown_recipients(draft: Draft, recipients: Sequence[Peer]) -> None:
    missing = set(draft.recipients or ()) - {peer.origin for peer in recipients}
    if missing:
        text = "The node {name} may not receive this: its label or the agreement with that node does not allow it."
        what = message("exchange", text, name=min(missing)[:200])
        remedy = message("exchange", "Look at who will receive it, then change the label or the recipients.")
        raise InputError("recipient-not-allowed", what, where="recipients", remedy=remedy)


def _ref(made: Record) -> str:
    return f"record:{made.record_id}"
