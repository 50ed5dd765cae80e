"""What an audit entry needs to know of whoever acts. `accounts.actor.Actor` is one."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Author(Protocol):
    """Somebody, or a program on somebody's behalf, who does something."""

    @property
    def user_id(self) -> UUID | None:
        """The account that acts; none when the system itself does."""
        ...

    @property
    def party_id(self) -> UUID | None:
        """The party acted for."""
        ...

    @property
    def role(self) -> str:
        """The role acted in."""
        ...

    @property
    def assignment_id(self) -> UUID | None:
        """The assignment that gives the role."""
        ...

    @property
    def via(self) -> str:
        """Page, token, command line or system."""
        ...

    @property
    def origin(self) -> str:
        """Where from: a network address, or the reason for which the system acts."""
        ...
