"""What every way in does: submit, and when that is refused, keep what was typed as a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from comity.base.errors import ConflictError
from comity.domains.exercises.models import Submission
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.submitting import submit_results
from comity.domains.exercises.submission.checking import RowFaultsError
from comity.kernel.accounts.actor import Actor

KEPT = ("round-closed", "enrolment-ended", "submissions-too-many")


def hand_in(
    actor: Actor,
    enrolment_id: UUID,
    rows: Sequence[Mapping[str, str]],
    *,
    comment: str,
    source: str,
    key: str,
) -> Submission:
    """Submit; when entries are faulty or the round has closed, they become the sender's draft and the error goes on."""
    try:
        return submit_results(actor, enrolment_id, rows, comment=comment, source=source, key=key)
    except (RowFaultsError, ConflictError) as error:
        if isinstance(error, RowFaultsError) or error.code in KEPT:
            save_draft(actor, enrolment_id, rows, comment=comment)
        raise
