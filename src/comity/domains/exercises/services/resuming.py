"""Jobs that were cut off when a worker was killed: back into the queue."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.domains.exercises.guests.catching_up import catch_up
from comity.domains.exercises.models import EvaluationRun, Round, Screening
from comity.domains.exercises.services.background import ACTIVE, resumed
from comity.domains.exercises.services.holding import write_down
from comity.domains.exercises.services.stages import queue_close
from comity.domains.exercises.states import RoundState
from comity.kernel.accounts.actor import Actor


def resume_jobs(actor: Actor) -> int:
    """Every screening and evaluation that counts as under way but that nobody does; how many."""
    rounds = {*Screening.objects.filter(state__in=ACTIVE).values_list("round_id", flat=True)}
    rounds |= {*EvaluationRun.objects.filter(state__in=ACTIVE).values_list("round_id", flat=True)}
    _wait_for_deadlines()
    catch_up(actor)
    return sum(_resume(actor, round_id) for round_id in rounds)


def _wait_for_deadlines() -> None:
    """Open rounds whose close nobody waits for, as after a restore; one that is waited for twice is closed once."""
    for round_ in Round.objects.filter(state=RoundState.OPEN, deadline__lte=now(), guest=None).defer(
        "plan", "instructions"
    ):
        queue_close(round_)


@transaction.atomic
def _resume(actor: Actor, round_id: UUID) -> int:
    from comity.domains.exercises.tasks import evaluate_round, screen

    round_ = Round.objects.select_for_update(of=("self",)).select_related("scheme__organiser").get(pk=round_id)
    actor.require("run evaluation", round_.scheme.organiser)
    again = 0
    for job in Screening.objects.filter(round=round_, state__in=ACTIVE):
        if resumed(job, "screening"):
            screen.enqueue(str(job.pk))
            again += 1
    for run in EvaluationRun.objects.filter(round=round_, state__in=ACTIVE):
        if resumed(run, "evaluation"):
            evaluate_round.enqueue(str(run.pk))
            again += 1
    if again:
        write_down(actor, "resume jobs", round_, {"jobs": again})
    return again
