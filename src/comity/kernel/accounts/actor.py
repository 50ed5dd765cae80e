"""Who acts: a person in one role for one party, or the system itself with a reason.

An `Actor` is made from a session or a token (`authentication.py`) or by `Actor.system`. It is frozen, and every service
takes it as its first argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from comity.base.errors import NotAllowedError, NotFoundError
from comity.base.messages import message

if TYPE_CHECKING:
    from comity.kernel.parties.models import Party

Via = Literal["page", "token", "command line", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts for one party in one role. Without an assignment they only look after their own account."""

    user_id: UUID | None
    person_id: UUID | None = None
    party_id: UUID | None = None
    role: str = ""
    assignment_id: UUID | None = None
    operates_node: bool = False
    scopes: frozenset[str] | None = None  # None: everything the role allows
    via: Via = "page"
    origin: str = ""

    @classmethod
    def system(cls, reason: str) -> Actor:
        """The node itself: migrations, the demonstration, and whoever may run `comity manage` on this machine."""
        if not reason.strip():
            raise ValueError("the system acts for a reason, which the audit trail keeps")
        return cls(user_id=None, via="system", origin=reason)

    @property
    def own_account(self) -> UUID:
        """The account that acts; the system and visitors have none, and nothing of their own."""
        if self.user_id is None:
            raise NotFoundError
        return self.user_id

    def in_person(self) -> None:
        """Raise unless a person acts at a page: some things a program must never do for them."""
        if self.via != "page" or self.user_id is None:
            raise NotAllowedError(
                "only-in-person",
                message("account", "Only the person can do this, signed in at a page."),
                remedy=message("account", "Sign in with a browser."),
            )

    @classmethod
    def visitor(cls, origin: str) -> Actor:
        """Nobody known: whoever opens an invitation without being signed in. The policy allows them nothing."""
        return cls(user_id=None, origin=origin)

    def may(self, verb: str, party: Party | None = None) -> bool:
        """Whether the policy allows it: for showing or leaving out a button."""
        from comity.kernel.accounts.policy import allows

        return allows(self, verb, party)

    def may_in_own_party(self, verb: str) -> bool:
        """Whether the policy allows it for the party acted for; no row is read for that."""
        from comity.kernel.accounts.policy import may_in_own_party

        return may_in_own_party(self, verb)

    def require(self, verb: str, party: Party | None = None) -> None:
        """Raise `NotAllowedError` unless the policy allows it."""
        from comity.kernel.accounts.policy import require

        require(self, verb, party)
