"""Tokens: how a program acts for its owner. Shown once, stored as a digest, narrow in scope, never for ever."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import TOKEN_MARK, digest
from comity.kernel.accounts.models import ApiToken, Assignment
from comity.kernel.accounts.policy import scopes_of
from comity.kernel.accounts.queries import get_token
from comity.kernel.audit.services import Detail, record
from comity.kernel.parties.names import clean_name

LONGEST_DAYS = 366
MOST_TOKENS = 20  # in force at once, per assignment


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token and, this once, its secret."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(actor: Actor, *, name: str, scopes: Iterable[str], days: int) -> IssuedToken:
    """Make a token for the assignment that the actor acts with. Only a person at a page can; a token cannot."""
    assignment = _own_assignment(actor)
    actor.require("create token", assignment.party)
    wanted = _known_scopes(scopes, actor)
    if not 1 <= days <= LONGEST_DAYS:
        what = message("account", "A token lasts between 1 and {longest} days.", longest=LONGEST_DAYS)
        raise InputError("days-out-of-range", what, where="days")
    if ApiToken.objects.filter(assignment=assignment, revoked_at=None, expires_at__gt=now()).count() >= MOST_TOKENS:
        what = message("account", "You have {count} tokens in force.", count=MOST_TOKENS)
        raise ConflictError("too-many-tokens", what, remedy=message("account", "Revoke one that you do not need."))
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        assignment=assignment,
        name=clean_name(name, longest=80),
        scopes=wanted,
        prefix=secret[: len(TOKEN_MARK) + 6],
        secret_hash=digest(secret),
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    detail: Detail = {"name": token.name, "scopes": wanted, "days": days}
    record(actor, "create token", party_id=assignment.party_id, object_ref=f"token:{token.pk}", detail=detail)
    return IssuedToken(token, secret)


@transaction.atomic
def revoke_token(actor: Actor, token_id: UUID) -> ApiToken:
    """A token stops working: one's own, or one of the people of an organisation that the actor administers."""
    token = get_token(actor, token_id)
    if token.assignment.user_id != actor.user_id:
        actor.require("revoke token of another", token.assignment.party)
    if token.revoked_at is not None:
        raise ConflictError("revoked-already", message("account", "This token has been revoked already."))
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    record(actor, "revoke token", party_id=token.assignment.party_id, object_ref=f"token:{token.pk}")
    return token


def _own_assignment(actor: Actor) -> Assignment:
    if actor.assignment_id is None:
        raise NotFoundError
    return Assignment.objects.select_related("party").get(pk=actor.assignment_id)


def _known_scopes(scopes: Iterable[str], actor: Actor) -> list[str]:
    wanted, possible = sorted(set(scopes)), scopes_of(actor.role)
    unknown = [scope for scope in wanted if scope not in possible]
    if not wanted or unknown:
        what = message("account", "Choose at least one scope, and only scopes of your role.")
        remedy = message("account", "Possible: {scopes}.", scopes=", ".join(possible))
        raise InputError("scopes-unknown", what, where="scopes", remedy=remedy)
    return wanted
