"""Alerts between nodes: taken in as published, marked as retracted when their origin says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import pgettext_lazy

from comity.base.clock import now
from comity.domains.substances.models import Alert, AlertKind, AlertLevel, AlertState, Substance
from comity.domains.substances.watch.mailing import queue_mails
from comity.domains.substances.watch.services import ALERT, LONGEST_TEXT, LONGEST_TITLE, MOST_EVIDENCE
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.records import ReceivedRecord, RecordType, schema_of
from comity.kernel.exchange.rules import What
from comity.kernel.handling.storing import stored
from comity.kernel.parties.countries import country_codes


def record_types() -> Iterator[RecordType]:
    """What the watch exchanges."""
    yield RecordType(ALERT, 1, pgettext_lazy("record type", "Alert"), schema_of(ALERT, 1), receive=take, hear=heard)


def take(actor: Actor, record: ReceivedRecord) -> None:  # noqa: ARG001 - the exchange hands it to every room
    """Keep an alert of another node; its people have reviewed it."""
    held = Alert.objects.filter(from_node=record.origin, record_id=record.record_id).first()
    row = held or Alert(id=uuid4(), from_node=record.origin, record_id=record.record_id, drafted_at=now())
    for name, value in _known(record.content).items():
        setattr(row, name, value)
    row.label, row.record_key, row.state = stored(record.label), record.key, AlertState.PUBLISHED
    row.version = record.version
    row.save()
    queue_mails(row)


def heard(actor: Actor, record: ReceivedRecord, what: What) -> None:  # noqa: ARG001 - as above
    """Retracted (withdrawn), recalled or narrowed by its origin."""
    row = Alert.objects.filter(from_node=record.origin, record_id=record.record_id).first()
    if row is None:
        return
    if what is What.NARROWED:
        row.label = stored(record.label)
    else:
        row.state, row.retracted_at = AlertState.RETRACTED, now()
    if what is What.RECALLED or record.is_out_of_sight(what):
        row.title, row.text, row.evidence, row.country, row.substance = "–", "", [], "", None
    row.save()
    if what is What.WITHDRAWN:
        queue_mails(row)


def _known(content: Any) -> dict[str, Any]:
    kind, level, country = (str(content.get(name) or "") for name in ("kind", "level", "country"))
    inchikey = str(content.get("inchikey") or "")
    evidence = content.get("evidence")
    return {
        "kind": kind if kind in AlertKind.values else AlertKind.OTHER,
        "level": level if level in AlertLevel.values else AlertLevel.NOTE,
        "title": str(content.get("title") or "–")[:LONGEST_TITLE],
        "text": str(content.get("text") or "")[:LONGEST_TEXT],
        "country": country if country in country_codes() else "",
        "substance": Substance.objects.filter(inchikey=inchikey).first() if inchikey else None,
        "evidence": evidence[:MOST_EVIDENCE] if isinstance(evidence, list) else [],
        "published_at": _moment(str(content.get("published_at") or "")),
    }


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return now()
    return found.astimezone(UTC) if found.tzinfo else now()
