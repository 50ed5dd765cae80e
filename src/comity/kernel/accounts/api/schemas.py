"""What goes in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from comity.kernel.accounts.models import ApiToken, Assignment, Invitation
from comity.kernel.accounts.roles import Role
from comity.kernel.accounts.services.tokens import LONGEST_DAYS


class PartyRef(Schema):
    """A party, by key and name."""

    id: UUID
    name: str


class AssignmentOut(Schema):
    """A role that a person holds for a party."""

    id: UUID
    party: PartyRef
    role: Role
    since: datetime
    until: datetime | None


class PersonOut(AssignmentOut):
    """Somebody who acts for a party."""

    user: UUID
    name: str
    email: str

    @staticmethod
    def resolve_user(one: Assignment) -> UUID:
        """The account's key."""
        return one.user_id

    @staticmethod
    def resolve_name(one: Assignment) -> str:
        """The person's name."""
        return one.user.person.name

    @staticmethod
    def resolve_email(one: Assignment) -> str:
        """The account's address."""
        return one.user.email


class MeOut(Schema):
    """One's own account, and in which role this request acts."""

    id: UUID
    email: str
    name: str
    language: str
    time_zone: str
    acting_as: AssignmentOut | None
    assignments: list[AssignmentOut]
    scopes: list[str] | None = Field(description="What this token may do; null for a signed-in person")


class PreferencesIn(Schema):
    """Name, language and time zone."""

    name: str = Field(max_length=200)
    language: str = Field("", max_length=10)
    time_zone: str = Field("UTC", max_length=60)


class ActAsIn(Schema):
    """Which of one's own assignments to act in."""

    assignment: UUID


class TokenIn(Schema):
    """A new token."""

    name: str = Field(max_length=80)
    scopes: list[str] = Field(min_length=1, max_length=50)
    days: int = Field(90, ge=1, le=LONGEST_DAYS)


class TokenOut(Schema):
    """A token, without its secret."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    assignment: AssignmentOut
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A new token: its secret is in this answer and nowhere else."""

    secret: str

    @staticmethod
    def made_of(token: ApiToken, secret: str) -> dict[str, Any]:
        """The answer."""
        return {**TokenOut.from_orm(token).dict(), "secret": secret}


class InvitationIn(Schema):
    """Whom to invite, in which role; the link goes out by mail."""

    email: str = Field(max_length=254)
    role: Role
    language: str = Field("", max_length=10)


class InvitationOut(Schema):
    """An invitation."""

    id: UUID
    email: str
    party: PartyRef
    role: Role
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    accepted_at: datetime | None
    invited_by: str

    @staticmethod
    def resolve_invited_by(one: Invitation) -> str:
        """The inviter's name, or nothing for the node itself."""
        return one.invited_by.person.name if one.invited_by else ""


class AssignmentIn(Schema):
    """A further role for somebody who acts here already."""

    user: UUID
    role: Role


class TrailEntryOut(Schema):
    """One entry of the audit trail."""

    id: int
    at: datetime
    verb: str
    user_id: UUID | None
    who: str
    role: str
    acting_for: UUID | None
    via: str
    origin: str
    object_ref: str
    detail: dict[str, Any]

    @staticmethod
    def resolve_who(entry: Any) -> str:
        """The person's name, as far as there is one."""
        return entry.who or ""
