"""The steps of a round in their order, which are done, and the one that is next.

Only what the reader may do is offered as the next action; the order is a recommendation, except where a state asks
for it (a round opens with a frozen plan only).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.domains.exercises.conduct.life import PUBLISHED, SHOWING_RESULTS, last_instant
from comity.domains.exercises.states import RoundState


class Step(StrEnum):
    """Something to be done in a round."""

    WRITE_PLAN = "write plan"
    SET_DEADLINE = "set deadline"
    INVITE = "invite"
    ANSWER_REQUESTS = "answer requests"
    FREEZE_PLAN = "freeze plan"
    OPEN = "open"
    PREPARE_PARCELS = "prepare parcels"
    REPLACE_PARCELS = "replace parcels"
    DISPATCH_PARCELS = "dispatch parcels"
    WAIT_FOR_RESULTS = "wait for results"
    CLOSE = "close"
    EVALUATE = "evaluate"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a round stands. Numbers of laboratories are unknown (None) to those who see codes only."""

    state: str
    deadline: datetime | None
    grace_hours: float
    has_plan: bool
    frozen: bool
    invited: int | None = None
    requested: int | None = None
    enrolled: int | None = None
    submitted: int | None = None
    capacity: int | None = None
    without_parcel: int = 0
    prepared: int = 0
    dispatched: int = 0
    delivered: int = 0
    damaged: int = 0

    @property
    def names_are_seen(self) -> bool:
        """Whether the reader organises the laboratories' part."""
        return self.enrolled is not None

    def is_over(self, at: datetime) -> bool:
        """Whether deadline and period of grace have passed."""
        return self.deadline is not None and at > last_instant(self.deadline, self.grace_hours)


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the list of steps."""

    step: Step
    done: bool
    next: bool = False


def steps_of(progress: Progress, at: datetime) -> list[Stage]:
    """All steps with the next one marked, at most one; waiting for results is never marked as an action."""
    found = list(_steps(progress, at))
    following = next((step for step, done in found if not done), None)
    return [Stage(step, done, next=step is following) for step, done in found]


def next_step(progress: Progress, at: datetime) -> Step | None:
    """The one to take now."""
    return next((stage.step for stage in steps_of(progress, at) if stage.next), None)


def _steps(progress: Progress, at: datetime) -> Iterator[tuple[Step, bool]]:
    opened = progress.state != RoundState.DRAFT
    closed = progress.state in SHOWING_RESULTS
    yield Step.WRITE_PLAN, progress.has_plan
    yield Step.SET_DEADLINE, progress.deadline is not None
    if progress.names_are_seen:
        yield (
            Step.INVITE,
            opened or bool((progress.invited or 0) + (progress.requested or 0) + (progress.enrolled or 0)),
        )
        if progress.requested:
            yield Step.ANSWER_REQUESTS, closed
    yield Step.FREEZE_PLAN, progress.frozen
    yield Step.OPEN, opened
    if progress.names_are_seen:
        yield from _sending(progress, closed=closed)
    yield Step.WAIT_FOR_RESULTS, closed or progress.is_over(at)
    yield Step.CLOSE, closed
    yield Step.EVALUATE, progress.state in {RoundState.EVALUATED, *PUBLISHED}
    yield Step.RELEASE, progress.state in PUBLISHED


def _sending(progress: Progress, *, closed: bool) -> Iterator[tuple[Step, bool]]:
    sent = progress.prepared + progress.dispatched + progress.delivered + progress.damaged
    yield Step.PREPARE_PARCELS, closed or (bool(sent) and not progress.without_parcel)
    if progress.damaged:
        yield Step.REPLACE_PARCELS, closed
    yield Step.DISPATCH_PARCELS, closed or (bool(sent) and not progress.prepared)
