"""What the rest of the house may know about accounts: only of people whom the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import OuterRef, QuerySet, Subquery

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import authenticate_token, digest
from comity.kernel.accounts.models import ApiToken, Assignment, Invitation, User
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.audit.queries import entry_at, with_index
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import get_party, parts_of, wholes_of

__all__ = ["authenticate_token", "has_administrator"]


def has_administrator(party_id: UUID) -> bool:
    """Whether somebody administers this party, or what it is a part of, now."""
    administered = {party_id, *wholes_of(party_id, now().date())}
    return Assignment.objects.active(now()).filter(party_id__in=administered, role=Role.ADMINISTRATOR).exists()


def myself(actor: Actor) -> User:
    """One's own account."""
    user = User.objects.select_related("person").filter(pk=actor.own_account).first()
    if user is None:
        raise NotFoundError
    return user


def get_account_by_email(actor: Actor, email: str) -> User:
    """An account by its address, for the node itself; anybody else finds only themselves."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or (actor.via != "system" and user.pk != actor.user_id):
        raise NotFoundError
    return user


def my_assignments(actor: Actor) -> QuerySet[Assignment]:
    """What one can act as at this moment."""
    return Assignment.objects.active(now()).filter(user_id=actor.own_account).select_related("party")


def people(actor: Actor, party_id: UUID) -> QuerySet[Assignment]:
    """Who acts for a party now, and in which role, by name."""
    party = get_party(actor, party_id)
    actor.require("see people", party)
    found = Assignment.objects.active(now()).filter(party=party).select_related("user__person", "party")
    return found.order_by("user__person__name", "role", "id")


def get_assignment(actor: Actor, assignment_id: UUID) -> Assignment:
    """One's own assignment, or one of the people whom the actor may see; otherwise `NotFoundError`."""
    found = Assignment.objects.select_related("user__person", "party").filter(pk=assignment_id).first()
    if found is None or not (found.user_id == actor.user_id or actor.may("see people", found.party)):
        raise NotFoundError
    return found


def get_colleague(actor: Actor, party: Party, user_id: UUID) -> User:
    """Somebody who acts for this party, a part of it, or the actor's own; otherwise `NotFoundError`."""
    near = {party.pk, *parts_of(party.pk, now().date())} | ({actor.party_id} if actor.party_id else set())
    held = Assignment.objects.active(now()).filter(user_id=user_id, party_id__in=near).select_related("user").first()
    if held is None:
        raise NotFoundError
    return held.user


def invitations(actor: Actor, party_id: UUID) -> QuerySet[Invitation]:
    """Invitations of a party that can still be accepted, newest first."""
    party = get_party(actor, party_id)
    actor.require("invite person", party)
    found = Invitation.objects.filter(party=party, accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    return found.select_related("party", "invited_by__person")


def get_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """An invitation of a party whose people the actor may invite; otherwise `NotFoundError`."""
    found = Invitation.objects.select_related("party").filter(pk=invitation_id).first()
    if found is None or not actor.may("invite person", found.party):
        raise NotFoundError
    return found


def open_invitation(secret: str, at: datetime | None = None) -> Invitation | None:
    """The invitation that a link's secret opens at that moment."""
    at = at or now()
    found = Invitation.objects.select_related("party").filter(
        secret_hash=digest(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    invitation = found.first()
    if invitation is None or (invitation.party.ended_on and invitation.party.ended_on <= at.date()):
        return None
    closed = User.objects.filter(email=invitation.email, is_active=False).exists()
    return None if closed else invitation


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens, newest first."""
    return ApiToken.objects.filter(assignment__user_id=actor.own_account).select_related("assignment__party")


def tokens_of_party(actor: Actor, party_id: UUID) -> QuerySet[ApiToken]:
    """Tokens in force that act for a party."""
    party = get_party(actor, party_id)
    actor.require("see tokens of others", party)
    found = ApiToken.objects.filter(assignment__party=party, revoked_at=None, expires_at__gt=now())
    return found.select_related("assignment__party", "assignment__user__person")


def get_token(actor: Actor, token_id: UUID) -> ApiToken:
    """One's own token, or one that the actor may see; otherwise `NotFoundError`."""
    found = ApiToken.objects.select_related("assignment__party", "assignment__user").filter(pk=token_id).first()
    if found is None:
        raise NotFoundError
    if found.assignment.user_id != actor.user_id and not actor.may("see tokens of others", found.assignment.party):
        raise NotFoundError
    return found


def sessions(actor: Actor) -> Sequence[UserSession]:
    """Where one is signed in, newest first."""
    found: Sequence[UserSession] = UserSession.objects.filter(user_id=actor.own_account).order_by("-last_seen_at")
    return found


def second_factors(actor: Actor) -> list[str]:
    """The kinds of second factor that are set up: `totp`, `webauthn`, `recovery_codes`."""
    kinds = Authenticator.objects.filter(user_id=actor.own_account).values_list("type", flat=True)
    return sorted(set(kinds))


def has_account(invitation: Invitation) -> bool:
    """Whether whoever is invited has an account already; asked only with the invitation's secret in hand."""
    return User.objects.filter(email=invitation.email).exists()


def audit_trail(actor: Actor, party_id: UUID) -> QuerySet[AuditEntry]:
    """What has been done to a party and its people, newest first; `who` is the name of the person."""
    party = get_party(actor, party_id)
    actor.require("see audit trail", party)
    name = User.objects.filter(pk=OuterRef("user_id")).values("person__name")[:1]
    return with_index(AuditEntry.objects.filter(party_id=party.pk).annotate(who=Subquery(name)).order_by("-id"))


def audit_entry(actor: Actor, index: int) -> AuditEntry | None:
    """What the log commits to at this place, for whoever did it, or may see the audit trail of whom it is about."""
    found = entry_at(index)
    if found is None or (found.user_id is not None and found.user_id == actor.user_id):
        return found
    party = None if found.party_id is None else Party.objects.filter(pk=found.party_id).first()
    about_the_node = party is None and actor.operates_node and actor.may_in_own_party("see audit trail")
    return found if about_the_node or (party is not None and actor.may("see audit trail", party)) else None
