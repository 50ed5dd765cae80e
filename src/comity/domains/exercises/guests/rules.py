"""Pure decisions about results that come from another node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comity.domains.exercises.conduct.life import is_late
from comity.domains.exercises.states import RoundState
from comity.kernel.parties.rules import Kind

TAKES_PART = frozenset({Kind.LABORATORY, Kind.ORGANISATION, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Timed:
    """Which moment counts for results, and why: their arrival here, or a witnessed head of the other node's log."""

    at: datetime
    basis: str
    late: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of a laboratory's submissions, as far as choosing among them goes."""

    submission: UUID
    nomination: int
    by_hand: bool
    late: bool


def time_that_counts(
    arrived: datetime, proven: datetime | None, deadline: datetime | None, grace_hours: float
) -> Timed:
    """Arrival, unless a witness saw the commitment earlier; what a laboratory claims plays no part."""
    at, basis = (proven, "log") if proven is not None and proven < arrived else (arrived, "arrival")
    return Timed(at, basis, deadline is not None and is_late(at, deadline, grace_hours))


def still_taken(state: str, timed: Timed) -> bool:
    """An open round takes results; one that closed while the line was cut takes those that were proven in time."""
    if state == RoundState.OPEN:
        return True
    return state in {RoundState.CLOSED, RoundState.EVALUATED} and timed.basis == "log" and not timed.late


def the_one_that_counts(candidates: Iterable[Candidate]) -> UUID | None:
    """The laboratory's latest choice; what is late takes over from what is in time only where a person chose it."""
    known = sorted((one for one in candidates if one.nomination), key=lambda one: one.nomination, reverse=True)
    if not known:
        return None
    taking_over = [one for one in known if one.by_hand or not one.late]
    return (taking_over or known)[0].submission
