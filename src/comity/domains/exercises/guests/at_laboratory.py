"""What the organiser's node says, taken in at the laboratory's node: the round, deadlines, answers, receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct.enrolling import CONCERNED
from comity.domains.exercises.guests.affairs_arriving import take_answers
from comity.domains.exercises.guests.asking import send_evidence, send_waiting
from comity.domains.exercises.guests.early import TooEarlyError
from comity.domains.exercises.guests.parties import node_of, party_from, peer_of
from comity.domains.exercises.guests.public_plan import guest_plan, instant
from comity.domains.exercises.guests.publishing import newest_version
from comity.domains.exercises.mailing import queue_mails
from comity.domains.exercises.models import (
    CodeLookup,
    Crossing,
    Enrolment,
    GuestRound,
    ParticipantCode,
    Round,
    Scheme,
    Submission,
)
from comity.domains.exercises.services.holding import write_down, write_down_for
from comity.domains.exercises.states import CrossingState, EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.parties.models import Party

TEXTS = ("code", "title", "time_zone", "instructions", "close_reason")
MOMENTS = ("opened_at", "closed_at", "released_at", "amended_at", "plan_frozen_at")


def take_round(actor: Actor, record: ReceivedRecord) -> None:
    """A round of another node, or what has changed in it."""
    peer, content = peer_of(record), record.content
    key = UUID(content["round"])
    guest = GuestRound.objects.select_related("round").filter(pk=key).first()
    if (guest is None and Round.objects.filter(pk=key).exists()) or (guest is not None and guest.peer_id != peer.pk):
        raise _not_its_round()
    organiser = party_from(actor, record, peer, content["organiser"])
    if guest is not None and guest.revision >= content["revision"]:
        return
    round_ = guest.round if guest is not None else Round(pk=key, created_at=now())
    round_.scheme = _scheme(organiser, content["scheme"])
    _fill(round_, content)
    round_.version = round_.version + 1 if guest is not None else 1
    round_.save()
    guest = guest or GuestRound(round=round_, peer=peer, plan_revision=0, announced_at=now())
    guest.revision, guest.record = content["revision"], _key(record)
    guest.heard_at, guest.withdrawn_at = now(), None
    guest.commitment = content.get("commitment")
    guest.plan_revision = max(guest.plan_revision, content["revision"])
    guest.save()
    detail: Detail = {
        "node": peer.origin,
        "revision": guest.revision,
        "state": str(round_.state),
        "digest": round_.plan_digest,
    }
    write_down(actor, "take in round", round_, detail)
    send_waiting(actor)


def take_deadline(actor: Actor, record: ReceivedRecord) -> None:
    """A deadline moved; it never moves to an earlier time."""
    guest, content = _guest(record), record.content
    round_, wanted = guest.round, instant(content["deadline"])
    if round_.deadline is None or wanted <= round_.deadline:
        return
    round_.deadline = wanted
    round_.version += 1
    round_.save(update_fields=["deadline", "version"])
    GuestRound.objects.filter(pk=guest.pk).update(heard_at=now())
    queue_mails("deadline", list(Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED)))
    write_down(actor, "take in deadline", round_, {"to": wanted.isoformat(), "reason": content["reason"]})


def take_answer(actor: Actor, record: ReceivedRecord) -> None:
    """How one of our laboratories stands in a round of another node, with its code."""
    guest, content = _guest(record), record.content
    laboratory = _own(UUID(content["laboratory"]))
    key = UUID(content["enrolment"])
    found = Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
    enrolment = found.filter(round=guest.round, laboratory=laboratory).first()
    if enrolment is None:
        if content["state"] != EnrolmentState.INVITED or Enrolment.objects.filter(pk=key).exists():
            raise TooEarlyError
        enrolment = Enrolment(pk=key, round=guest.round, laboratory=laboratory, created_at=now())
    if enrolment.pk != key:
        raise _not_its_round()
    code = _code(guest.round, laboratory, str(content.get("code", "")))
    _look_ups(code, content)
    take_answers(actor, enrolment, content)
    if content["answers"] >= newest_version(origin(), key):
        _answered(actor, guest, enrolment, content)


def take_receipt(actor: Actor, record: ReceivedRecord) -> None:
    """Results have reached the organiser; it says from when they count, and whether they are late."""
    guest, content = _guest(record), record.content
    crossing = Crossing.objects.select_related("enrolment__laboratory").filter(pk=UUID(content["submission"])).first()
    if crossing is None or crossing.enrolment.round_id != guest.pk:
        raise _not_its_round()
    if crossing.receipt_digest != content["receipt_digest"]:
        what = message("guest round", "This receipt is for other results than those that were handed in here.")
        raise InputError("receipt-differs", what, where="receipt_digest")
    crossing.state, crossing.arrived_at = CrossingState(content["state"]), instant(content["arrived_at"])
    counted = content.get("counted_at")
    crossing.counted_at = instant(counted) if counted else None
    crossing.late, crossing.counts = bool(content.get("late")), bool(content.get("counts"))
    crossing.basis, crossing.reason = str(content.get("basis", "")), str(content.get("reason", ""))
    crossing.save()
    if crossing.state == CrossingState.TAKEN:
        Submission.objects.filter(pk=crossing.submission).update(late=crossing.late)
    detail: Detail = {
        "version": crossing.version,
        "state": str(crossing.state),
        "late": crossing.late,
        "by": crossing.basis,
    }
    write_down_for(actor, "take in receipt", crossing.enrolment, detail)
    if (crossing.late or crossing.state == CrossingState.REFUSED) and crossing.basis != "log":
        send_evidence(actor, crossing)


def withdrawn_round(actor: Actor, record: ReceivedRecord) -> None:
    """The organiser has taken its announcement back: nobody can ask to take part any more."""
    guest = GuestRound.objects.select_related("round__scheme").filter(record=_key(record), peer__origin=record.origin)
    for one in guest.filter(withdrawn_at=None):
        one.withdrawn_at = now()
        one.save(update_fields=["withdrawn_at"])
        Round.objects.filter(pk=one.pk).update(open_to_requests=False)
        write_down(actor, "take in round", one.round, {"withdrawn": True})


def withdrawn_answer(actor: Actor, record: ReceivedRecord) -> None:
    """The organiser has taken its answer back: the laboratory does not take part."""
    found = Enrolment.objects.select_related("laboratory", "round__scheme").filter(
        pk=record.record_id, round__guest__peer__origin=record.origin, state__in=CONCERNED
    )
    for one in found:
        one.state, one.changed_at = EnrolmentState.WITHDRAWN, now()
        one.version += 1
        one.save(update_fields=["state", "changed_at", "version"])
        write_down_for(actor, "take in answer", one, {"to": "withdrawn", "taken back": True})


def _guest(record: ReceivedRecord) -> GuestRound:
    """The round that a record is about, if its own organiser's node says so."""
    key = UUID(record.content["round"])
    found = GuestRound.objects.select_related("peer", "round__scheme__organiser").filter(pk=key).first()
    if found is None and not Round.objects.filter(pk=key).exists():
        raise TooEarlyError
    if found is None or found.peer.origin != record.origin or found.round.scheme.organiser_id != record.originator:
        raise _not_its_round()
    return found


