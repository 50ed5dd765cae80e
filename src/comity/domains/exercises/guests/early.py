"""Records that come before what they build on: kept, and taken up when that is there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.domains.exercises.models import EarlyRecord
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.keeping import received_record
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.records import ReceivedRecord

Taker = Callable[[Actor, ReceivedRecord], None]
MOST_WAITING = 1000  # for one round; more is no mere disorder


class TooEarlyError(Exception):
    """What a record builds on is not here yet."""


def taken(taker: Taker, actor: Actor, record: ReceivedRecord) -> bool:
    """Take a record, or put it aside where it is too early; whether it was taken."""
    if _overtaken(record):
        return False
    try:
        with transaction.atomic():
            taker(actor, record)
    except TooEarlyError:
        _put_aside(record)
        return False
    _forget(record)
    return True


def take_up(takers: Callable[[str], Taker], actor: Actor, round_id: UUID) -> None:
    """Try what waits for something of this round, until nothing more fits."""
    moved = True
    while moved:
        moved = False
        for key in EarlyRecord.objects.filter(round=round_id).values_list("pk", flat=True):
            row = Record.objects.select_related("label").filter(pk=key).first()
            moved = _tried(takers, actor, row) or moved
            if row is None:
                EarlyRecord.objects.filter(pk=key).delete()


def _tried(takers: Callable[[str], Taker], actor: Actor, row: Record | None) -> bool:
    if row is None or not row.fields:
        return False
    record = received_record(row, 0)
    try:
        return taken(takers(record.type), actor, record)
    except ComityError:  # it can never be taken; the record itself stays, with what was signed
        EarlyRecord.objects.filter(pk=row.pk).delete()
        return False


def _overtaken(record: ReceivedRecord) -> bool:
    """Whether a later version is here: each says its thing whole, so an older one changes nothing."""
    later = Record.objects.filter(origin=record.origin, record_id=record.record_id, version__gt=record.version)
    if later.exists():
        _forget(record)
        return True
    return False


def _forget(record: ReceivedRecord) -> None:
    if record.key is not None:
        EarlyRecord.objects.filter(pk=record.key).delete()


def _put_aside(record: ReceivedRecord) -> None:
    round_id = UUID(record.content["round"])
    if record.key and EarlyRecord.objects.filter(round=round_id).count() < MOST_WAITING:
        EarlyRecord.objects.get_or_create(pk=record.key, defaults={"round": round_id, "at": now()})
