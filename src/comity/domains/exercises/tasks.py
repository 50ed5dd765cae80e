"""Work in the background. Each task can be repeated safely: what is done already is not done again."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comity.base.clock import now
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
def state_all(round_id: str, language: str) -> None:
    """Issue the statements of participation of a round."""
    from comity.domains.exercises.services.statements import issue_statements

    issue_statements(Actor.system("statements that were requested"), UUID(round_id), language=language)


@task()
def send_notices(round_id: str, attempt: int = 0) -> None:
    """Mail to the laboratories of a round what they have not been mailed yet; try again later what was not taken."""
    from comity.domains.exercises.mailing import next_try
    from comity.domains.exercises.queries.notices import unmailed
    from comity.domains.exercises.services.notices import mail_notices

    mail_notices(Actor.system("notices after a release"), UUID(round_id))
    wait = next_try(attempt)
    if unmailed(UUID(round_id)) and wait is not None:
        send_notices.using(run_after=now() + wait).enqueue(round_id, attempt + 1)


@task()
def mail_person(kind: str, enrolment_id: str, user_id: str, attempt: int = 0) -> None:
    """Send one mail about a round; when the mail server is away, try again later."""
    from comity.domains.exercises.mailing import next_try, send_mail

    wait = next_try(attempt)
    if not send_mail(kind, UUID(enrolment_id), UUID(user_id)) and wait is not None:
        mail_person.using(run_after=now() + wait).enqueue(kind, enrolment_id, user_id, attempt + 1)


@task()
def close_when_due(round_id: str) -> None:
    """Close a round whose deadline and grace have passed; for one that was given more time, wait on."""
    from comity.domains.exercises.services.stages import close_due_round

    close_due_round(Actor.system("deadline, period of grace and time for late results have passed"), UUID(round_id))


def resume_unfinished() -> int:
    """Put jobs that no living process does back into the queue; for a worker that starts."""
    from comity.domains.exercises.services.resuming import resume_jobs

    return resume_jobs(Actor.system("a worker starts"))
