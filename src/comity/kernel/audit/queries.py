"""Reading the audit trail. Who may read it is decided by the room that asks."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from comity.kernel.audit.models import AuditEntry
from comity.kernel.ledger.models import LogEntry


def entries_about(party_id: UUID, *, verbs: Collection[str] = ()) -> QuerySet[AuditEntry]:
    """What was done to a party, newest first; only these verbs where some are given."""
    found = AuditEntry.objects.filter(party_id=party_id)
    return (found.filter(verb__in=verbs) if verbs else found).order_by("-id")


def with_index(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """The same entries, each with `index`: where its commitment stands in the log."""
    place = LogEntry.objects.filter(pk=OuterRef("logged_as")).values("index")[:1]
    return entries.annotate(index=Subquery(place))


def entry_at(index: int) -> AuditEntry | None:
    """The audit entry to which the log commits at this place; none where it commits to something else."""
    return AuditEntry.objects.filter(logged_as__in=LogEntry.objects.filter(index=index).values("pk")).first()
