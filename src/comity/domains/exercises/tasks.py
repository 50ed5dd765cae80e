"""Work in the background. Each task can be repeated safely: what is done already is not done again."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comity.kernel.accounts.actor import Actor


@task()
def screen(screening_id: str) -> None:
    """Run the gates of a round."""
    from comity.domains.exercises.services.gates import run_screening

    run_screening(Actor.system("screening that was requested"), UUID(screening_id))


@task()
def evaluate_round(run_id: str) -> None:
    """Evaluate a round and write its reports."""
    from comity.domains.exercises.services.evaluations import run_evaluation

    run_evaluation(Actor.system("evaluation that was requested"), UUID(run_id))


@task()
def send_notices(round_id: str) -> None:
    """Mail to the laboratories of a round what they have not been mailed yet."""
    from comity.domains.exercises.services.notices import mail_notices

    mail_notices(Actor.system("notices after a release"), UUID(round_id))


def resume_unfinished() -> int:
    """Put jobs that no living process does back into the queue; for a worker that starts."""
    from comity.domains.exercises.services.resuming import resume_jobs

    return resume_jobs(Actor.system("a worker starts"))
