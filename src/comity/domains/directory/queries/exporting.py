"""Entries for a file. Contact points that name a person leave only with those who may take them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from comity.base.clock import now
from comity.domains.directory.interchange import Entry
from comity.domains.directory.models import AccreditedScope, ContactPoint, Discipline
from comity.domains.directory.queries.searching import Search, search
from comity.domains.directory.queries.visibility import visible_parties
from comity.domains.directory.snapshots import entry_of
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Membership

ROWS_AT_ONCE = 500


def export_entries(actor: Actor, asked: Search | None = None) -> Iterator[Entry]:
    """All entries that fit, with what is current of each."""
    contacts = ContactPoint.objects.all()
    if not actor.may("export contact persons"):
        contacts = contacts.filter(person="")
    joined = Membership.objects.filter(until__isnull=True, of__in=visible_parties(actor).values("pk")).select_related(
        "of"
    )
    scopes = AccreditedScope.objects.exclude(withdrawn_on__lte=now().date())
    found = search(actor, asked or Search()).prefetch_related(
        Prefetch("profile__disciplines", Discipline.objects.all(), to_attr="current_disciplines"),
        Prefetch("profile__contacts", contacts, to_attr="current_contacts"),
        Prefetch("profile__scopes", scopes, to_attr="current_scopes"),
        Prefetch("memberships", joined, to_attr="current_memberships"),
    )
    for party in found.iterator(chunk_size=ROWS_AT_ONCE):
        yield _entry(party)


def _entry(party: Any) -> Entry:
    """From a row with what was fetched beside it (which the type of a party does not know)."""
    profile = getattr(party, "profile", None)
    if profile is None:
        return entry_of(party, None, (), [], [], party.current_memberships)
    codes = tuple(discipline.code for discipline in profile.current_disciplines)
    return entry_of(party, profile, codes, profile.current_contacts, profile.current_scopes, party.current_memberships)
