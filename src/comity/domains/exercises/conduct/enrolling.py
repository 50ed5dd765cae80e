"""Who takes part: which state of an enrolment may follow which, places, and what a laboratory may lawfully receive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.plan import Item, Plan
from comity.domains.exercises.states import EnrolmentState, PermitState, RoundState

FOLLOWS: Mapping[EnrolmentState, frozenset[EnrolmentState]] = {
    EnrolmentState.INVITED: frozenset({EnrolmentState.ENROLLED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN}),
    EnrolmentState.REQUESTED: frozenset(
        {EnrolmentState.ENROLLED, EnrolmentState.REFUSED, EnrolmentState.WITHDRAWN, EnrolmentState.INVITED}
    ),
    EnrolmentState.ENROLLED: frozenset({EnrolmentState.WITHDRAWN}),
    EnrolmentState.DECLINED: frozenset({EnrolmentState.INVITED, EnrolmentState.REQUESTED}),
    EnrolmentState.WITHDRAWN: frozenset({EnrolmentState.INVITED, EnrolmentState.REQUESTED}),
    EnrolmentState.REFUSED: frozenset({EnrolmentState.INVITED}),
}
ENROLLING = frozenset({RoundState.DRAFT, RoundState.OPEN})
CONCERNED = frozenset({EnrolmentState.INVITED, EnrolmentState.REQUESTED, EnrolmentState.ENROLLED})
MOST_SUBSTANCES = 500


class HeldPermit(Protocol):
    """A permit, as far as this room decides about it."""

    @property
    def direction(self) -> str:
        """Import or export."""

    @property
    def state(self) -> str:
        """How far it has come."""

    @property
    def valid_until(self) -> date | None:
        """The last day on which it holds."""


def check_step(now: str, then: EnrolmentState) -> None:
    """Refuse a step that an enrolment does not take."""
    if then not in FOLLOWS[EnrolmentState(now)]:
        raise ConflictError(
            "enrolment-does-not-allow",
            message("enrolment", "The enrolment is {state}; this step does not follow.", state=now),
            remedy=message("enrolment", "Look at it again: somebody may have been faster."),
        )


def check_place(capacity: int | None, enrolled: int) -> None:
    """Refuse an enrolment for which there is no place left."""
    if capacity is not None and enrolled >= capacity:
        raise ConflictError(
            "round-full",
            message("enrolment", "All {count} places of the round are taken.", count=capacity),
            remedy=message("enrolment", "Ask the organiser whether there will be another place."),
        )


def clean_menu(substances: Iterable[str], plan: Plan | None) -> list[str]:
    """The substances a laboratory may receive, each once; of the plan's menu where the plan has one."""
    wanted = {name.strip().casefold(): name.strip() for name in substances if name.strip()}
    if len(wanted) > MOST_SUBSTANCES or any(len(name) > 200 for name in wanted):
        what = message("enrolment", "At most {count} substances of 200 characters each.", count=MOST_SUBSTANCES)
        raise InputError("menu-too-long", what, where="menu")
    known = {name.casefold(): name for name in plan.vocabulary.menu} if plan else {}
    unknown = sorted(wanted[key] for key in wanted if known and key not in known)
    if unknown:
        raise InputError(
            "substance-not-on-menu",
            message("enrolment", "Not on the menu of this round: {names}.", names=", ".join(unknown[:5])),
            where="menu",
            remedy=message("enrolment", "Choose among the substances that the round names."),
        )
    return sorted((known.get(key, name) for key, name in wanted.items()), key=str.casefold)


def receivable_items(plan: Plan, menu: Collection[str] | None) -> tuple[Item, ...]:
    """The items that a laboratory may be sent: those with nothing in them that its menu leaves out.

    A laboratory without a menu has set no bounds. Names count with their aliases.
    """
    if menu is None:
        return plan.items
    allowed = _with_aliases(plan, menu)
    return tuple(item for item in plan.items if all(part.substance.casefold() in allowed for part in item.composition))


def permits_missing(permits: Iterable[HeldPermit], on: date) -> tuple[str, ...]:
    """Directions for which a permit is on file as needed but none is granted and valid on that day."""
    held = list(permits)
    valid = {permit.direction for permit in held if _holds(permit, on)}
    return tuple(sorted({permit.direction for permit in held} - valid))


def check_permit(state: str, number: str, valid_until: date | None) -> None:
    """A granted permit has a number and a last day."""
    if state not in set(PermitState):
        raise InputError("permit-state-unknown", message("permit", "A permit has no such state."), where="state")
    if state == PermitState.GRANTED and not (number and valid_until):
        what = message("permit", "A granted permit has a number and a last day.")
        raise InputError("permit-incomplete", what, where="number" if not number else "valid_until")


def _holds(permit: HeldPermit, on: date) -> bool:
    return permit.state == PermitState.GRANTED and permit.valid_until is not None and permit.valid_until >= on


def _with_aliases(plan: Plan, menu: Collection[str]) -> set[str]:
    allowed = {name.casefold() for name in menu}
    for name, aliases in plan.vocabulary.aliases.items():
        names = {name.casefold(), *(alias.casefold() for alias in aliases)}
        if names & allowed:
            allowed |= names
    return allowed
