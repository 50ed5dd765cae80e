"""What stands in the tables, as values: for comparing, for history and for files."""

from __future__ import annotations

from comity.domains.directory.interchange.model import Entry, MembershipRow
from comity.domains.directory.models import AccreditedScope, ContactPoint, Profile
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.kernel.parties.models import Membership, Party


def profile_values(profile: Profile, disciplines: tuple[str, ...]) -> ProfileValues:
    """What a profile says."""
    return ProfileValues(
        about=profile.about,
        website=profile.website,
        address=profile.address,
        city=profile.city,
        latitude=profile.latitude,
        longitude=profile.longitude,
        languages=tuple(profile.languages),
        disciplines=disciplines,
        listed=profile.listed,
    )


def contact_values(contact: ContactPoint) -> ContactValues:
    """What a contact point says."""
    return ContactValues(contact.function, contact.person, contact.email, contact.phone, tuple(contact.languages))


def scope_values(scope: AccreditedScope) -> ScopeValues:
    """What a scope says."""
    return ScopeValues(scope.standard, scope.body, scope.number, scope.discipline, scope.since, scope.until, scope.url)


def entry_version(party: Party, profile: Profile | None) -> int:
    """One number that grows with every change of name or profile, since both numbers only grow."""
    return party.version + (profile.version if profile is not None else 0)


def entry_of(
    party: Party,
    profile: Profile | None,
    disciplines: tuple[str, ...],
    contacts: list[ContactPoint],
    scopes: list[AccreditedScope],
    memberships: list[Membership],
) -> Entry:
    """One entry for a file."""
    return Entry(
        kind=party.kind,
        name=party.name,
        id=str(party.pk),
        version=entry_version(party, profile),
        short_name=party.short_name,
        country=party.country,
        profile=profile_values(profile, disciplines) if profile is not None else ProfileValues(),
        contacts=tuple(contact_values(contact) for contact in contacts),
        scopes=tuple(scope_values(scope) for scope in scopes),
        memberships=tuple(MembershipRow(one.of.name, one.since, one.role) for one in memberships),
    )
