"""What other nodes' laboratories say, taken in at the organiser's node: enrolments, and results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct import enrolling, life
from comity.domains.exercises.guests.affairs_arriving import take_affairs
from comity.domains.exercises.guests.arrivals import Arrival, keep
from comity.domains.exercises.guests.parties import party_from, peer_of
from comity.domains.exercises.guests.public_plan import instant
from comity.domains.exercises.guests.rules import TAKES_PART
from comity.domains.exercises.guests.telling import tell_answer
from comity.domains.exercises.models import Announcement, Enrolment, ParticipantCode, Round, Submission
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.services.codes import issue_code
from comity.domains.exercises.services.holding import keep_places, keep_round, write_down_for
from comity.domains.exercises.states import EnrolmentState
from comity.domains.exercises.submission.receipt import digest_of, receipt_bytes
from comity.domains.exercises.submission.rows import clean_comment, clean_rows
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.parties.locks import one_at_a_time
from comity.kernel.parties.models import Party


def take_enrolment(actor: Actor, record: ReceivedRecord) -> None:
    """A laboratory of another node wants to take part, answers an invitation, or leaves."""
    peer, content = peer_of(record), record.content
    round_ = _announced(peer, UUID(content["round"]))
    laboratory = party_from(actor, record, peer, content["laboratory"])
    keep_places(round_.pk)
    enrolment = _enrolment(round_, laboratory, UUID(content["enrolment"]))
    if enrolment is None:
        if content["step"] != "requested":
            return
        enrolment = Enrolment(pk=UUID(content["enrolment"]), round=round_, laboratory=laboratory, created_at=now())
    before = enrolment.state
    _step(round_, enrolment, content)
    enrolment.changed_at = now()
    enrolment.version = enrolment.version + 1 if before else 1
    enrolment.save()
    if enrolment.state == EnrolmentState.ENROLLED:
        issue_code(enrolment)
    take_affairs(actor, enrolment, content)
    detail: Detail = {"step": content["step"], "from": before, "to": str(enrolment.state), "node": peer.origin}
    write_down_for(actor, "take in enrolment", enrolment, detail)
    tell_answer(actor, enrolment)


def take_submission(actor: Actor, record: ReceivedRecord) -> None:
    """Results of a laboratory of another node. They must be those on its receipt, and nothing of them ever changes."""
    peer, content = peer_of(record), record.content
    enrolment = _own_enrolment(record, peer, UUID(content["enrolment"]))
    code = ParticipantCode.objects.filter(round_id=enrolment.round_id, laboratory_id=enrolment.laboratory_id).first()
    if code is None or str(enrolment.round_id) != content["round"]:
        raise _no_such_part()
    one_at_a_time(f"submissions of {code.pk}")
    keep_round(enrolment.round_id)
    enrolment.round.refresh_from_db(fields=["state", "deadline", "grace_hours"])
    made = _submission(content, code)
    _refuse_other_content(made, content)
    keep(actor, record, peer, Arrival(enrolment, made, content))


def withdrawn_enrolment(actor: Actor, record: ReceivedRecord) -> None:
    """The laboratory's node took its enrolment back: it leaves, unless results are in."""
    peer = peer_of(record)
    enrolment = Enrolment.objects.select_related("laboratory", "round__scheme__organiser").filter(pk=record.record_id)
    found = enrolment.filter(laboratory__elsewhere__peer=peer).first()
    if found is None or found.state not in enrolling.CONCERNED or _has_results(found):
        return
    found.state, found.changed_at = EnrolmentState.WITHDRAWN, now()
    found.version += 1
    found.save(update_fields=["state", "changed_at", "version"])
    write_down_for(actor, "take in enrolment", found, {"step": "taken back", "node": peer.origin})
    tell_answer(actor, found)


def _announced(peer: Peer, round_id: UUID) -> Round:
    """A round of ours that the node knows of; another is as if it were not there."""
    found = Announcement.objects.filter(peer=peer, round=round_id)
    announcement = found.select_related("round__scheme__organiser").first()
    if announcement is None:
        raise _no_such_part()
    return announcement.round


def _enrolment(round_: Round, laboratory: Party, key: UUID) -> Enrolment | None:
    related = Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
    found = related.filter(round=round_, laboratory=laboratory).first()
    if (found is not None and found.pk != key) or (found is None and Enrolment.objects.filter(pk=key).exists()):
        raise _no_such_part()
    return found


