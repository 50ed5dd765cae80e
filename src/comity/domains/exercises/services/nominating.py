"""Which of a laboratory's submissions counts, and the provisional verdict on it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.conduct.life import check_state
from comity.domains.exercises.guests.asking import send_nomination
from comity.domains.exercises.models import Submission
from comity.domains.exercises.queries.submissions import get_submission, nominated, whole_plan
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.services.submitting import hold_open
from comity.domains.exercises.states import RoundState
from comity.domains.exercises.submission.verdict import Verdict, known_beforehand, provisional_scores
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.locks import one_at_a_time


@transaction.atomic
def nominate_submission(actor: Actor, submission_id: UUID) -> Submission:
    """From now on this submission counts for the laboratory, until the round closes or a verdict was seen."""
    entry, wanted = get_submission(actor, submission_id)
    actor.require("nominate submission", entry.enrolment.laboratory)
    one_at_a_time(f"submissions of {entry.code.pk}")
    check_state(hold_open(entry.round.pk).state, RoundState.OPEN)
    counted = nominated(entry)
    if counted is not None and counted.pk == wanted.pk:
        return counted
    if counted is not None and counted.verdict_at is not None:
        raise ConflictError(
            "verdict-seen",
            message(
                "submission",
                "Your laboratory has seen the provisional verdict; version {version} counts.",
                version=counted.version,
            ),
            remedy=message("submission", "Nothing can be exchanged after that. Ask the organiser in case of an error."),
        )
    Submission.objects.filter(code=entry.code, nominated=True).update(nominated=False)
    Submission.objects.filter(pk=wanted.pk).update(nominated=True)
    wanted.refresh_from_db()
    detail = {"version": wanted.version, "instead_of": counted.version if counted else None, "late": wanted.late}
    write_down_for(actor, "nominate submission", entry.enrolment, detail)
    send_nomination(actor, entry.enrolment, wanted)
    return wanted


@transaction.atomic
def provisional_verdict(actor: Actor, submission_id: UUID) -> list[Verdict]:
    """How the nominated submission stands where values are known beforehand; from then on it stays the nominated one.

    Without anything known beforehand it is refused, and nothing is fixed.
    """
    entry, found = get_submission(actor, submission_id)
    actor.require("provisional verdict", entry.enrolment.laboratory)
    one_at_a_time(f"submissions of {entry.code.pk}")
    found.refresh_from_db()
    plan = whole_plan(entry.round)
    if not known_beforehand(plan):
        raise ConflictError(
            "nothing-known-beforehand",
            message("submission", "In this round everything is judged against the consensus, after the close."),
            remedy=message("submission", "Wait for the report."),
        )
    if not found.nominated:
        raise ConflictError(
            "not-nominated",
            message("submission", "Only the nominated submission gets a verdict."),
            remedy=message("submission", "Ask your manager to nominate it, or wait for the report."),
        )
    if found.verdict_at is None:
        found.verdict_at = now()
        found.save(update_fields=["verdict_at"])
        write_down_for(actor, "provisional verdict", entry.enrolment, {"version": found.version})
    return provisional_scores(found.rows, entry.code.code, plan)
