"""The life of a round: which state may follow which, and when results are in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.states import RoundState

FOLLOWS: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.DRAFT: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset({RoundState.EVALUATED}),
    RoundState.EVALUATED: frozenset({RoundState.EVALUATED, RoundState.RELEASED}),
    RoundState.RELEASED: frozenset({RoundState.AMENDED}),
    RoundState.AMENDED: frozenset({RoundState.AMENDED}),
}
TAKING_RESULTS = frozenset({RoundState.OPEN})
SHOWING_RESULTS = frozenset({RoundState.CLOSED, RoundState.EVALUATED, RoundState.RELEASED, RoundState.AMENDED})
PUBLISHED = frozenset({RoundState.RELEASED, RoundState.AMENDED})

LONGEST_GRACE = 720.0  # hours: a month
LATE_RESULTS = timedelta(days=7)  # taken and scored, out of the consensus, unless the organiser closes earlier
SHORTEST_REASON = 10  # characters: "see above" explains nothing
LONGEST_REASON = 1000


def check_step(now: str, then: RoundState) -> None:
    """Refuse a step that a round does not take."""
    if then not in FOLLOWS[RoundState(now)]:
        raise ConflictError(
            "state-does-not-allow",
            message("round", "The round is {state}; this step does not follow.", state=now),
            remedy=message("round", "Look at the round again: somebody may have moved it on."),
        )


def check_state(now: str, *allowed: RoundState) -> None:
    """Refuse what can only be done in certain states."""
    if now not in allowed:
        raise ConflictError(
            "state-does-not-allow",
            message("round", "This cannot be done while the round is {state}.", state=now),
            remedy=message("round", "Look at the round again: somebody may have moved it on."),
        )


def last_instant(deadline: datetime, grace_hours: float) -> datetime:
    """The end of the grace period."""
    return deadline + timedelta(hours=grace_hours)


def closes_at(deadline: datetime, grace_hours: float) -> datetime:
    """When a round closes by itself: late results are still taken, and scored, for a week after the grace period."""
    return last_instant(deadline, grace_hours) + LATE_RESULTS


def is_late(at: datetime, deadline: datetime, grace_hours: float) -> bool:
    """Whether something that came in at that moment came after the grace period. The last instant is in time."""
    return at > last_instant(deadline, grace_hours)


def check_close(at: datetime, deadline: datetime, grace_hours: float, reason: str) -> None:
    """Once deadline and grace have passed a round may be closed; before that only with a reason."""
    if not is_late(at, deadline, grace_hours) and not reason.strip():
        raise InputError(
            "closes-early",
            message("round", "The deadline and its period of grace have not passed yet."),
            where="reason",
            remedy=message("round", "Wait, or say why the round closes early."),
        )


def check_deadline(deadline: datetime | None, at: datetime) -> datetime:
    """A deadline must be there and lie ahead."""
    if deadline is None:
        what = message("round", "The round has no deadline.")
        raise InputError("deadline-missing", what, where="deadline", remedy=message("round", "State it first."))
    if deadline <= at:
        what = message("round", "The deadline lies in the past.")
        raise InputError("deadline-past", what, where="deadline", remedy=message("round", "Choose a later one."))
    return deadline


def clean_grace(hours: float) -> float:
    """A period of grace within its bounds."""
    if not 0 <= hours <= LONGEST_GRACE:
        what = message("round", "The period of grace lasts between 0 and {longest} hours.", longest=int(LONGEST_GRACE))
        raise InputError("grace-out-of-range", what, where="grace_hours")
    return float(hours)


def clean_reason(text: str, *, where: str = "reason") -> str:
    """A reason that explains something: it is on record for years."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise InputError(
            "reason-missing",
            message("round", "A reason of {least} to {most} characters is needed.", least=SHORTEST_REASON, most=1000),
            where=where,
            remedy=message("round", "Say it so that an assessor understands it years later."),
        )
    return reason


def instant_in(local: datetime, zone: str) -> datetime:
    """What a clock on a wall of that time zone means, in UTC.

    An hour that the change to summer time skips does not exist; one that it repeats could mean two instants. Both are
    refused: a deadline has one reading.
    """
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    place = zone_of(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second or first.astimezone(place).replace(tzinfo=None) != local:
        raise InputError(
            "clock-change",
            message("round", "The clocks of {zone} change in that hour.", zone=zone),
            where="deadline",
            remedy=message("round", "Choose a time before or after the change."),
        )
    return first


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, as in `Europe/Vienna`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        what = message("round", "There is no time zone “{name}”.", name=name[:60])
        remedy = message("round", "It looks like Europe/Vienna, Africa/Accra or UTC.")
        raise InputError("time-zone-unknown", what, where="time_zone", remedy=remedy) from error
