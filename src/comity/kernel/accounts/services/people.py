"""Accounts of people: making, closing and reopening them, and what they prefer."""

from __future__ import annotations

import zoneinfo
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment, User
from comity.kernel.accounts.roles import Role
from comity.kernel.accounts.services.assignments import keep_party, refuse_last_administrator, stop
from comity.kernel.accounts.services.sessions import end_all_sessions
from comity.kernel.audit.services import record
from comity.kernel.parties.models import Party
from comity.kernel.parties.names import clean_name
from comity.kernel.parties.rules import Kind


@transaction.atomic
def create_account(
    actor: Actor, *, email: str, name: str, password: str, language: str = "", time_zone: str = "UTC"
) -> User:
    """Make a person and their account. Called for an accepted invitation, and by the node for its first person.

    It asks no permission of its own: the address has been proved by the invitation's link, and an account without an
    assignment may do nothing.
    """
    check_preferences(language, time_zone)
    person = Party(kind=Kind.PERSON, name=clean_name(name))
    user = User(email=email, person=person, language=language, time_zone=time_zone, joined_at=now())
    _check_password(password, user)
    user.set_password(password)
    person.save()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record(actor, "create account", party_id=person.pk, object_ref=f"user:{user.pk}")
    return user


@transaction.atomic
def change_preferences(actor: Actor, *, name: str, language: str, time_zone: str) -> User:
    """One's own name, language and time zone."""
    actor.in_person()
    check_preferences(language, time_zone)
    user = User.objects.select_for_update().get(pk=actor.own_account)
    person = Party.objects.select_for_update().get(pk=user.person_id)
    person.name = clean_name(name)
    person.version += 1
    person.save(update_fields=["name", "version"])
    user.person = person
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
    detail = {"language": language, "time_zone": time_zone}
    record(actor, "change preferences", party_id=person.pk, object_ref=f"user:{user.pk}", detail=detail)
    return user


@transaction.atomic
def deactivate_person(actor: Actor, user_id: UUID) -> User:
    """Close an account: sessions and tokens stop at once, assignments end. For a person who left, or a lost device."""
    actor.require("deactivate person")
    user = _account(user_id)
    held = Assignment.objects.active(now()).filter(user=user).select_related("party").order_by("party_id")
    for assignment in held:
        keep_party(assignment.party_id)
        if assignment.party.operates_node and assignment.role == Role.ADMINISTRATOR:
            refuse_last_administrator(assignment)
        stop(actor, assignment)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user)
    record(actor, "deactivate person", party_id=user.person_id, object_ref=f"user:{user.pk}")
    return user


@transaction.atomic
def reactivate_person(actor: Actor, user_id: UUID) -> User:
    """Open a closed account again. It has no assignments: those are given anew."""
    actor.require("deactivate person")
    user = _account(user_id)
    if user.is_active:
        raise ConflictError("active-already", message("account", "This account is open."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "reactivate person", party_id=user.person_id, object_ref=f"user:{user.pk}")
    return user


@transaction.atomic
def remove_second_factors(actor: Actor, user_id: UUID) -> int:
    """Take all second factors and passkeys of somebody away who has lost them; all their sessions end."""
    actor.require("remove second factors")
    user = _account(user_id)
    count = int(Authenticator.objects.filter(user=user).delete()[0])
    end_all_sessions(user)
    record(actor, "remove second factors", party_id=user.person_id, object_ref=f"user:{user.pk}")
    return count


def check_preferences(language: str, time_zone: str) -> None:
    """Refuse a language without a catalogue and a time zone that is none."""
    if language and language not in dict(settings.LANGUAGES):
        what = message("account", "There is no language '{code}' here.", code=language[:20])
        raise InputError("language-unknown", what, where="language")
    if time_zone not in zoneinfo.available_timezones():
        what = message("account", "'{name}' is not a time zone.", name=time_zone[:60])
        remedy = message("account", "It looks like Europe/The_Hague or Africa/Accra.")
        raise InputError("time-zone-unknown", what, where="time_zone", remedy=remedy)


def _account(user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFoundError
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        what = message("account", "This password does not do: {reasons}", reasons=" ".join(error.messages))
        raise InputError("password-weak", what, where="password") from error
