"""Keeping what was verified: new versions, what they supersede, notices, and what a relay passes on. Steps of services.

Rows are written together for a whole page. A room hears of each record by itself, inside a savepoint: where it fails,
this one record is taken out again and refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.contents import content_of
from comity.kernel.exchange.models import Notice, Outgoing, Record
from comity.kernel.exchange.outbox import Item as OutboxItem
from comity.kernel.exchange.outbox import enqueue
from comity.kernel.exchange.reading import Item, Reader, Taken, wrong
from comity.kernel.exchange.records import ReceivedRecord, record_type
from comity.kernel.exchange.rules import RecordState, What, state_of_version
from comity.kernel.exchange.statements import Acknowledged, NoticeStatement, Signed
from comity.kernel.handling.label_data import from_data
from comity.kernel.handling.models import StoredLabel
from comity.kernel.handling.storing import digest_of, stored

logger = logging.getLogger(__name__)

Key = tuple[str, UUID]
Count = Callable[[str], None]
Refuse = Callable[[Item, ComityError], None]


class Keeper:
    """Collects the verified items of one page in their order, and writes them at its end."""

    def __init__(self, actor: Actor, reader: Reader) -> None:
        self.actor = actor
        self.reader = reader
        self.acknowledged: dict[str, list[Acknowledged]] = {}
        self._looked: list[Taken | tuple[Item, NoticeStatement, Signed]] = []
        self._labels: dict[str, StoredLabel] = {}

    def look(self, item: Item) -> None:
        """Verify an item; raises where it is wrong."""
        if item.kind == "record":
            self._looked.append(self.reader.record(item))
        else:
            self._looked.append((item, *self.reader.notice(item)))

    def finish(self, count: Count, refuse: Refuse) -> tuple[int, int]:
        """Write everything; how many items are new, and how many were known."""
        taken, known = self._split(count, refuse)
        records = [(one, self._row(one)) for one in taken]
        Record.objects.bulk_create([row for _one, row in records], batch_size=200)
        kept = [row for one, row in records if self._told(one, row, count, refuse)]
        for row in kept:
            self._acknowledge(row.origin, row.record_id, row.version, What.RECEIVED)
        self._order({(row.origin, row.record_id) for row in kept})
        notices = [one for one in self._looked if not isinstance(one, Taken)]
        new = [notice for one in notices if (notice := self._notice(*one)) is not None]
        self._pass_on(kept, new)
        return len(kept) + len(new), known + len(notices) - len(new)

    def _split(self, count: Count, refuse: Refuse) -> tuple[list[Taken], int]:
        """New records, and the number of those that were here. The same version twice with two contents is refused."""
        wanted = [one for one in self._looked if isinstance(one, Taken)]
        ids = {one.read.statement.record_id for one in wanted}
        here = {
            (row.origin, row.record_id, row.version): row.envelope_hash
            for row in Record.objects.filter(record_id__in=ids).only("origin", "record_id", "version", "envelope_hash")
        }
        new, known = [], 0
        for one in wanted:
            said = one.read.statement
            key = (said.origin, said.record_id, said.version)
            if key not in here:
                here[key] = one.read.envelope_hash
                new.append(one)
            elif here[key] == one.read.envelope_hash:
                known += 1
                self._acknowledge(said.origin, said.record_id, said.version, What.RECEIVED)
            else:
                what = message("exchange", "Its origin has signed two different versions with the same number.")
                error = wrong("two-versions", what)
                count(error.code)
                refuse(one.item, error)
        return new, known

    def _row(self, taken: Taken) -> Record:
        said, read = taken.read.statement, taken.read
        return Record(
            label=self._label(taken),
            field_labels=dict(read.field_labels),
            record_id=said.record_id,
            version=said.version,
            type=said.type,
            type_version=said.type_version,
            origin=said.origin,
            originator=said.originator,
            issued=said.issued,
            supersedes=said.supersedes,
            envelope=taken.item.envelope,
            envelope_hash=read.envelope_hash,
            statement=taken.item.statement,
            fields=taken.fields,
            sealed=taken.item.sealed if said.sealed_for else "",
            log_index=taken.item.index,
            received_from=self.reader.peer,
            at=self.reader.at,
        )

    def _label(self, taken: Taken) -> StoredLabel:
        digest = digest_of(taken.label)
        if digest not in self._labels:
            self._labels[digest] = stored(taken.label)
        return self._labels[digest]

    def _told(self, taken: Taken, row: Record, count: Count, refuse: Refuse) -> bool:
        """Whether the room of this type, if it wants to hear of it, could take it."""
        known = record_type(row.type, row.type_version)
        if known is None or known.receive is None or not row.fields:
            return True
        try:
            with transaction.atomic():
                known.receive(self.actor, received_record(row, taken.read.withheld))
        except ComityError as error:
            self._take_out(taken, row, error, count, refuse)
            return False
        except Exception:  # a fault in one room must not keep the records of all others out
            logger.exception("the room of %s failed to take a record", row.type)
            what = message("exchange", "An error happened here while it was taken in.")
            self._take_out(taken, row, wrong("error-here", what), count, refuse)
            return False
        return True

    def _take_out(self, taken: Taken, row: Record, error: ComityError, count: Count, refuse: Refuse) -> None:
        row.delete()
        count(error.code)
        refuse(taken.item, error)

    def _order(self, keys: set[Key]) -> None:
        """Which versions count, from all that are here and all that was said about them."""
        for origin, record_id in self._several(keys):
            settle(self.actor, origin, record_id)

    def _several(self, keys: set[Key]) -> list[Key]:
        """Only records with several versions or a notice: the others are as they were made."""
        ids = {record_id for _origin, record_id in keys}
        counted: dict[Key, int] = {}
        for key in Record.objects.filter(record_id__in=ids).values_list("origin", "record_id"):
            counted[key] = counted.get(key, 0) + 1
        noted = set(Notice.objects.filter(record_id__in=ids).values_list("origin", "record_id"))
        return sorted((key for key in keys if counted.get(key, 0) > 1 or key in noted), key=str)

    def _notice(self, item: Item, said: NoticeStatement, signed: Signed) -> Notice | None:
        """Keep what was said, and act on it; a notice may come before its record."""
        self._acknowledge(said.origin, said.record_id, said.version, said.what)
        if Notice.objects.filter(envelope_hash=signed.envelope_hash).exists():
            return None
        made = Notice.objects.create(
            origin=said.origin,
            record_id=said.record_id,
            version=said.version,
            what=said.what,
            label=dict(said.label) if said.label is not None else None,
            reason=said.reason,
            issued=said.issued,
            envelope=item.envelope,
            envelope_hash=signed.envelope_hash,
            received_from=self.reader.peer,
            at=self.reader.at,
        )
        settle(self.actor, said.origin, said.record_id, sees=self.reader.audience.sees_here)
        return made

    def _pass_on(self, records: list[Record], notices: list[Notice]) -> None:
        """What a relay sends on: records within their label, notices to whoever was sent the record."""
        outbox: dict[UUID, list[OutboxItem]] = {}
        for row in records:
            for key in self._further(row):
                outbox.setdefault(key, []).append(row)
        enqueue(outbox)
        outbox = {}
        for notice in notices:
            sent = Outgoing.objects.filter(record__origin=notice.origin, record__record_id=notice.record_id)
            for key in set(sent.values_list("peer_id", flat=True)):
                outbox.setdefault(key, []).append(notice)
        enqueue(outbox)

    def _further(self, row: Record) -> list[UUID]:
        away = {row.origin, self.reader.peer.origin}
        audience = self.reader.audience
        if row.sealed:
            from comity.kernel.exchange.contents import look_at

            named = set(look_at(row.envelope, row.statement).sealed_for)
            return [one.pk for one in audience.peers if one.served and one.origin in named - away]
        label = from_data(row.label.data)
        return [one.pk for one in audience.passed_on(label, row.type) if one.origin not in away]

    def _acknowledge(self, origin: str, record_id: UUID, version: int, what: What) -> None:
        self.acknowledged.setdefault(origin, []).append(Acknowledged(record_id, version, what))


def settle(actor: Actor, origin: str, record_id: UUID, *, sees: Callable[[Any], bool] | None = None) -> None:
    """Bring the versions of a record into the states that follow from what is here, and erase what was recalled."""
    rows = list(Record.objects.filter(origin=origin, record_id=record_id).select_related("label").order_by("version"))
    said = list(Notice.objects.filter(origin=origin, record_id=record_id).order_by("id"))
    if not rows:
        return
    highest = rows[-1].version
    recalled = max((one.version for one in said if one.what == What.RECALLED), default=0)
    withdrawn = max((one.version for one in said if one.what == What.WITHDRAWN), default=0)
    for row in rows:
        before = (row.state, row.label_id)
        row.state = state_of_version(row.version, highest, withdrawn_to=withdrawn, recalled_to=recalled)
        narrowed = _narrowed(row, said)
        out_of_sight = narrowed and sees is not None and row.fields != "" and not sees(from_data(row.label.data))
        if (row.state == RecordState.RECALLED or out_of_sight) and not row.is_own:
            row.fields, row.sealed = "", ""
        if before != (row.state, row.label_id) or out_of_sight:
            row.save(update_fields=["state", "label", "fields", "sealed"])
            _tell(actor, row, What.NARROWED if narrowed and row.state == before[0] else _what(row))


def _narrowed(row: Record, said: list[Notice]) -> bool:
    """Give a row the label of the last narrowing for its version; whether that changed it."""
    last = next((one for one in reversed(said) if one.what == What.NARROWED and one.version >= row.version), None)
    if last is None or last.label is None:
        return False
    label = stored(from_data(last.label))
    changed = label.pk != row.label_id
    row.label = label
    return changed


def _what(row: Record) -> What | None:
    return {RecordState.RECALLED: What.RECALLED, RecordState.WITHDRAWN: What.WITHDRAWN}.get(RecordState(row.state))


def _tell(actor: Actor, row: Record, what: What | None) -> None:
    known = record_type(row.type, row.type_version)
    if known is not None and known.hear is not None and what is not None and not row.is_own:
        known.hear(actor, received_record(row, 0), what)


def received_record(row: Record, withheld: int) -> ReceivedRecord:
    """A kept record as its room gets it."""
    return ReceivedRecord(
        record_id=row.record_id,
        version=row.version,
        type=row.type,
        type_version=row.type_version,
        origin=row.origin,
        originator=row.originator,
        issued=row.issued,
        label=from_data(row.label.data),
        content=content_of(row.fields),
        withheld=withheld,
        supersedes=row.supersedes,
        state=row.state,
        doubtful=row.doubtful,
        key=row.pk,
    )
