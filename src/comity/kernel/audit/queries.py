"""Reading the audit trail. Who may read it is decided by the room that asks."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from comity.kernel.audit.models import AuditEntry


def entries_about(party_id: UUID, *, verbs: Collection[str] = ()) -> QuerySet[AuditEntry]:
    """What was done to a party, newest first; only these verbs where some are given."""
    found = AuditEntry.objects.filter(party_id=party_id)
    return (found.filter(verb__in=verbs) if verbs else found).order_by("-id")
