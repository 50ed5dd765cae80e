"""How far the statements of participation of a round are, while they are made in the background."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comity.domains.exercises.models import Enrolment, Statement, Submission
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.states import EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.jobs.leases import is_held

TASK = "comity.domains.exercises.tasks.state_all"


@dataclass(frozen=True, slots=True)
class Stating:
    """A job as pages show it."""

    state: str
    progress: int
    step: str = ""


def statements_job(round_id: UUID) -> str:
    """The name of its lease."""
    return f"statements:{round_id}"


def statable(round_id: UUID) -> QuerySet[Enrolment]:
    """Who took part: enrolled, and has reported results."""
    reported = Submission.objects.filter(code__round_id=round_id).values("code__laboratory_id")
    return Enrolment.objects.filter(round_id=round_id, state=EnrolmentState.ENROLLED, laboratory_id__in=reported)


def statements_under_way(actor: Actor, round_id: UUID) -> Stating | None:
    """What is being done about them at the moment; nothing where nobody waits for any."""
    get_organised_round(actor, round_id)
    waiting = DBTaskResult.objects.filter(task_path=TASK, status=TaskResultStatus.READY)
    if is_held(statements_job(round_id)):
        made = Statement.objects.filter(round_id=round_id).values("laboratory_id").distinct().count()
        whole = statable(round_id).count()
        return Stating("running", 100 * made // max(whole, 1), f"{made} / {whole}")
    if any(str(round_id) in one.args_kwargs["args"] for one in waiting):
        return Stating("queued", 0)
    return None
