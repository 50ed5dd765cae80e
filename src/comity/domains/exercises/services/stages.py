"""The steps of a round from one state to the next; each is taken once, by whoever saw the latest version."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.guests.refusing import guest_of
from comity.domains.exercises.guests.reports import tell_reports
from comity.domains.exercises.guests.telling import tell_round
from comity.domains.exercises.models import EvaluationRun, Round
from comity.domains.exercises.services.effects import take_effect
from comity.domains.exercises.services.holding import check_version, held_round, keep_places, write_down
from comity.domains.exercises.states import RoundState, RunState
from comity.kernel.accounts.actor import Actor

JUST_AFTER = timedelta(milliseconds=1)  # the last instant is in time


@transaction.atomic
def open_round(actor: Actor, round_id: UUID, *, version: int | None = None) -> Round:
    """Laboratories may submit from now on. The plan must be frozen, and the deadline lie ahead."""
    round_ = held_round(actor, round_id, "open round")
    check_version(round_.version, version)
    life.check_step(round_.state, RoundState.OPEN)
    life.check_deadline(round_.deadline, now())
    if round_.plan_frozen_at is None:
        raise ConflictError(
            "plan-not-frozen",
            message("round", "The plan is not frozen yet."),
            remedy=message("round", "Freeze it first: it must not be able to follow the results."),
        )
    round_.opened_at = now()
    queue_close(round_)
    return _step(actor, "open round", round_, RoundState.OPEN, "opened_at")


@transaction.atomic
def close_round(actor: Actor, round_id: UUID, *, reason: str = "", version: int | None = None) -> Round:
    """No more results are taken. Before deadline and grace have passed this needs a reason."""
    keep_places(round_id)
    round_ = held_round(actor, round_id, "close round")
    check_version(round_.version, version)
    life.check_step(round_.state, RoundState.CLOSED)
    at = now()
    life.check_close(at, _deadline(round_), round_.grace_hours, reason)
    round_.close_reason = life.clean_reason(reason) if reason.strip() else ""
    round_.closed_at = at
    return _step(actor, "close round", round_, RoundState.CLOSED, "closed_at", "close_reason")


@transaction.atomic
def close_due_round(actor: Actor, round_id: UUID) -> Round | None:
    """By the node: close the round once late results have had their time. Given more time: later; closed: nothing."""
    keep_places(round_id)
    round_ = Round.objects.select_related("scheme__organiser").filter(pk=round_id).first()
    if round_ is None or round_.state != RoundState.OPEN or guest_of(round_id) is not None:
        return None
    actor.require("close round", round_.scheme.organiser)
    if now() <= life.closes_at(_deadline(round_), round_.grace_hours):
        queue_close(round_)
        return None
    return close_round(actor, round_id)


@transaction.atomic
def note_evaluation(actor: Actor, round_id: UUID) -> Round:
    """An evaluation of the round is done. A released round stays released until it is amended."""
    round_ = held_round(actor, round_id, "run evaluation")
    if round_.state in life.PUBLISHED:
        return round_
    life.check_step(round_.state, RoundState.EVALUATED)
    round_.evaluated_at = now()
    return _step(actor, "run evaluation", round_, RoundState.EVALUATED, "evaluated_at")


@transaction.atomic
def release_round(actor: Actor, round_id: UUID, *, version: int | None = None) -> Round:
    """Reports of the latest evaluation may be seen by those they are for."""
    round_ = held_round(actor, round_id, "release round")
    check_version(round_.version, version)
    life.check_step(round_.state, RoundState.RELEASED)
    round_.released_at = _release_run(round_)
    return _step(actor, "release round", round_, RoundState.RELEASED, "released_at")


@transaction.atomic
def amend_round(actor: Actor, round_id: UUID, *, reason: str, version: int | None = None) -> Round:
    """A later evaluation takes the place of the released one, which stays on record."""
    round_ = held_round(actor, round_id, "amend round")
    check_version(round_.version, version)
    life.check_step(round_.state, RoundState.AMENDED)
    why = life.clean_reason(reason)
    round_.amended_at = _release_run(round_, why)
    return _step(actor, "amend round", round_, RoundState.AMENDED, "amended_at", reason=why)


def _step(actor: Actor, verb: str, round_: Round, then: RoundState, *fields: str, reason: str = "") -> Round:
    before, round_.state = round_.state, then
    round_.version += 1
    round_.save(update_fields=["state", "version", *fields])
    why = reason or (round_.close_reason if then == RoundState.CLOSED else "")
    write_down(actor, verb, round_, {"from": before, "to": then.value, "reason": why})
    if then in life.PUBLISHED:
        tell_reports(actor, round_, reason=reason)
    if then != RoundState.EVALUATED:
        tell_round(actor, round_)
    return round_


def _release_run(round_: Round, amended_because: str = "") -> datetime:
    """Mark the latest evaluation as released; for an amendment it must be a new one with a reason."""
    run = EvaluationRun.objects.filter(round=round_, state=RunState.DONE).order_by("-version").first()
    if run is None or run.released_at is not None or (amended_because and not run.reason):
        raise ConflictError(
            "nothing-to-release",
            message("round", "There is no new evaluation that could be released."),
            remedy=message("round", "Request an evaluation; for an amendment, with its reason."),
        )
    take_effect(round_, run, reason=amended_because)
    run.released_at = now()
    run.save(update_fields=["released_at"])
    return run.released_at


def queue_close(round_: Round) -> None:
    """Have the round closed when late results have had their time, by whichever worker runs then."""
    from comity.domains.exercises.tasks import close_when_due

    due = life.closes_at(_deadline(round_), round_.grace_hours) + JUST_AFTER
    close_when_due.using(run_after=due).enqueue(str(round_.pk))


def _deadline(round_: Round) -> datetime:
    if round_.deadline is None:
        raise ConflictError("deadline-missing", message("round", "The round has no deadline."))
    return round_.deadline
