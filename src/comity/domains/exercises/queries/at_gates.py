"""The results of one item and measurand by code, as the gates see them, for those who decide about findings."""

from __future__ import annotations

from uuid import UUID

from comity.base.errors import NotFoundError
from comity.domains.exercises.queries.outcome import get_closed_round
from comity.kernel.accounts.actor import Actor


def results_at_gates(actor: Actor, round_id: UUID, item: str, measurand: str) -> list[tuple[str, float]]:
    """Code and value, in the plan's unit, of everybody who reported a number for an evaluated pair."""
    from comity.domains.exercises.evaluation.participants import by_evaluation, participants
    from comity.domains.exercises.services.gathering import inputs_of

    round_ = get_closed_round(actor, round_id)
    actor.require("decide gate", round_.scheme.organiser)
    inputs = inputs_of(round_)
    planned = (one for one in inputs.plan.evaluations if (one.item, one.measurand) == (item, measurand))
    evaluation = next(planned, None)
    if evaluation is None:
        raise NotFoundError
    entries = participants(by_evaluation(inputs.results())[item, measurand], inputs.plan, evaluation)
    return [(entry.laboratory, entry.value) for entry in entries if entry.value is not None]
