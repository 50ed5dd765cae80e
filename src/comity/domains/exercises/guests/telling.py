"""What the organiser's node says to the nodes that know of a round: the round, deadlines, answers, receipts.

Each is a step of the service that changes something, in its transaction. A node that cannot be told at the moment is
left out, and told when a worker starts or the round is announced again: what was said already is not said twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.base.clock import now
from comity.domains.exercises.guests.affairs import answers_to
from comity.domains.exercises.guests.commitments import newest_commitment, told
from comity.domains.exercises.guests.parties import described, node_of
from comity.domains.exercises.guests.public_plan import open_part, said
from comity.domains.exercises.guests.publishing import between, can_tell, newest_version, tell
from comity.domains.exercises.models import Announcement, CodeLookup, Crossing, Enrolment, ParticipantCode, Round
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.states import CrossingState, EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Peer

INTERNAL = {"evaluated": "closed"}  # that an evaluation is done concerns nobody before the release


def tell_round(actor: Actor, round_: Round) -> int:
    """The round as it is now, to every node that knows of it; how many were told."""
    peers = list(_listening(round_, "exercise-round"))
    content = round_content(round_) if peers else {}
    for peer in peers:
        _say(actor, round_, peer, "exercise-round", "round", content)
    return len(peers)


def tell_deadline(actor: Actor, round_: Round, *, before: str, after: str, reason: str) -> None:
    """A deadline moved; results that are no longer late get another receipt."""
    content = {
        "round": str(round_.pk),
        "revision": round_.version,
        "deadline": said(round_.deadline),
        "digest_before": before,
        "plan_digest": after,
        "reason": " ".join(reason.split())[:1000],
        "at": said(now()),
    }
    for peer in _listening(round_, "exercise-deadline"):
        _say(actor, round_, peer, "exercise-deadline", "deadline", content)


def tell_answer(actor: Actor, enrolment: Enrolment) -> None:
    """How a laboratory of another node stands, with its code; nothing where it takes part here."""
    peer = node_of(enrolment.laboratory_id)
    organiser = enrolment.round.scheme.organiser
    if peer is None or not can_tell(peer, "exercise-answer", organiser):
        return
    code = ParticipantCode.objects.filter(round_id=enrolment.round_id, laboratory_id=enrolment.laboratory_id).first()
    enrolled = enrolment.state == EnrolmentState.ENROLLED
    content = {
        "round": str(enrolment.round_id),
        "enrolment": str(enrolment.pk),
        "laboratory": str(enrolment.laboratory_id),
        "state": str(enrolment.state),
        "answers": newest_version(peer.origin, enrolment.pk),
        "code": code.code if code and enrolled else "",
        "reason": enrolment.reason,
        "enrolled_at": said(enrolment.enrolled_at),
        "lookups": _lookups(code),
        **answers_to(enrolment),
    }
    tell(actor, "exercise-answer", enrolment.pk, content, originator=organiser, peer=peer)


def tell_receipt(actor: Actor, crossing: Crossing) -> None:
    """What became of results that another node sent."""
    enrolment = crossing.enrolment
    peer = node_of(enrolment.laboratory_id)
    organiser = enrolment.round.scheme.organiser
    if peer is None or not can_tell(peer, "exercise-receipt", organiser):
        return
    content = {
        "round": str(enrolment.round_id),
        "enrolment": str(enrolment.pk),
        "submission": str(crossing.submission),
        "version": crossing.version,
        "receipt_digest": crossing.receipt_digest,
        "state": str(crossing.state),
        "arrived_at": said(crossing.arrived_at),
        "counted_at": said(crossing.counted_at),
        "late": crossing.late,
        "counts": crossing.counts,
        "basis": crossing.basis,
        "reason": crossing.reason,
    }
    tell(actor, "exercise-receipt", crossing.submission, content, originator=organiser, peer=peer)


def tell_everything(actor: Actor, round_: Round, peer: Peer) -> None:
    """All that a node should know of a round, as far as it has not been told."""
    if can_tell(peer, "exercise-round", round_.scheme.organiser):
        _say(actor, round_, peer, "exercise-round", "round", round_content(round_))
    elsewhere = Enrolment.objects.filter(round=round_, laboratory__elsewhere__peer=peer)
    for enrolment in elsewhere.select_related("laboratory", "round__scheme__organiser"):
        tell_answer(actor, enrolment)
        for crossing in enrolment.crossings.exclude(state=CrossingState.SENT):
            tell_receipt(actor, crossing)


def round_content(round_: Round) -> dict[str, Any]:
    """A round as other nodes get it: never what is true, who takes part, or what is still decided."""
    plan, scheme = plan_of(round_), round_.scheme
    return {
        "round": str(round_.pk),
        "revision": round_.version,
        "state": INTERNAL.get(round_.state, str(round_.state)),
        "scheme": {
            "id": str(scheme.pk),
            "title": scheme.title,
            "description": scheme.description,
            "discipline": scheme.discipline,
        },
        "organiser": described(scheme.organiser),
        "code": round_.code,
        "title": round_.title,
        "time_zone": round_.time_zone,
        "deadline": said(round_.deadline),
        "grace_hours": round_.grace_hours,
        "instructions": round_.instructions,
        "open_to_requests": round_.open_to_requests,
        "plan": open_part(plan) if plan is not None else {},
        "plan_digest": round_.plan_digest,
        "plan_frozen_at": said(round_.plan_frozen_at),
        "commitment": told(newest_commitment(round_)),
        "opened_at": said(round_.opened_at),
        "closed_at": said(round_.closed_at),
        "close_reason": round_.close_reason,
        "released_at": said(round_.released_at),
        "amended_at": said(round_.amended_at),
    }


def _say(actor: Actor, round_: Round, peer: Peer, kind: str, what: str, content: dict[str, Any]) -> None:
    tell(actor, kind, between(round_.pk, peer, what), content, originator=round_.scheme.organiser, peer=peer)


def _listening(round_: Round, kind: str) -> Iterator[Peer]:
    """The nodes that know of a round and can be told."""
    found = Announcement.objects.filter(round=round_, withdrawn_at=None).select_related("peer__party")
    for one in found:
        if can_tell(one.peer, kind, round_.scheme.organiser):
            yield one.peer


def _lookups(code: ParticipantCode | None) -> list[dict[str, Any]]:
    """Everybody who learned the code, and why: the laboratory reads it at home."""
    found = CodeLookup.objects.filter(code=code).order_by("id")[:1000] if code else ()
    return [{"at": said(one.at), "role": one.role, "why": one.why} for one in found]
