"""The plan of a round: saved over the latest version only, frozen before the deadline, then changed with a reason."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.freezing import changes_between, normalised, plan_digest
from comity.domains.exercises.guests.arrivals import judge_again
from comity.domains.exercises.guests.commitments import commit_to_plan
from comity.domains.exercises.guests.telling import tell_deadline, tell_round
from comity.domains.exercises.mailing import queue_mails
from comity.domains.exercises.models import Enrolment, PlanDeviation, Round, Submission
from comity.domains.exercises.plan import Plan, plan_from_data, read_plan
from comity.domains.exercises.plan.reading import MAXIMUM_PLAN_BYTES
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.services.holding import check_version, held_round, write_down
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.kernel.accounts.actor import Actor

LARGEST_SEED = 2**53


@transaction.atomic
def save_plan(
    actor: Actor,
    round_id: UUID,
    plan: Mapping[str, Any] | bytes,
    *,
    version: int | None,
    reason: str = "",
    file: str = "plan.toml",
) -> Round:
    """Keep a plan, from plain data or the bytes of a TOML file, or refuse it with all its faults.

    `version` is that of the round which the writer saw. Once the plan is frozen a `reason` is needed, and the reports
    show what was changed. Scheme, round and organiser are those of the record. The deadline is the plan's where it
    states one, as long as it is not frozen.
    """
    round_ = held_round(actor, round_id, "save plan")
    check_version(round_.version, version)
    return _keep(actor, round_, _read(plan, file), verb="save plan", kind="change", reason=reason)


@transaction.atomic
def freeze_plan(actor: Actor, round_id: UUID, *, version: int | None = None) -> Round:
    """Fix the plan by its digest, before the deadline and before anybody can submit."""
    round_ = held_round(actor, round_id, "freeze plan")
    check_version(round_.version, version)
    life.check_state(round_.state, RoundState.DRAFT)
    life.check_deadline(round_.deadline, now())
    if round_.plan_frozen_at is not None:
        raise ConflictError("plan-frozen", message("round", "The plan has been frozen already."))
    plan = plan_of(round_)
    if plan is None:
        what = message("round", "The round has no plan yet.")
        raise InputError("plan-missing", what, where="plan", remedy=message("round", "Save a plan first."))
    round_.plan = normalised(aligned(plan, round_))
    round_.plan_digest = plan_digest(round_.plan)
    round_.plan_frozen_at = now()
    round_.version += 1
    round_.save(update_fields=["plan", "plan_digest", "plan_frozen_at", "version"])
    commit_to_plan(round_, round_.plan_digest)
    write_down(actor, "freeze plan", round_, {"digest": round_.plan_digest})
    return round_


@transaction.atomic
def move_deadline(
    actor: Actor, round_id: UUID, deadline: datetime, *, reason: str, version: int | None = None
) -> Round:
    """Give laboratories more time. Never less: somebody may be typing. On record as a deviation from the plan."""
    round_ = held_round(actor, round_id, "move deadline")
    check_version(round_.version, version)
    life.check_state(round_.state, RoundState.DRAFT, RoundState.OPEN)
    wanted = life.check_deadline(life.instant_in(deadline, round_.time_zone), now())
    plan = plan_of(round_)
    if round_.plan_frozen_at is None or plan is None or round_.deadline is None:
        what = message("round", "The plan is not frozen yet; change the deadline among the settings of the round.")
        raise ConflictError("plan-not-frozen", what)
    if wanted <= round_.deadline:
        what = message("round", "A deadline moves to a later time only.")
        raise InputError("deadline-earlier", what, where="deadline")
    round_.deadline = wanted
    _judge_again(round_)
    queue_mails("deadline", list(Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED)))
    before = plan_digest(round_.plan)
    moved = _keep(actor, round_, plan, verb="move deadline", kind="deadline", reason=reason, realign=True)
    tell_deadline(actor, moved, before=before, after=plan_digest(moved.plan), reason=reason)
    judge_again(actor, moved)
    return moved


def replace_in_plan(actor: Actor, round_: Round, plan: Plan, *, reason: str) -> Round:
    """Keep measurements on the items in the plan; after freezing they are on record beside it."""
    return _keep(actor, round_, plan, verb="record homogeneity", kind="measurement", reason=reason)


def aligned(plan: Plan, round_: Round) -> Plan:
    """The plan with what the record of the round says about it."""
    exercise = dataclasses.replace(
        plan.exercise,
        scheme=round_.scheme.title,
        round=round_.code,
        title=round_.title or plan.exercise.title,
        provider=round_.scheme.organiser.name,
        deadline=round_.deadline,
        grace=round_.grace_hours,
        seed=plan.exercise.seed or _seed_of(round_),
    )
    return dataclasses.replace(plan, exercise=exercise)


def _judge_again(round_: Round) -> None:
    """What was late is in time when it came before the new end. The caller holds the round: nobody submits now."""
    if round_.deadline is not None:
        end = life.last_instant(round_.deadline, round_.grace_hours)
        Submission.objects.filter(code__round=round_, late=True, submitted_at__lte=end).update(late=False)


def _keep(
    actor: Actor, round_: Round, plan: Plan, *, verb: str, kind: str, reason: str, realign: bool = False
) -> Round:
    frozen = round_.plan_frozen_at is not None
    if not realign:
        _take_deadline(round_, plan, frozen=frozen)
    data = _titled(normalised(aligned(plan, round_)), round_) if frozen else normalised(aligned(plan, round_))
    changes = changes_between(round_.plan, data)
    if not changes and not realign:
        return round_
    before, after = plan_digest(round_.plan), plan_digest(data)
    if frozen:
        PlanDeviation.objects.create(
            round=round_,
            at=now(),
            by_id=actor.user_id,
            role=actor.role,
            kind=kind,
            reason=life.clean_reason(reason),
            digest_before=before,
            digest_after=after,
            changes=[change.to_data() for change in changes],
        )
    round_.plan = data
    round_.version += 1
    round_.save(update_fields=["plan", "deadline", "grace_hours", "version"])
    write_down(
        actor, verb, round_, {"version": round_.version, "digest": after, "frozen": frozen, "changes": len(changes)}
    )
    if frozen:
        commit_to_plan(round_, after)
        if not realign:
            tell_round(actor, round_)
    return round_


def _titled(data: dict[str, Any], round_: Round) -> dict[str, Any]:
    """Names of scheme and organiser may change later; in a frozen plan they stay as they were."""
    kept = {name: round_.plan["exercise"][name] for name in ("scheme", "provider")}
    return {**data, "exercise": {**data["exercise"], **kept}}


def _take_deadline(round_: Round, plan: Plan, *, frozen: bool) -> None:
    stated = plan.exercise.deadline
    if stated is None:
        return
    if not frozen:
        round_.deadline, round_.grace_hours = stated, life.clean_grace(plan.exercise.grace)
    elif (stated, plan.exercise.grace) != (round_.deadline, round_.grace_hours):
        raise ConflictError(
            "plan-frozen",
            message("round", "The plan has been frozen; its deadline is not changed here."),
            where="exercise.deadline",
            remedy=message("round", "Move the deadline of the round, with a reason; then save the plan."),
        )


def _read(plan: Mapping[str, Any] | bytes, file: str) -> Plan:
    if isinstance(plan, Mapping):
        return plan_from_data(plan, file)
    if len(plan) > MAXIMUM_PLAN_BYTES:
        what = message("round", "The file is larger than {most} bytes.", most=MAXIMUM_PLAN_BYTES)
        raise InputError("plan-too-large", what, where="plan")
    return read_plan(plan, file)


def _seed_of(round_: Round) -> int:
    """The seed that the round has already, or a fresh one that nobody chose."""
    kept = round_.plan.get("exercise", {}).get("seed", 0)
    return int(kept) or secrets.randbelow(LARGEST_SEED - 1) + 1
