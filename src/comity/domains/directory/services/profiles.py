"""Entries of the directory: registering, naming, and what a party says about itself."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from comity.domains.directory.cleaning import clean_profile
from comity.domains.directory.models import Discipline, Profile
from comity.domains.directory.queries.visibility import seen_party
from comity.domains.directory.services.holding import (
    before_and_after,
    codes_of,
    hold_profile,
    refold,
    require_version,
)
from comity.domains.directory.snapshots import profile_values
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.parties.models import Party
from comity.kernel.parties.services import register_party, rename_party


@transaction.atomic
def register_entry(
    actor: Actor, *, kind: str, name: str, short_name: str = "", country: str = "", part_of: UUID | None = None
) -> Party:
    """Register a party, so that the directory finds it; the policy is that of registering parties."""
    party = register_party(actor, kind=kind, name=name, short_name=short_name, country=country, part_of=part_of)
    profile = Profile(party=party)
    refold(profile, ())
    profile.save(force_insert=True)
    return party


@transaction.atomic
def rename_entry(
    actor: Actor, party_id: UUID, *, name: str, short_name: str = "", country: str = "", version: int | None = None
) -> Party:
    """Correct name, short name and country; the policy is that of renaming parties."""
    seen_party(actor, party_id)
    party = rename_party(actor, party_id, name=name, short_name=short_name, country=country, version=version)
    profile = Profile.objects.filter(party=party).first()
    if profile is not None:
        profile.party = party
        refold(profile, codes_of(profile))
        profile.save(update_fields=["folded"])
    return party


@transaction.atomic
def edit_profile(actor: Actor, party_id: UUID, values: ProfileValues, *, version: int | None = None) -> Profile:
    """Write what a party says about itself. `version` is the one that was looked at; none: whatever there is."""
    profile = hold_profile(actor, party_id, "edit profile")
    before = profile_values(profile, codes_of(profile))
    require_version(profile, version, before)
    cleaned = clean_profile(values)
    changes = before_and_after(asdict(before), asdict(cleaned))
    if not changes:
        return profile
    profile.version += 1
    write_profile(profile, cleaned)
    profile.save()
    if "disciplines" in changes:
        _replace_disciplines(profile, before.disciplines, cleaned.disciplines)
    record(actor, "edit profile", party_id=party_id, object_ref=f"party:{party_id}", detail=changes)
    return profile


def write_profile(profile: Profile, values: ProfileValues) -> None:
    """Put values into a profile that is not saved yet."""
    for name in ("about", "website", "address", "city", "latitude", "longitude", "listed"):
        setattr(profile, name, getattr(values, name))
    profile.languages = list(values.languages)
    refold(profile, values.disciplines)


def _replace_disciplines(profile: Profile, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    profile.disciplines.filter(code__in=set(before) - set(after)).delete()
    new = [code for code in after if code not in before]
    Discipline.objects.bulk_create([Discipline(profile=profile, code=code) for code in new])
