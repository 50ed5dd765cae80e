"""Invitations: the only way to an account. A link by mail, good once, for a while, and only while the inviter's
power to give the role lasts.

The same answer for an address that is known and one that is not, when inviting; the same answer for a link that never
was, is used up, expired or withdrawn, when accepting.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, InputError, NotAllowedError
from comity.base.messages import message
from comity.kernel.accounts import mail
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_for, digest
from comity.kernel.accounts.models import Assignment, Invitation, User
from comity.kernel.accounts.policy import grantable
from comity.kernel.accounts.queries import get_invitation, open_invitation
from comity.kernel.accounts.roles import Role
from comity.kernel.accounts.services.assignments import give, keep_party, require_grantable
from comity.kernel.accounts.services.people import create_account
from comity.kernel.audit.services import record
from comity.kernel.parties.locks import one_at_a_time
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import get_party
from comity.kernel.parties.rules import Kind

INVITATION_MARK = "comity_i_"
GOOD_FOR = timedelta(days=7)
MOST_PER_DAY = 200  # invitations of one party: enough for a large laboratory, too few to flood strangers with mail


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and, this once, the secret that its link carries."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite_person(actor: Actor, party_id: UUID, *, email: str, role: str, language: str = "") -> Invited:
    """Ask somebody by mail to act for a party in a role. An earlier open invitation for the same is replaced."""
    party = get_party(actor, party_id)
    actor.require("invite person", party)
    require_grantable(actor, party, role)
    if party.kind == Kind.PERSON or party.ended_on is not None:
        raise ConflictError("party-ended", message("account", "Nobody can act for this party."))
    address = clean_email(email)
    keep_party(party.pk)
    _refuse_flood(party)
    earlier = Invitation.objects.filter(email=address, party=party, role=role, accepted_at=None, withdrawn_at=None)
    earlier.update(withdrawn_at=now())
    secret = INVITATION_MARK + secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        party=party,
        role=role,
        language=language,
        secret_hash=digest(secret),
        invited_by_id=actor.user_id,
        created_at=now(),
        expires_at=now() + GOOD_FOR,
    )
    detail = {"email": address, "role": role}
    record(actor, "invite person", party_id=party.pk, object_ref=f"invitation:{invitation.pk}", detail=detail)
    transaction.on_commit(lambda: _tell(invitation, secret), robust=True)
    return Invited(invitation, secret)


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """The link stops working."""
    invitation = get_invitation(actor, invitation_id)
    actor.require("withdraw invitation", invitation.party)
    require_grantable(actor, invitation.party, invitation.role)
    keep_party(invitation.party_id)
    invitation.refresh_from_db()
    if invitation.accepted_at or invitation.withdrawn_at:
        raise ConflictError("invitation-closed", message("account", "It has been accepted or withdrawn already."))
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at"])
    record(actor, "withdraw invitation", party_id=invitation.party_id, object_ref=f"invitation:{invitation.pk}")
    return invitation


@transaction.atomic
def accept_invitation(
    actor: Actor, secret: str, *, name: str = "", password: str = "", language: str = "", time_zone: str = "UTC"
) -> User:
    """Take on the role: as the signed-in person it is addressed to, or by making an account with name and password."""
    invitation = usable_invitation(secret)
    keep_party(invitation.party_id)
    invitation = usable_invitation(secret)  # somebody may have used it while we waited
    one_at_a_time(f"account of {invitation.email}")
    user = User.objects.filter(email=invitation.email).first()
    if user is None and actor.user_id is None:
        user = create_account(
            actor, email=invitation.email, name=name, password=password, language=language, time_zone=time_zone
        )
    elif user is None or actor.user_id != user.pk:
        raise _for_somebody_else(signed_in=actor.user_id is not None)
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    accepting = Actor(user_id=user.pk, person_id=user.person_id, via=actor.via, origin=actor.origin)
    ref = f"invitation:{invitation.pk}"
    record(accepting, "accept invitation", party_id=invitation.party_id, object_ref=ref)
    give(accepting, user, invitation.party, Role(invitation.role))
    return user


def usable_invitation(secret: str) -> Invitation:
    """The invitation behind a link, if it can be accepted now; the same error for every reason that it cannot."""
    invitation = open_invitation(secret)
    if invitation is None or not _still_given(invitation):
        raise ComityError(
            "invitation-not-open",
            message("account", "This invitation does not work, or does not work any more."),
            remedy=message("account", "Ask the organisation that invited you for a new one."),
        )
    return invitation


def clean_email(text: str) -> str:
    """An address in the one form in which it is kept, or an `InputError`."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        what = message("account", "This is not a mail address.")
        remedy = message("account", "It looks like name@laboratory.example.")
        raise InputError("email-invalid", what, where="email", remedy=remedy) from error
    return address


def _tell(invitation: Invitation, secret: str) -> None:
    """Send the mail, unless the invitation was accepted within the same transaction (when a node is founded)."""
    if open_invitation(secret) is not None:
        mail.send_invitation(invitation, secret)


def _still_given(invitation: Invitation) -> bool:
    """Whether whoever invited could still do so: they may have left, or the party may have an administrator by now."""
    if invitation.invited_by_id is None:
        return True
    held = Assignment.objects.active(now()).filter(user_id=invitation.invited_by_id).select_related("user", "party")
    return any(invitation.role in grantable(actor_for(one, via="page"), invitation.party) for one in held)


def _refuse_flood(party: Party) -> None:
    if Invitation.objects.filter(party=party, created_at__gt=now() - timedelta(days=1)).count() >= MOST_PER_DAY:
        what = message("account", "This organisation has sent {count} invitations within a day.", count=MOST_PER_DAY)
        raise ConflictError("too-many-invitations", what, remedy=message("account", "Go on tomorrow."))


def _for_somebody_else(*, signed_in: bool) -> NotAllowedError:
    if signed_in:
        what = message("account", "This invitation is addressed to somebody else.")
        return NotAllowedError("for-somebody-else", what, remedy=message("account", "Sign out, then open it again."))
    what = message("account", "There is an account for this address already.")
    return NotAllowedError("sign-in-first", what, remedy=message("account", "Sign in, then accept the invitation."))
