"""Results that arrive from another node: which time counts, whether they are still taken, which version counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.base.clock import now
from comity.base.messages import Message, message
from comity.domains.exercises.guests.evidence import proven_time
from comity.domains.exercises.guests.public_plan import instant
from comity.domains.exercises.guests.rules import Candidate, Timed, still_taken, the_one_that_counts, time_that_counts
from comity.domains.exercises.guests.telling import tell_receipt
from comity.domains.exercises.models import Crossing, Enrolment, Round, Submission
from comity.domains.exercises.queries.submissions import whole_plan
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import CrossingState, EnrolmentState
from comity.domains.exercises.submission.checking import check_rows
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.models import Peer, Record
from comity.kernel.exchange.records import ReceivedRecord


@dataclass(frozen=True, slots=True)
class Arrival:
    """Results that have come, verified and not yet kept."""

    enrolment: Enrolment
    made: Submission
    content: Mapping[str, Any]


def keep(actor: Actor, record: ReceivedRecord, peer: Peer, arrival: Arrival) -> Crossing:
    """Keep results, or the fact that they came too late to be taken; the laboratory's node gets a receipt."""
    crossing = _crossing(arrival)
    timed = _timed(record, peer, crossing, arrival)
    kept = Submission.objects.filter(pk=crossing.submission).exists()
    refusal = None if kept else _refusal(arrival, timed)
    crossing.counted_at, crossing.basis, crossing.late = timed.at, timed.basis, timed.late
    crossing.state = CrossingState.REFUSED if refusal else CrossingState.TAKEN
    crossing.reason = refusal.render("en")[:500] if refusal else ""
    crossing.save()
    if refusal is None:
        _write(arrival.made, timed, kept=kept)
    detail: Detail = {
        "version": crossing.version,
        "taken": refusal is None,
        "late": timed.late,
        "time that counts": timed.basis,
        "counted at": timed.at.isoformat(),
        "claimed": crossing.claimed_at.isoformat(),
        "node": peer.origin,
    }
    write_down_for(actor, "take in results", arrival.enrolment, detail)
    choose(actor, arrival.enrolment)
    return crossing


def choose(actor: Actor, enrolment: Enrolment) -> None:
    """Let the laboratory's choice count, and tell its node how each of its versions stands now."""
    crossings = list(enrolment.crossings.select_related("enrolment__laboratory", "enrolment__round__scheme__organiser"))
    taken = [one for one in crossings if one.state == CrossingState.TAKEN]
    chosen = the_one_that_counts(Candidate(one.submission, one.nomination, one.by_hand, one.late) for one in taken)
    if chosen is not None:
        others = Submission.objects.filter(pk__in=[one.submission for one in taken], nominated=True)
        others.exclude(pk=chosen).update(nominated=False)
        Submission.objects.filter(pk=chosen).update(nominated=True)
    for one in crossings:
        if one.counts != (one.submission == chosen):
            one.counts = one.submission == chosen
            one.save(update_fields=["counts"])
        tell_receipt(actor, one)


def judge_again(actor: Actor, round_: Round) -> None:
    """After a deadline moved: what is no longer late gets another receipt."""
    late = Crossing.objects.filter(enrolment__round=round_, enrolment__laboratory__elsewhere__isnull=False, late=True)
    concerned: dict[Any, Enrolment] = {}
    for one in late.select_related("enrolment"):
        if one.counted_at is not None:
            one.late = time_that_counts(one.counted_at, None, round_.deadline, round_.grace_hours).late
            one.save(update_fields=["late"])
            concerned[one.enrolment_id] = one.enrolment
    for enrolment in concerned.values():
        choose(actor, enrolment)


def _crossing(arrival: Arrival) -> Crossing:
    """The row of this submission, as the laboratory's node now says."""
    content = arrival.content
    found = Crossing.objects.filter(pk=arrival.made.pk, enrolment=arrival.enrolment).first()
    if found is None:
        found = Crossing(
            submission=arrival.made.pk,
            enrolment=arrival.enrolment,
            version=arrival.made.version,
            receipt_digest=arrival.made.receipt_digest,
            claimed_at=instant(content["submitted_at"]),
            arrived_at=now(),
        )
    if int(content.get("nomination", 0)) >= found.nomination:
        found.nomination, found.by_hand = int(content.get("nomination", 0)), bool(content.get("by_hand"))
    return found


def _timed(record: ReceivedRecord, peer: Peer, crossing: Crossing, arrival: Arrival) -> Timed:
    round_ = arrival.enrolment.round
    proven = crossing.counted_at if crossing.basis == "log" else None
    proof = str(arrival.content.get("proof", ""))
    if proof and proven is None:
        proven = _proven(record, peer, proof, arrival.made.receipt_digest)
    return time_that_counts(crossing.arrived_at or now(), proven, round_.deadline, round_.grace_hours)


def _proven(record: ReceivedRecord, peer: Peer, proof: str, receipt: str) -> datetime | None:
    """A proof speaks for the version of the record that it was made for, if that held these very results."""
    versions = Record.objects.filter(origin=record.origin, record_id=record.record_id, version__lt=record.version)
    for row in versions.order_by("version"):
        if row.content.get("receipt_digest") == receipt and (at := proven_time(row, proof, peer)) is not None:
            return at
    return None


def _refusal(arrival: Arrival, timed: Timed) -> Message | None:
    """Why results are not taken; none where they are."""
    round_ = arrival.enrolment.round
    if arrival.enrolment.state != EnrolmentState.ENROLLED:
        return message("guest round", "The laboratory does not take part in this round any more.")
    if not still_taken(round_.state, timed):
        return message("guest round", "The round was closed when these results arrived.")
    faults = check_rows(arrival.made.rows, arrival.made.code.code, whole_plan(round_))
    return faults[0].what if faults else None


def _write(made: Submission, timed: Timed, *, kept: bool) -> None:
    if kept:
        Submission.objects.filter(pk=made.pk).update(submitted_at=timed.at, late=timed.late)
        return
    made.submitted_at, made.late, made.nominated = timed.at, timed.late, False
    made.save(force_insert=True)
