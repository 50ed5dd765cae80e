"""What this room needs of whoever acts. `accounts.actor.Actor`, a floor above, is one."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from comity.kernel.audit.author import Author
from comity.kernel.parties.models import Party


class Acting(Author, Protocol):
    """Somebody who acts, and of whom the policy says what they may do."""

    @property
    def person_id(self) -> UUID | None:
        """The person who acts."""
        ...

    def may(self, verb: str, party: Party | None = None) -> bool:
        """Whether the policy allows it."""
        ...

    def require(self, verb: str, party: Party | None = None) -> None:
        """Raise `NotAllowedError` unless the policy allows it."""
        ...
