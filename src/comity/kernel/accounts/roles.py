"""The roles in which people act for an organisation, and which of them may be given by whom."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A role that a person holds for a party."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    STATISTICIAN = "statistician"
    LABORATORY_MANAGER = "laboratory_manager"
    ANALYST = "analyst"
    QUALITY_MANAGER = "quality_manager"
    OBSERVER = "observer"


EVERY_ROLE = frozenset(Role)

# Who holds the role on the left may give those on the right, and end them: never more than their own work needs.
MAY_GIVE: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: EVERY_ROLE,
    Role.LABORATORY_MANAGER: frozenset({Role.ANALYST, Role.OBSERVER}),
}


def may_give(giver: str, role: str) -> bool:
    """Whether somebody in one role may give the other."""
    return any(giver == holder and role in given for holder, given in MAY_GIVE.items())
