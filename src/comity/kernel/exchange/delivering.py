"""What a peer gets from its outbox: a page of items as they were signed, within what it may see now."""

from __future__ import annotations

import json
from typing import Any

from comity.base.clock import now
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.contents import has_field_labels, keep_fields
from comity.kernel.exchange.limits import LARGEST_PAGE, RECORDS_PER_PAGE
from comity.kernel.exchange.models import Outgoing, Peer, Record
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.rules import START, RecordState
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import from_data
from comity.kernel.ledger.models import LogEntry


def page_for(peer: Peer, after: int, limit: int) -> bytes | None:
    """The items behind `after`, as JSON; nothing where the peer claims to have more than there is."""
    if after > peer.queued:
        return None
    wanted = max(1, min(limit, RECORDS_PER_PAGE))
    found = Outgoing.objects.filter(peer=peer, sequence__gt=after).order_by("sequence")
    rows = list(found.select_related("record__label", "notice")[:wanted])
    items = _within(_Deliverer(peer, rows), rows)
    last = rows[len(items) - 1] if items else None
    digest = last.digest if last else _digest_at(peer, after)
    head = {"origin": origin(), "after": after, "through": after + len(items), "digest": digest, "count": peer.queued}
    return (json.dumps(head)[:-1] + ', "items": [' + ",".join(items) + "]}").encode()


def _within(deliverer: _Deliverer, rows: list[Outgoing]) -> list[str]:
    """As many items as one answer holds; at least one."""
    items: list[str] = []
    size = 0
    for row in rows:
        text = json.dumps(deliverer.item(row), ensure_ascii=False, separators=(",", ":"))
        size += len(text.encode())
        if items and size > LARGEST_PAGE - 1024:
            break
        items.append(text)
    return items


class _Deliverer:
    """Turns rows of the outbox of one peer into items."""

    def __init__(self, peer: Peer, rows: list[Outgoing]) -> None:
        self.peer = peer
        self.audience = Audience(now())
        entries = [row.record.log_entry for row in rows if row.record and row.record.log_entry]
        self.indices = dict(LogEntry.objects.filter(pk__in=entries).values_list("pk", "index"))
        self._sees: dict[int, bool] = {}

    def item(self, row: Outgoing) -> dict[str, Any]:
        if row.notice is not None:
            return {"sequence": row.sequence, "kind": "notice", "envelope": row.notice.envelope}
        record = row.record
        if record is None:
            raise LookupError("an item is a record or a notice")
        item: dict[str, Any] = {
            "sequence": row.sequence,
            "kind": "record",
            "envelope": record.envelope,
            "statement": record.statement,
            **self._shown(record),
        }
        index = self.indices.get(record.log_entry) if record.log_entry else record.log_index
        return item if index is None else {**item, "index": index}

    def _shown(self, record: Record) -> dict[str, str]:
        """What is sealed goes sealed; what was recalled, or is not for this peer any more, goes without content."""
        if record.state == RecordState.RECALLED:
            return {}
        if record.sealed:
            return {"sealed": record.sealed}
        if record.label_id not in self._sees:
            self._sees[record.label_id] = self._allowed(record.label.value, record.type)
        if not self._sees[record.label_id]:
            return {}
        if not has_field_labels(record.fields):
            return {"fields": record.fields}
        return {"fields": keep_fields(record.fields, lambda label: self._allowed(from_data(label), record.type))}

    def _allowed(self, label: Label, record_type: str) -> bool:
        return self.audience.sees(self.peer, label, record_type)


def _digest_at(peer: Peer, sequence: int) -> str:
    row = Outgoing.objects.filter(peer=peer, sequence=sequence).only("digest").first()
    return row.digest if row else START
