"""Entries that are new, thousands at once: the rows and the audit entries that they would have one by one.

A new party has no administrator and is part of nothing, so what the policy says of the first holds for all of them.
A fault in one refuses them all; whoever calls then takes them one by one, which says where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from django.db import transaction

from comity.domains.directory.cleaning import clean_contact, clean_profile, clean_scope
from comity.domains.directory.interchange import Entry
from comity.domains.directory.models import AccreditedScope, ContactPoint, Discipline, Profile
from comity.domains.directory.services import contacts, scopes
from comity.domains.directory.services.holding import before_and_after
from comity.domains.directory.services.profiles import write_profile
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Deed, record_many
from comity.kernel.parties.models import Party
from comity.kernel.parties.services import NewParty, register_parties

AT_ONCE = 500  # rows of one statement


@transaction.atomic
def register_entries(actor: Actor, entries: Sequence[Entry]) -> list[Party]:
    """Register parties with their profiles, contact points and scopes."""
    wanted = [NewParty(one.kind, one.name, one.short_name, one.country) for one in entries]
    parties = register_parties(actor, wanted)
    for party in parties[:1]:
        for verb in ("edit profile", contacts.VERB, scopes.VERB):
            actor.require(verb, party)
    made = [_Made(party, entry) for party, entry in zip(parties, entries, strict=True)]
    Profile.objects.bulk_create([one.profile for one in made], batch_size=AT_ONCE)
    Discipline.objects.bulk_create([row for one in made for row in one.disciplines], batch_size=AT_ONCE)
    ContactPoint.objects.bulk_create([row for one in made for row in one.contacts], batch_size=AT_ONCE)
    AccreditedScope.objects.bulk_create([row for one in made for row in one.scopes], batch_size=AT_ONCE)
    record_many(actor, [deed for one in made for deed in one.deeds()])
    return parties


class _Made:
    """The rows of one party, not written yet; a file has no more parts of one than a party may have."""

    def __init__(self, party: Party, entry: Entry) -> None:
        values = clean_profile(entry.profile)
        self.changes = before_and_after(asdict(ProfileValues()), asdict(values))
        self.profile = Profile(party=party, version=2 if self.changes else 1)
        write_profile(self.profile, values)
        self.disciplines = [Discipline(profile=self.profile, code=code) for code in values.disciplines]
        self.contacts = [contacts.new_contact(self.profile, clean_contact(one)) for one in entry.contacts]
        self.scopes = [AccreditedScope(profile=self.profile, **asdict(clean_scope(one))) for one in entry.scopes]

    def deeds(self) -> Iterator[Deed]:
        """What the audit trail says of them."""
        if self.changes:
            yield Deed("edit profile", self.profile.pk, f"party:{self.profile.pk}", self.changes)
        yield from (contacts.contact_added(one) for one in self.contacts)
        yield from (scopes.scope_added(one) for one in self.scopes)
