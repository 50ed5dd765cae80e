"""Adding to the audit trail, and committing to it in the node's log, in the transaction of what is recorded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from comity.base.clock import now
from comity.kernel.audit.author import Author
from comity.kernel.audit.commitment import commitment_of
from comity.kernel.audit.models import AuditEntry
from comity.kernel.ledger import services as ledger
from comity.protocol.commitments import SALT_SIZE

Detail = Mapping[str, str | int | float | bool | list[str] | None]


def record(
    actor: Author, verb: str, *, party_id: UUID | None = None, object_ref: str = "", detail: Detail | None = None
) -> AuditEntry:
    """Write down that `actor` did `verb` to `object_ref` (as in `invitation:…`) of the party `party_id`.

    Outside a transaction it refuses: an entry without its deed, or a deed without its entry, must not exist.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of what it records")
    entry = AuditEntry(
        at=now(),
        user_id=actor.user_id,
        acting_for=actor.party_id,
        role=actor.role,
        assignment_id=actor.assignment_id,
        via=actor.via,
        origin=actor.origin[:200],
        verb=verb,
        party_id=party_id,
        object_ref=object_ref,
        detail=dict(detail or {}),
        salt=secrets.token_bytes(SALT_SIZE),
    )
    entry.logged_as = ledger.append(commitment_of(entry).digest).pk
    entry.save(force_insert=True)
    return entry