def _key(record: ReceivedRecord) -> UUID:
    """The key of a record that was kept here."""
    if record.key is None:
        raise LookupError("a record is kept before its room hears of it")
    return record.key


def _scheme(organiser: Party, told: Mapping[str, Any]) -> Scheme:
    key = UUID(told["id"])
    found = Scheme.objects.filter(pk=key).first() or Scheme(pk=key, organiser=organiser, created_at=now())
    if found.organiser_id != organiser.pk:
        raise _not_its_round()
    found.title, found.description = told["title"], told.get("description", "")
    found.discipline = told.get("discipline", "")
    found.save()
    return found


def _fill(round_: Round, content: Mapping[str, Any]) -> None:
    """Everything that was told; a deadline that is known to be later stays."""
    for name in TEXTS:
        setattr(round_, name, content.get(name, "") or ("UTC" if name == "time_zone" else ""))
    for name in MOMENTS:
        value = content.get(name)
        setattr(round_, name, instant(value) if value else None)
    told = instant(content["deadline"])
    round_.deadline = max(told, round_.deadline) if round_.deadline else told
    round_.grace_hours = float(content.get("grace_hours", 0))
    round_.state = "closed" if content["state"] == "evaluated" else content["state"]
    round_.open_to_requests = bool(content.get("open_to_requests"))
    round_.plan_digest = content["plan_digest"]
    round_.plan = guest_plan(
        content["plan"],
        scheme=content["scheme"]["title"],
        code=round_.code,
        title=round_.title,
        provider=content["organiser"]["name"],
    )


def _own(laboratory_id: UUID) -> Party:
    """A laboratory that acts here; nobody is told about others'."""
    found = Party.objects.filter(pk=laboratory_id).first()
    if found is None or node_of(laboratory_id) is not None:
        raise _not_its_round()
    return found


def _code(round_: Round, laboratory: Party, code: str) -> ParticipantCode | None:
    """The code that the organiser gave; it stays as long as the round."""
    found = ParticipantCode.objects.filter(round=round_, laboratory=laboratory).first()
    if not code or (found is not None and found.code == code):
        return found
    if found is not None or ParticipantCode.objects.filter(round=round_, code=code).exists():
        what = message("guest round", "Another code was given before; a code stays as long as the round.")
        raise ConflictError("code-changed", what)
    return ParticipantCode.objects.create(round=round_, laboratory=laboratory, code=code)


def _look_ups(code: ParticipantCode | None, content: Mapping[str, Any]) -> None:
    """Who learned the code at the organiser's node: only those that are new here."""
    if code is None:
        return
    organiser, known = code.round.scheme.organiser_id, CodeLookup.objects.filter(code=code).count()
    for one in list(content.get("lookups", ()))[known:]:
        CodeLookup.objects.create(
            code=code,
            acting_for_id=organiser,
            role=one.get("role", "")[:30],
            why=one["why"][:1000] or "-",
            at=instant(one["at"]),
        )


def _answered(actor: Actor, guest: GuestRound, enrolment: Enrolment, content: Mapping[str, Any]) -> None:
    before = enrolment.state
    if before == content["state"]:
        return
    enrolment.state, enrolment.changed_at = content["state"], now()
    enrolment.reason = str(content.get("reason", ""))
    at = content.get("enrolled_at")
    enrolment.enrolled_at = instant(at) if at else None
    enrolment.version = enrolment.version + 1 if before else 1
    enrolment.save()
    if enrolment.state == EnrolmentState.INVITED:
        queue_mails("invited", [enrolment])
    detail: Detail = {"round": str(guest.pk), "from": before, "to": str(enrolment.state), "node": guest.peer.origin}
    write_down_for(actor, "take in answer", enrolment, detail)


def _not_its_round() -> InputError:
    """One answer to all that does not concern the sender, or does not concern us."""
    what = message("guest round", "No round of that node and no laboratory of this one fits.")
    return InputError("no-such-part", what, where="round")
