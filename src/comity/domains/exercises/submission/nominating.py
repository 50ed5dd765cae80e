"""Which of a laboratory's submissions counts, and what the clock says about one.

- The first submission is the nominated one, so that a laboratory that submits once is done.
- A later one by the same analyst takes over: it is a correction. One by somebody else is kept beside it until the
  manager nominates it.
- A late one never takes over by itself from one that was in time: that would keep the laboratory out of the consensus.
- Once the laboratory has seen a provisional verdict, its nominated submission stays: nobody tunes a result to a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from comity.domains.exercises.conduct.life import is_late


class Timing(StrEnum):
    """What the clock says."""

    IN_TIME = "in time"
    GRACE = "grace"
    LATE = "late"


class Handed(Protocol):
    """A submission, as far as this decides about it."""

    @property
    def analyst_id(self) -> UUID | None:
        """Who submitted it."""

    @property
    def late(self) -> bool:
        """Whether it came after the period of grace."""

    @property
    def verdict_at(self) -> datetime | None:
        """When the provisional verdict on it was seen."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission that comes in: whose, and whether late."""

    analyst_id: UUID | None
    late: bool


def timing(at: datetime, deadline: datetime | None, grace_hours: float) -> Timing:
    """In time, within the period of grace (counts as in time), or late (kept and scored, but out of the consensus)."""
    if deadline is None or at <= deadline:
        return Timing.IN_TIME
    return Timing.LATE if is_late(at, deadline, grace_hours) else Timing.GRACE


def takes_over(nominated: Handed | None, arriving: Arrival) -> bool:
    """Whether a submission that comes in is the nominated one from now on."""
    if nominated is None:
        return True
    if nominated.verdict_at is not None or (arriving.late and not nominated.late):
        return False
    return arriving.analyst_id is not None and arriving.analyst_id == nominated.analyst_id
