"""Pure decisions of this room; time is an argument.

- A result is late when it was submitted after the deadline plus the grace period; a row without a time of submission
  counts as in time, and the evaluation says how many there were.
- A late result is scored like any other but does not enter the consensus.
- A coordinator's decision in the plan (keep or exclude, with a reason) goes before what a gate suggests.
- Nobody is left out of the scores: exclusion concerns the consensus only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from comity.base.messages import message

if TYPE_CHECKING:
    from comity.domains.exercises.plan import Evaluation, Exercise, Plan

LATE_NOTE = message("exercises", "The result came after the deadline: it is scored but did not enter the consensus.")
"""What stands beside a late result."""


class Submitted(Protocol):
    """Anything with a laboratory and a time of submission."""

    @property
    def laboratory(self) -> str:
        """Its code."""

    @property
    def submitted_at(self) -> datetime | None:
        """When it came in."""


def last_moment(exercise: Exercise) -> datetime | None:
    """The end of the grace period; None when the exercise has no deadline."""
    if exercise.deadline is None:
        return None
    return exercise.deadline + timedelta(hours=exercise.grace)


def is_late(submitted_at: datetime | None, exercise: Exercise) -> bool:
    """Whether a result came too late for the consensus."""
    end = last_moment(exercise)
    return end is not None and submitted_at is not None and submitted_at > end


def decision_about(laboratory: str, evaluation: Evaluation) -> tuple[str, str]:
    """The coordinator's action (`keep`, `exclude` or nothing) and reason."""
    for decision in evaluation.decisions:
        if decision.laboratory == laboratory:
            return decision.action, decision.reason
    return "", ""


def enters_consensus(row: Submitted, plan: Plan, evaluation: Evaluation) -> bool:
    """Whether a result enters the consensus as far as plan and clock decide; gates may still exclude it."""
    return not is_late(row.submitted_at, plan.exercise) and decision_about(row.laboratory, evaluation)[0] != "exclude"
