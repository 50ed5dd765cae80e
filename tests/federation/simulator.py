"""A node in memory: it signs, and on request it forges, replays, reorders, withholds and cuts."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from comity.kernel.exchange.cards import Card, CardKey, CardParty, write_card
from comity.kernel.exchange.contents import write_record
from comity.kernel.exchange.rules import START, Purpose, What, item_bytes, roll
from comity.kernel.exchange.sealing import public_half, seal_fields
from comity.kernel.exchange.statements import (
    NOTICE,
    RECEIPT,
    Acknowledged,
    NoticeStatement,
    ReceiptStatement,
    RecordStatement,
    sign_statement,
)
from comity.protocol.keys import KeyKind, SigningKey

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
ISSUED = datetime(2026, 6, 1, 12, tzinfo=UTC)


def key(name: str, kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    return SigningKey(name, kind, secrets.token_bytes(32))


@dataclass
class SimulatedNode:
    """Another node with its keys, its card and an outbox for us."""

    name: str = "b.test"
    party: str = field(default_factory=lambda: str(uuid.uuid4()))
    address: str = ""
    serial: int = 1
    items: list[dict] = field(default_factory=list)
    old_keys: list[CardKey] = field(default_factory=list)

    def __post_init__(self):
        self.log = key(f"{self.name}/log")
        self.witness = key(f"{self.name}/witness", KeyKind.COSIGNATURE)
        self.records = key(f"{self.name}/records")
        self.requests = key(f"{self.name}/requests")
        self.sealing = secrets.token_bytes(32)
        self.digests = [START]

    @property
    def origin(self) -> str:
        return self.log.name

    def card(self, *, signed_by=None, country="NL", **changes) -> str:
        """The card; by default signed by the keys for records and of the log."""
        given = {
            "origin": self.origin,
            "name": f"Agency {self.name}",
            "address": self.address,
            "party": CardParty(self.party, "organisation", f"Agency {self.name}", "", country),
            "keys": (*self._keys(), *self.old_keys),
            "serial": self.serial,
            "issued": SINCE,
        }
        return write_card(Card(**(given | changes)), signed_by or [self.records, self.log])

    def _keys(self):
        yield CardKey(Purpose.RECORD, self.records.verifier.vkey, SINCE)
        yield CardKey(Purpose.REQUEST, self.requests.verifier.vkey, SINCE)
        yield CardKey(Purpose.LOG, self.log.verifier.vkey, SINCE)
        yield CardKey(Purpose.WITNESS, self.witness.verifier.vkey, SINCE)
        yield CardKey(Purpose.SEALING, public_half(self.sealing), SINCE)

    def rotate(self, *, compromised_at=None, until=ISSUED) -> SigningKey:
        """A new key for records; the old one is given back."""
        old = self.records
        self.old_keys.append(CardKey(Purpose.RECORD, old.verifier.vkey, SINCE, until, compromised_at))
        self.records = key(f"{self.name}/records")
        self.serial += 1
        return old

    def record(self, content=None, *, label=None, by=None, sealed_for=None, fields_labels=None, **changes):
        """A signed record as an item without its number."""
        statement = RecordStatement(
            **{
                "record_id": uuid.uuid4(),
                "version": 1,
                "type": "bulletin",
                "type_version": 1,
                "origin": self.origin,
                "originator": uuid.UUID(self.party),
                "issued": ISSUED,
                "label": {"tlp": "GREEN", "originator": self.party} | (label or {}),
                "sealed_for": tuple(sorted(sealed_for)) if sealed_for else (),
            }
            | changes
        )
        written = write_record(
            statement,
            {"title": "Title", "text": "Text"} if content is None else content,
            fields_labels or {},
            key=by or self.records,
            salt=secrets.token_bytes,
        )
        item = {"kind": "record", "envelope": written.envelope, "statement": written.statement}
        if sealed_for:
            return item | {"sealed": seal_fields(written.fields, sealed_for.values())}, statement
        return item | {"fields": written.fields}, statement

    def notice(self, statement, what=What.RECALLED, *, label=None, by=None):
        said = NoticeStatement(statement.record_id, statement.version, statement.origin, what, ISSUED, "a test", label)
        return {"kind": "notice", "envelope": sign_statement(NOTICE, said.to_data(), [by or self.records])}

    def receipt(self, origin, lines, *, node=None, by=None) -> str:
        acknowledged = tuple(Acknowledged(*line[:2], What(line[2])) for line in lines)
        said = ReceiptStatement(node or self.origin, origin, ISSUED, acknowledged, secrets.token_hex(8))
        return sign_statement(RECEIPT, said.to_data(), [by or self.records])

    def put(self, *items) -> None:
        """Into the outbox for us."""
        for item in items:
            self.items.append({"sequence": len(self.items) + 1, **item})
            self.digests.append(roll(self.digests[-1], item_bytes(item["kind"], item["envelope"])))

    def page(self, after=0, limit=500, **changes):
        """What it answers to a request for its outbox."""
        items = self.items[after : after + limit]
        through = after + len(items)
        page = {"after": after, "items": items, "through": through, "digest": self.digests[through]}
        return json.loads(json.dumps(page | {"count": len(self.items)} | changes))
