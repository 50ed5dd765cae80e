"""Sessions of one's own account: ending one that was left open somewhere, or all others."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import User
from comity.kernel.audit.services import record


@transaction.atomic
def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions."""
    actor.in_person()
    session = UserSession.objects.filter(pk=session_id, user_id=actor.own_account).first()
    if session is None:
        raise NotFoundError
    session.end()
    record(actor, "end session", party_id=actor.person_id, object_ref=f"user:{actor.user_id}")


@transaction.atomic
def end_other_sessions(actor: Actor, *, but: str) -> int:
    """End all of one's own sessions but the one with this key; how many that were."""
    actor.in_person()
    others = UserSession.objects.filter(user_id=actor.own_account).exclude(session_key=but)
    count = _end(others)
    record(actor, "end sessions", party_id=actor.person_id, object_ref=f"user:{actor.user_id}", detail={"count": count})
    return count


def end_all_sessions(user: User) -> int:
    """End every session of an account; the caller writes down why."""
    return _end(UserSession.objects.filter(user=user))


def _end(sessions: object) -> int:
    ended = list(sessions)  # type: ignore[call-overload]  # allauth ships no types
    for session in ended:
        session.end()
    return len(ended)
