"""Work in the background. Each task can be repeated safely."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor

EVERY = timedelta(hours=24)


@task()
def mail_subscriber(alert: str, state: str, party: str, user: str, attempt: int = 0) -> None:
    """Send one mail about an alert; when the mail server is away, try again later."""
    from comity.domains.substances.watch.mailing import next_try, send_mail

    wait = next_try(attempt)
    if not send_mail(UUID(alert), state, UUID(party), UUID(user)) and wait is not None:
        mail_subscriber.using(run_after=now() + wait).enqueue(alert, state, party, user, attempt + 1)


@task()
def look() -> None:
    """Draft alerts from what the rules see, and do so again tomorrow."""
    from comity.domains.substances.watch.drafting import draft_from_rules

    draft_from_rules(Actor.system("the rules were asked"), now().date())
    look.using(run_after=now() + EVERY).enqueue()


def keep_looking() -> int:
    """See to it that a look is queued, where there is an organisation to review: when a worker starts."""
    from comity.kernel.parties.queries import operator

    queued = DBTaskResult.objects.filter(task_path=look.module_path, status=TaskResultStatus.READY)
    if queued.exists() or operator() is None:
        return 0
    look.enqueue()
    return 1
