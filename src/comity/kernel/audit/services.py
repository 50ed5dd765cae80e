"""Adding to the audit trail, and committing to it in the node's log, in the transaction of what is recorded."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from comity.base.clock import now
from comity.kernel.audit.author import Author
from comity.kernel.audit.commitment import commitment_of
from comity.kernel.audit.models import AuditEntry
from comity.kernel.ledger import services as ledger
from comity.protocol.commitments import SALT_SIZE

Detail = Mapping[str, str | int | float | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, and to what (as in `invitation:…`) of which party."""

    verb: str
    party_id: UUID | None = None
    object_ref: str = ""
    detail: Detail = field(default_factory=dict)


def record(
    actor: Author, verb: str, *, party_id: UUID | None = None, object_ref: str = "", detail: Detail | None = None
) -> AuditEntry:
    """Write down that `actor` did `verb` to `object_ref` (as in `invitation:…`) of the party `party_id`.

    Outside a transaction it refuses: an entry without its deed, or a deed without its entry, must not exist.
    """
    return record_many(actor, [Deed(verb, party_id, object_ref, detail or {})])[0]


def record_many(actor: Author, deeds: Iterable[Deed]) -> list[AuditEntry]:
    """The same for several deeds of one transaction: an entry each, each with its own commitment, in this order."""
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of what it records")
    entries = [_entry(actor, deed) for deed in deeds]
    logged = ledger.append_many(commitment_of(entry).digest for entry in entries)
    for entry, committed in zip(entries, logged, strict=True):
        entry.logged_as = committed.pk
    return AuditEntry.objects.bulk_create(entries, batch_size=500)


def _entry(actor: Author, deed: Deed) -> AuditEntry:
    return AuditEntry(
        at=now(),
        user_id=actor.user_id,
        acting_for=actor.party_id,
        role=actor.role,
        assignment_id=actor.assignment_id,
        via=actor.via,
        origin=actor.origin[:200],
        verb=deed.verb,
        party_id=deed.party_id,
        object_ref=deed.object_ref,
        detail=dict(deed.detail),
        salt=secrets.token_bytes(SALT_SIZE),
    )
