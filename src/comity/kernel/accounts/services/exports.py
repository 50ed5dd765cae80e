"""Taking data out is on record, like changing it: who took what, how much of it, by which question."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record

LONGEST_QUESTION = 300  # characters of the filter that are kept


@transaction.atomic
def note_export(actor: Actor, what: str, *, rows: int, question: str = "", party_id: UUID | None = None) -> None:
    """Write down that rows left as a file. What may be exported was decided by the query that found them."""
    detail: dict[str, str | int] = {"what": what, "rows": rows, "question": question[:LONGEST_QUESTION]}
    record(actor, "export", party_id=party_id or actor.party_id, detail=detail)
