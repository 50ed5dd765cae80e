"""Gates first: look for suspect results, then decide about each with a reason, before anything is averaged."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.deciding import Finding, Result, check_action, findings_from
from comity.domains.exercises.models import EvaluationRun, GateDecision, ParticipantCode, Round, Screening
from comity.domains.exercises.services.background import ACTIVE, SHARES, computed, failure, resumed, unexpected
from comity.domains.exercises.services.gathering import inputs_of
from comity.domains.exercises.services.holding import held_round, write_down
from comity.domains.exercises.states import RunState
from comity.kernel.accounts.actor import Actor
from comity.kernel.jobs.leases import BusyError, Held, LostLeaseError, leased
from comity.kernel.jobs.progress import Progress

log = logging.getLogger(__name__)
BY_HAND = "by hand"  # the gate of a decision about a result that no gate has found


@transaction.atomic
def request_screening(actor: Actor, round_id: UUID) -> Screening:
    """Run the gates in the background over everything that was submitted."""
    from comity.domains.exercises.tasks import screen

    round_ = held_round(actor, round_id, "decide gate")
    life.check_state(round_.state, *life.SHOWING_RESULTS)
    active = Screening.objects.filter(round=round_, state__in=ACTIVE).first()
    if active is not None:
        if not resumed(active, "screening"):
            raise ConflictError(
                "screening-running",
                message("gate", "The gates are being run already."),
                remedy=message("gate", "Wait until they are done; the page shows how far they are."),
            )
        found = active
    else:
        found = Screening.objects.create(round=round_, requested_by_id=actor.user_id, requested_at=now())
    screen.enqueue(str(found.pk))
    write_down(actor, "request screening", round_, {"screening": str(found.pk)})
    return found


def run_screening(actor: Actor, screening_id: UUID) -> None:
    """Do what was requested; called in the background, and safe to be called again at any time."""
    try:
        with leased(f"screening:{screening_id}") as lease:
            wanted = Screening.objects.select_related("round__scheme__organiser").filter(pk=screening_id).first()
            if wanted is not None and wanted.state in ACTIVE:
                _run(actor, wanted, lease)
    except (BusyError, LostLeaseError):
        log.info("screening %s is done by another process", screening_id)


@transaction.atomic
def decide_gate(
    actor: Actor, round_id: UUID, *, screening_id: UUID, findings: Sequence[int], action: str, reason: str
) -> list[GateDecision]:
    """Keep the results of these findings in the consensus or exclude them, for a reason that enters the plan.

    `findings` are numbers within the screening that was looked at; a newer one must be looked at first.
    """
    round_ = _held(actor, round_id)
    latest = Screening.objects.filter(round=round_, state=RunState.DONE).order_by("-requested_at", "-id").first()
    if latest is None or latest.pk != screening_id:
        raise ConflictError(
            "changed-meanwhile",
            message("gate", "The gates have been run again since you looked."),
            remedy=message("gate", "Look at the findings again, then decide."),
        )
    chosen = [one for one in findings_from(latest.findings) if one.number in set(findings)]
    if not chosen:
        raise NotFoundError
    return _decide(actor, round_, [(one.gate, result) for one in chosen for result in one.concerned], action, reason)


@transaction.atomic
def decide_result(
    actor: Actor, round_id: UUID, *, item: str, measurand: str, code: str, action: str, reason: str
) -> list[GateDecision]:
    """The same for a single result that no gate has found, as after an appeal."""
    round_ = _held(actor, round_id)
    planned = {(one["item"], one["measurand"]) for one in round_.plan.get("evaluations", ())}
    if (item, measurand) not in planned:
        raise NotFoundError
    return _decide(actor, round_, [(BY_HAND, (item, measurand, code))], action, reason)


def decided_results(round_: Round) -> Collection[Result]:
    """The results about which a decision has been taken."""
    return set(GateDecision.objects.filter(round=round_).values_list("item", "measurand", "code__code"))


def current_findings(round_: Round) -> list[Finding]:
    """The findings of the latest screening, as long as it has seen what would be evaluated now."""
    latest = Screening.objects.filter(round=round_, state=RunState.DONE).order_by("-requested_at", "-id").first()
    if latest is None or latest.inputs_digest != inputs_of(round_).digest:
        raise ConflictError(
            "screening-needed",
            message("gate", "The gates have not been run over these results yet."),
            remedy=message("gate", "Run the gates first: nothing is scored before somebody has looked."),
        )
    return findings_from(latest.findings)


def _run(actor: Actor, wanted: Screening, lease: Held) -> None:
    def write(percent: int, words: str) -> None:
        lease.renew()
        Screening.objects.filter(pk=wanted.pk).update(progress=percent, step=words[:200])

    Screening.objects.filter(pk=wanted.pk).update(state=RunState.RUNNING, error=None)
    try:
        changes = _screened(wanted.round, Progress(write, SHARES["screening"]))
    except LostLeaseError:
        raise
    except ComityError as error:
        changes = {"state": RunState.FAILED, "error": failure(error)}
    except Exception:
        Screening.objects.filter(pk=wanted.pk).update(state=RunState.FAILED, error=unexpected(), finished_at=now())
        raise
    with transaction.atomic():
        lease.check()
        actor.require("run evaluation", wanted.round.scheme.organiser)
        Screening.objects.filter(pk=wanted.pk).update(finished_at=now(), progress=100, step="", **changes)
        write_down(actor, "run screening", wanted.round, {"state": str(changes["state"])})


def _held(actor: Actor, round_id: UUID) -> Round:
    round_ = held_round(actor, round_id, "decide gate")
    life.check_state(round_.state, *life.SHOWING_RESULTS)
    if EvaluationRun.objects.filter(round=round_, state__in=ACTIVE).exists():
        raise ConflictError(
            "evaluation-running",
            message("gate", "The round is being evaluated; no decision can be taken meanwhile."),
            remedy=message("gate", "Wait until it is done; a further evaluation then takes your decision in."),
        )
    return round_


def _decide(
    actor: Actor, round_: Round, results: Sequence[tuple[str, Result]], action: str, reason: str
) -> list[GateDecision]:
    check_action(action)
    why = life.clean_reason(reason)
    codes = {one.code: one for one in ParticipantCode.objects.filter(round=round_).only("code", "round_id")}
    if any(code not in codes for _, (_, _, code) in results):
        raise NotFoundError
    made = [
        GateDecision(
            round=round_,
            item=item,
            measurand=measurand,
            code=codes[code],
            gate=gate,
            action=action,
            reason=why,
            by_id=actor.user_id,
            at=now(),
        )
        for gate, (item, measurand, code) in results
    ]
    kept = GateDecision.objects.bulk_create(made)
    told = [f"{item} × {measurand}: {code}" for _, (item, measurand, code) in results][:50]
    write_down(actor, "decide gate", round_, {"action": action, "reason": why, "results": told})
    return kept


def _screened(round_: Round, progress: Progress) -> dict[str, object]:
    inputs = inputs_of(round_)
    found = computed(
        "comity.domains.exercises.evaluation.screening:screening",
        inputs,
        progress=lambda done, total, what: progress.stage("gates", done, total, what),
    )
    return {
        "state": RunState.DONE,
        "findings": found,
        "inputs_digest": inputs.digest,
        "results": len(inputs.rows),
    }