def _own_enrolment(record: ReceivedRecord, peer: Peer, key: UUID) -> Enrolment:
    """An enrolment of a laboratory that acts at the node which sent this; nobody sends results for another."""
    related = Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
    found = related.filter(pk=key, laboratory__elsewhere__peer=peer, laboratory_id=record.originator).first()
    if found is None:
        raise _no_such_part()
    return found


def _step(round_: Round, enrolment: Enrolment, content: Mapping[str, Any]) -> None:
    """Bring an enrolment to where the laboratory's wish leads, or refuse it with the reason."""
    step, state = content["step"], enrolment.state
    enrolment.note = str(content.get("note", ""))[:1000]
    if step in {"requested", "accepted"}:
        menu = content.get("menu")
        try:
            life.check_state(round_.state, *enrolling.ENROLLING)
            enrolment.menu = None if menu is None else enrolling.clean_menu(menu, plan_of(round_))
            _join(round_, enrolment, step)
        except ComityError as error:
            if state in {"", EnrolmentState.INVITED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN}:
                enrolment.state, enrolment.reason = EnrolmentState.REFUSED, error.what.render("en")[:1000]
    elif step == "declined" and state == EnrolmentState.INVITED:
        enrolment.state, enrolment.reason = EnrolmentState.DECLINED, str(content.get("reason", ""))
    elif step == "withdrawn" and state in enrolling.CONCERNED and not _has_results(enrolment):
        enrolment.state, enrolment.reason = EnrolmentState.WITHDRAWN, str(content.get("reason", ""))


def _join(round_: Round, enrolment: Enrolment, step: str) -> None:
    if enrolment.laboratory.kind not in TAKES_PART or enrolment.laboratory.ended_on is not None:
        raise _no_such_part()
    enrolled = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED).count()
    if step == "accepted" and enrolment.state == EnrolmentState.INVITED:
        enrolling.check_place(round_.capacity, enrolled)
        enrolment.state, enrolment.enrolled_at = EnrolmentState.ENROLLED, now()
    elif step == "requested" and enrolment.state in {"", EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN}:
        enrolling.check_place(round_.capacity, enrolled)
        if not round_.open_to_requests:
            what = message("guest round", "The round is by invitation only.")
            raise ConflictError("not-announced", what)
        enrolment.state, enrolment.reason = EnrolmentState.REQUESTED, ""


def _has_results(enrolment: Enrolment) -> bool:
    codes = ParticipantCode.objects.filter(round_id=enrolment.round_id, laboratory_id=enrolment.laboratory_id)
    return Submission.objects.filter(code__in=codes).exists()


def _submission(content: Mapping[str, Any], code: ParticipantCode) -> Submission:
    """The submission as it would stand here; `InputError` where it is not the one on its receipt."""
    made = Submission(
        pk=UUID(content["submission"]),
        code=code,
        version=content["version"],
        rows=clean_rows(content["rows"]),
        comment=clean_comment(content.get("comment", "")),
        submitted_at=instant(content["submitted_at"]),
        receipt_digest=content["receipt_digest"],
        source=content.get("source") or "api",
    )
    receipt = receipt_bytes(
        round_id=code.round_id,
        participant=code.code,
        version=made.version,
        submitted_at=made.submitted_at,
        source=made.source,
        comment=made.comment,
        rows=made.rows,
    )
    if digest_of(receipt) != made.receipt_digest:
        what = message("guest round", "These results are not the ones on the receipt that came with them.")
        raise InputError("receipt-differs", what, where="receipt_digest")
    return made


def _refuse_other_content(made: Submission, content: Mapping[str, Any]) -> None:
    same = Submission.objects.filter(code=made.code, version=made.version).exclude(pk=made.pk)
    kept = Submission.objects.filter(pk=made.pk).values_list("code_id", "receipt_digest").first()
    if same.exists() or (kept is not None and kept != (made.code_id, content["receipt_digest"])):
        what = message("guest round", "Other results were sent before as this version; what was handed in stays.")
        raise ConflictError("results-changed", what)


def _no_such_part() -> InputError:
    """One answer to all that does not concern the sender."""
    what = message("guest round", "No laboratory of that node has such a part in a round of this node.")
    return InputError("no-such-part", what, where="enrolment")
