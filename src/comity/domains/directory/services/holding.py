"""Taking a profile into one's hands: seen, allowed, and kept from others until the transaction ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from comity.base.errors import NotFoundError
from comity.domains.directory.folding import folded_text
from comity.domains.directory.models import AccreditedScope, ContactPoint, Profile
from comity.domains.directory.queries.visibility import seen_party
from comity.domains.directory.services.conflicts import ChangedMeanwhileError
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.locks import one_at_a_time

LONGEST_IN_HISTORY = 300  # characters of a value in the audit trail; the rest is in the entry itself


def hold_profile(actor: Actor, party_id: UUID, verb: str) -> Profile:
    """The profile of a party that the actor sees and may change; made where there is none yet."""
    party = seen_party(actor, party_id)
    actor.require(verb, party)
    one_at_a_time(f"directory {party_id}")
    profile, _made = Profile.objects.select_for_update(of=("self",)).get_or_create(party=party)
    profile.party = party
    return profile


def hold_contact(actor: Actor, contact_id: UUID, verb: str) -> ContactPoint:
    """A contact point of a party that the actor sees and may change."""
    found = ContactPoint.objects.filter(pk=contact_id).values_list("profile_id", flat=True).first()
    profile = hold_profile(actor, _there(found), verb)
    contact = profile.contacts.filter(pk=contact_id).first()
    if contact is None:
        raise NotFoundError
    contact.profile = profile
    return contact


def hold_scope(actor: Actor, scope_id: UUID, verb: str) -> AccreditedScope:
    """An accredited scope of a party that the actor sees and may change."""
    found = AccreditedScope.objects.filter(pk=scope_id).values_list("profile_id", flat=True).first()
    profile = hold_profile(actor, _there(found), verb)
    scope = profile.scopes.filter(pk=scope_id).first()
    if scope is None:
        raise NotFoundError
    scope.profile = profile
    return scope


def _there(found: UUID | None) -> UUID:
    if found is None:
        raise NotFoundError
    return found


def require_version(held: Profile | ContactPoint | AccreditedScope, version: int | None, current: Any) -> None:
    """Refuse when somebody else was faster; `current` are the values as they are now. None: whatever there is."""
    if version is not None and version != held.version:
        raise ChangedMeanwhileError(asdict(current), held.version)


def codes_of(profile: Profile) -> tuple[str, ...]:
    """The disciplines of a profile."""
    return tuple(profile.disciplines.values_list("code", flat=True))


def refold(profile: Profile, disciplines: tuple[str, ...]) -> None:
    """Keep what searches look at in step."""
    profile.folded = folded_text(profile.party, profile.city, profile.about, disciplines)


def before_and_after(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """The changed fields with both values, for the audit trail."""
    return {name: [_shown(before[name]), _shown(after[name])] for name in after if before[name] != after[name]}


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text[:LONGEST_IN_HISTORY]
