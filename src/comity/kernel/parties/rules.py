"""Pure decisions about parties: which kind may be a member of which, and what gives power over what.

Rules
-----
1. A person is a member of nothing here: people act for a party through an assignment (`accounts`).
2. Networks hold states, organisations and laboratories; alliances hold networks; organisations (as international
   ones) hold states.
3. A laboratory or a group can be *part of* an organisation or laboratory. Only that gives power downward:
   whoever administers the organisation administers its laboratories. A network has none over its members.
4. Memberships make no circle, and nobody is a member of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")


class Kind(StrEnum):
    """What a party is."""

    STATE = "state"
    ORGANISATION = "organisation"
    LABORATORY = "laboratory"
    NETWORK = "network"
    ALLIANCE = "alliance"
    GROUP = "group"
    PERSON = "person"


MAY_BE_MEMBER_OF: Mapping[Kind, frozenset[Kind]] = {
    Kind.STATE: frozenset({Kind.ORGANISATION, Kind.NETWORK, Kind.ALLIANCE}),
    Kind.ORGANISATION: frozenset({Kind.ORGANISATION, Kind.NETWORK, Kind.ALLIANCE, Kind.GROUP}),
    Kind.LABORATORY: frozenset({Kind.ORGANISATION, Kind.LABORATORY, Kind.NETWORK, Kind.GROUP}),
    Kind.NETWORK: frozenset({Kind.NETWORK, Kind.ALLIANCE}),
    Kind.ALLIANCE: frozenset({Kind.ALLIANCE}),
    Kind.GROUP: frozenset({Kind.ORGANISATION, Kind.LABORATORY, Kind.NETWORK, Kind.ALLIANCE}),
    Kind.PERSON: frozenset(),
}
PARTS = frozenset({Kind.LABORATORY, Kind.GROUP})
WHOLES = frozenset({Kind.ORGANISATION, Kind.LABORATORY})


def may_be_member(member: Kind, of: Kind) -> bool:
    """Whether a party of one kind may be a member of one of the other."""
    return of in MAY_BE_MEMBER_OF[member]


def is_part_of(member: Kind, of: Kind) -> bool:
    """Whether this membership makes the member a part of the other, which then has power over it."""
    return member in PARTS and of in WHOLES


def would_close_circle(member: Key, of: Key, memberships: Iterable[tuple[Key, Key]]) -> bool:
    """Whether `member` in `of` makes anything a member of itself; `memberships` are pairs (member, of).

    >>> would_close_circle("a", "c", [("c", "b"), ("b", "a")])
    True
    """
    above: dict[Key, set[Key]] = {}
    for lower, upper in memberships:
        above.setdefault(lower, set()).add(upper)
    return member == of or member in reachable([of], above)


def reachable(start: Iterable[Key], above: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """Everything that can be reached from `start`, which is included."""
    found: set[Key] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(above.get(here, ()))
    return found


def holds_on(since: date, until: date | None, on: date) -> bool:
    """Whether something that runs from `since` to `until` (that day no more) holds on a day."""
    return since <= on and (until is None or on < until)
