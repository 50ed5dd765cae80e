"""From a request or a token to the `Actor` who stands behind it.

`actor_of(request)` serves pages and the API alike; `authenticate_token` serves programs. Both look at the moment of
the request: an assignment that has ended, a token that has expired or been revoked, or an account that has been
closed gives no power from that moment on.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor, Via
from comity.kernel.accounts.models import ApiToken, Assignment, User
from comity.kernel.accounts.token_use import note_use

SESSION_KEY = "assignment"
TOKEN_MARK = "comity_t_"  # noqa: S105 - what tokens begin with, so that logs can mask and scanners find them
LONGEST_SECRET = 200
USE_NOTED_EVERY = timedelta(minutes=10)


def digest(secret: str) -> str:
    """What is stored of a secret. It has 256 random bits, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in this request: what the API's authentication found, else the signed-in person; none otherwise."""
    found = getattr(request, "auth", None)
    if isinstance(found, Actor):
        return found
    if not hasattr(request, "comity_actor"):
        request.comity_actor = _from_session(request)  # type: ignore[attr-defined]  # kept for this request
    return request.comity_actor  # type: ignore[attr-defined, no-any-return]  # see above


def authenticate_token(secret: str, at: datetime | None = None, origin: str = "") -> Actor | None:
    """The actor for whom a program carries this token, if the token is good at that moment."""
    if not secret.startswith(TOKEN_MARK) or len(secret) > LONGEST_SECRET:
        return None
    at = at or now()
    token = (
        ApiToken.objects.filter(secret_hash=digest(secret), revoked_at__isnull=True, expires_at__gt=at)
        .filter(assignment__in=Assignment.objects.active(at))
        .select_related("assignment__user", "assignment__party")
        .first()
    )
    if token is None:
        return None
    _note_use(token, at)
    return actor_for(token.assignment, via="token", scopes=frozenset(token.scopes), origin=origin)


def actor_for(assignment: Assignment, *, via: Via, origin: str = "", scopes: frozenset[str] | None = None) -> Actor:
    """The actor that an assignment makes of its person."""
    return Actor(
        user_id=assignment.user_id,
        person_id=assignment.user.person_id,
        party_id=assignment.party_id,
        role=assignment.role,
        assignment_id=assignment.pk,
        operates_node=assignment.party.operates_node,
        scopes=scopes,
        via=via,
        origin=origin,
    )


def origin_of(request: HttpRequest) -> str:
    """The network address a request comes from; behind our own proxies, the one they name."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = int(settings.PROXIES)
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def _from_session(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return None
    chosen = _chosen(user, request.session.get(SESSION_KEY))
    if chosen is None:
        return Actor(user_id=user.pk, person_id=user.person_id, origin=origin_of(request))
    return actor_for(chosen, via="page", origin=origin_of(request))


def _chosen(user: User, wanted: str | None) -> Assignment | None:
    """The assignment chosen in this session while it holds, else the person's oldest one."""
    held = list(Assignment.objects.active(now()).filter(user=user).select_related("party", "user"))
    return next((one for one in held if str(one.pk) == wanted), held[0] if held else None)


def _note_use(token: ApiToken, at: datetime) -> None:
    """Remember that a token is in use, at most every few minutes: reading should not cost a write each time."""
    if token.last_used_at is None or token.last_used_at < at - USE_NOTED_EVERY:
        note_use(token.pk, at)


def as_identifier(text: str) -> UUID | None:
    """A UUID from an address or a form; none where it is not one."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
