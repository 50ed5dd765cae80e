"""The substances that a round names, from which a laboratory says what it may lawfully receive."""

from __future__ import annotations

from uuid import UUID

from comity.domains.exercises.queries.enrolments import get_enrolment
from comity.domains.exercises.queries.organising import plan_of
from comity.kernel.accounts.actor import Actor


def round_menu(actor: Actor, enrolment_id: UUID) -> tuple[str, ...]:
    """The menu of the round that an enrolment belongs to; empty where its plan names none."""
    plan = plan_of(get_enrolment(actor, enrolment_id).round)
    return plan.vocabulary.menu if plan else ()
