"""Taking a substance or a report into one's hands: seen, allowed, kept from others until the transaction ends."""

from __future__ import annotations

from uuid import UUID

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, one_line
from comity.domains.substances.models import Report, Substance, SubstanceChange
from comity.domains.substances.queries.visibility import keeper, seen_report, seen_substance
from comity.kernel.accounts.actor import Actor

LONGEST_REASON = 500  # characters


def hold_substance(actor: Actor, substance_id: UUID, verb: str, *, version: int | None = None) -> Substance:
    """A substance that the actor may change so, as it is now."""
    seen_substance(actor, substance_id)
    actor.require(verb, keeper())
    held = Substance.objects.select_for_update(of=("self",)).get(pk=substance_id)
    if version is not None and version != held.version:
        raise _changed()
    return held


def hold_report(actor: Actor, report_id: UUID, verb: str, *, version: int | None = None) -> Report:
    """A report of this node that the actor sees and may change so, as it is now."""
    seen = seen_report(actor, report_id)
    if seen.from_node:
        what = message(CONTEXT, "This report is of another node: only its reporter changes it.")
        raise ConflictError("report-elsewhere", what, remedy=message(CONTEXT, "Write to the reporter."))
    actor.require(verb, seen.reporter)
    held = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if held is None:
        raise NotFoundError
    if version is not None and version != held.version:
        raise _changed()
    if held.withdrawn_at is not None:
        raise ConflictError("withdrawn-already", message(CONTEXT, "This report has been withdrawn."))
    return held


def note_change(
    actor: Actor, substance: Substance, what: str, before: str, after: str, reason: str, *, from_node: str = ""
) -> SubstanceChange:
    """Write down what changed in a substance's identity."""
    return SubstanceChange.objects.create(
        substance=substance,
        at=now(),
        by_party=actor.party_id,
        from_node=from_node,
        what=what,
        before=before[:300],
        after=after[:300],
        reason=reason,
    )


def reason_of(text: str) -> str:
    """A reason, or an `InputError` where there is none."""
    reason = one_line(text, LONGEST_REASON, "reason")
    if not reason:
        raise InputError("reason-missing", message(CONTEXT, "This needs a reason."), where="reason")
    return reason


def _changed() -> ConflictError:
    return ConflictError(
        "changed-meanwhile",
        message(CONTEXT, "Somebody else has changed this while you were writing. Nothing was saved."),
        remedy=message(CONTEXT, "Look at it again, then repeat your change."),
    )
