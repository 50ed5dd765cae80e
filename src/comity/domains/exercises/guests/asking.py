"""What a laboratory's node says to the organiser's: who wants to take part, and their results.

Results that cannot be sent at the moment are on record here with their receipt, and go out as soon as they can.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.guests.affairs import affairs_of
from comity.domains.exercises.guests.evidence import earliest_proof
from comity.domains.exercises.guests.parties import described
from comity.domains.exercises.guests.public_plan import said
from comity.domains.exercises.guests.publishing import can_tell, newest, tell
from comity.domains.exercises.guests.refusing import guest_of
from comity.domains.exercises.models import Crossing, Enrolment, GuestRound, Submission
from comity.domains.exercises.states import CrossingState
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.own_node import origin

ENROLMENT, SUBMISSION = "exercise-enrolment", "exercise-submission"


def send_enrolment(actor: Actor, enrolment: Enrolment, step: str = "") -> None:
    """Tell the organiser's node what the laboratory wants; nothing for rounds of our own.

    Without a step, what has changed beside the last one: nothing as long as none was taken.
    """
    guest, before = guest_of(enrolment.round_id), newest(origin(), enrolment.pk)
    step = step or (before.content["step"] if before is not None else "")
    if guest is None or not step:
        return
    also = [guest.round.scheme.organiser_id]
    if guest.withdrawn_at is not None or not can_tell(guest.peer, ENROLMENT, enrolment.laboratory, also=also):
        text = "Nothing can be sent to the organiser's node, {node}, at the moment."
        what = message("guest round", text, node=guest.peer.name)
        remedy = message("guest round", "Ask an administrator to look at the peer; then try again.")
        raise ConflictError("organiser-not-reached", what, remedy=remedy)
    content = {
        "round": str(enrolment.round_id),
        "enrolment": str(enrolment.pk),
        "laboratory": described(enrolment.laboratory),
        "step": step,
        "menu": enrolment.menu,
        "note": enrolment.note,
        "reason": enrolment.reason if step in {"declined", "withdrawn"} else "",
        "at": said(enrolment.changed_at),
        **affairs_of(enrolment),
    }
    tell(actor, ENROLMENT, enrolment.pk, content, originator=enrolment.laboratory, peer=guest.peer, also=also)


def send_submission(actor: Actor, enrolment: Enrolment, made: Submission) -> None:
    """Send results that were just handed in; nothing for rounds of our own."""
    guest = guest_of(enrolment.round_id)
    if guest is None:
        return
    crossing = Crossing.objects.create(
        submission=made.pk,
        enrolment=enrolment,
        version=made.version,
        receipt_digest=made.receipt_digest,
        claimed_at=made.submitted_at,
        nomination=_next_nomination(enrolment) if made.nominated else 0,
        state=CrossingState.WAITING,
    )
    _send(actor, guest, crossing, made)


def send_nomination(actor: Actor, enrolment: Enrolment, chosen: Submission) -> None:
    """The laboratory has chosen which of its submissions counts."""
    guest = guest_of(enrolment.round_id)
    crossing = Crossing.objects.filter(pk=chosen.pk).first()
    if guest is None or crossing is None:
        return
    crossing.nomination, crossing.by_hand = _next_nomination(enrolment), True
    crossing.save(update_fields=["nomination", "by_hand"])
    _send(actor, guest, crossing, chosen)


def send_evidence(actor: Actor, crossing: Crossing) -> bool:
    """Show that results the organiser takes for late stood in our log before, where a witness has signed that."""
    guest, record = guest_of(crossing.enrolment.round_id), _first_record(crossing.submission)
    proof = earliest_proof(record) if record is not None else ""
    made = Submission.objects.filter(pk=crossing.submission).first()
    if guest is None or made is None or not proof:
        return False
    _send(actor, guest, crossing, made, proof=proof)
    return True


def send_waiting(actor: Actor) -> int:
    """Send what could not be sent when it was handed in; how many went out."""
    sent = 0
    for crossing in Crossing.objects.filter(state=CrossingState.WAITING).select_related("enrolment__laboratory"):
        guest, made = guest_of(crossing.enrolment.round_id), Submission.objects.filter(pk=crossing.submission).first()
        if guest is not None and made is not None:
            sent += _send(actor, guest, crossing, made)
    return sent


def _send(actor: Actor, guest: GuestRound, crossing: Crossing, made: Submission, *, proof: str = "") -> bool:
    laboratory = crossing.enrolment.laboratory
    also = [guest.round.scheme.organiser_id]
    if not can_tell(guest.peer, SUBMISSION, laboratory, also=also):
        return False
    content = _content(crossing, made) | ({"proof": proof} if proof else {})
    tell(actor, SUBMISSION, made.pk, content, originator=laboratory, peer=guest.peer, also=also)
    if crossing.state == CrossingState.WAITING:
        crossing.state = CrossingState.SENT
        crossing.save(update_fields=["state"])
    return True


def _content(crossing: Crossing, made: Submission) -> dict[str, Any]:
    return {
        "round": str(crossing.enrolment.round_id),
        "enrolment": str(crossing.enrolment_id),
        "submission": str(made.pk),
        "version": made.version,
        "rows": made.rows,
        "comment": made.comment,
        "source": made.source,
        "submitted_at": said(made.submitted_at),
        "receipt_digest": made.receipt_digest,
        "nomination": crossing.nomination,
        "by_hand": crossing.by_hand,
    }


def _next_nomination(enrolment: Enrolment) -> int:
    last = Crossing.objects.filter(enrolment=enrolment).aggregate(last=Max("nomination"))["last"]
    return (last or 0) + 1


def _first_record(submission: UUID) -> Record | None:
    return Record.objects.filter(origin=origin(), record_id=submission).order_by("version").first()
