"""Taking entries in from a file: all or nothing, or the good ones where that is asked for; or only a trial.

Every entry goes through the same services as on a page, each behind its own savepoint, so that a fault is found as it
would be there. What is empty in the file leaves what is there; contact points, scopes and memberships are added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.directory.interchange import Entry, MembershipRow, Reading
from comity.domains.directory.models import Profile
from comity.domains.directory.services.contacts import add_contact_point
from comity.domains.directory.services.holding import codes_of
from comity.domains.directory.services.known import KnownParties
from comity.domains.directory.services.profiles import edit_profile, register_entry, rename_entry
from comity.domains.directory.services.scopes import add_scope
from comity.domains.directory.snapshots import contact_values, entry_version, profile_values, scope_values
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.ledger import services as ledger
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.services import add_membership
from comity.kernel.tables.places import Place, PlacedError

CONTEXT = "directory file"
PROFILE_TEXTS = ("about", "website", "address", "city", "languages", "disciplines")


@dataclass
class ImportOutcome:
    """What was done, or would be: how many entries are new, changed, as they were; the faults; whether it was kept."""

    file: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[PlacedError] = field(default_factory=list)
    kept: bool = False


def import_entries(
    actor: Actor, reading: Reading, *, keep_good_rows: bool = False, dry_run: bool = False
) -> ImportOutcome:
    """Take in what a file holds. With faults nothing is kept, unless `keep_good_rows`; with `dry_run` never."""
    actor.require("import directory")
    outcome = ImportOutcome(reading.file, faults=list(reading.faults))
    with transaction.atomic():
        with ledger.together():
            _Import(actor, outcome).run(reading)
            outcome.kept = not dry_run and (keep_good_rows or not outcome.faults)
            if outcome.kept:
                detail = {name: getattr(outcome, name) for name in ("file", "created", "changed")}
                record(actor, "import directory", party_id=actor.party_id, detail=detail)
        if not outcome.kept:
            transaction.set_rollback(True)
    return outcome


class _Import:
    """One run over one file."""

    def __init__(self, actor: Actor, outcome: ImportOutcome) -> None:
        self.actor = actor
        self.outcome = outcome
        self.known = KnownParties(actor)

    def run(self, reading: Reading) -> None:
        taken: dict[int, UUID] = {}
        touched: set[UUID] = set()
        for index, placed in enumerate(reading.entries):
            self._guarded(placed.place, partial(self._take, placed.entry, index, taken, touched))
        for index, placed in enumerate(reading.entries):  # by now everything that a membership can name is there
            for row in placed.entry.memberships if index in taken else ():
                self._guarded(placed.place, partial(self._join, taken[index], row, touched))
        self.outcome.changed = len(touched)
        self.outcome.unchanged = len(taken) - self.outcome.created - self.outcome.changed

    def _guarded(self, place: Place, work: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                work()
        except ComityError as error:
            self.outcome.faults.append(_placed(error, place))

    def _take(self, entry: Entry, index: int, taken: dict[int, UUID], touched: set[UUID]) -> None:
        party = self.known.find(entry)
        if party is None:
            party = register_entry(
                self.actor, kind=entry.kind, name=entry.name, short_name=entry.short_name, country=entry.country
            )
            self._fill(party, entry)
            self.known.add(party)
            self.outcome.created += 1
        elif self._update(party, entry):
            touched.add(party.pk)
        taken[index] = party.pk

    def _update(self, party: Party, entry: Entry) -> bool:
        profile = Profile.objects.filter(party=party).first()
        if entry.version is not None and entry.version != entry_version(party, profile):
            raise InputError(
                "changed-since-export",
                message(CONTEXT, "Somebody has changed this entry since the file was exported."),
                where="version",
                remedy=message(CONTEXT, "Export again and repeat your change, or empty this cell to overwrite."),
            )
        short_name, country = entry.short_name or party.short_name, entry.country or party.country
        renamed = (entry.name, short_name, country) != (party.name, party.short_name, party.country)
        if renamed:
            rename_entry(self.actor, party.pk, name=entry.name, short_name=short_name, country=country)
            self.known.add(Party.objects.get(pk=party.pk))
        return self._fill(party, entry) or renamed

    def _fill(self, party: Party, entry: Entry) -> bool:
        """Write profile, contact points and scopes; whether anything changed."""
        profile = Profile.objects.filter(party=party).first() or Profile(party=party)
        before = profile_values(profile, codes_of(profile))
        after = _over(before, entry.profile)
        if after != before:
            edit_profile(self.actor, party.pk, after)
        contacts = {contact_values(contact) for contact in profile.contacts.all()}
        scopes = {scope_values(scope) for scope in profile.scopes.all()}
        new_contacts = [contact for contact in entry.contacts if contact not in contacts]
        new_scopes = [scope for scope in entry.scopes if scope not in scopes]
        for contact in new_contacts:
            add_contact_point(self.actor, party.pk, contact)
        for scope in new_scopes:
            add_scope(self.actor, party.pk, scope)
        return bool(after != before or new_contacts or new_scopes)

    def _join(self, party_id: UUID, row: MembershipRow, touched: set[UUID]) -> None:
        of = self.known.named(row.of)
        if not Membership.objects.filter(member_id=party_id, of=of, until__isnull=True).exists():
            add_membership(self.actor, party_id, of.pk, role=row.role, since=row.since)
            if party_id not in self.known.new:
                touched.add(party_id)


def _over(before: ProfileValues, given: ProfileValues) -> ProfileValues:
    """What was there, with what the file says in its place."""
    said = {name: getattr(given, name) for name in PROFILE_TEXTS if getattr(given, name)}
    if given.latitude is not None and given.longitude is not None:
        said |= {"latitude": given.latitude, "longitude": given.longitude}
    said["disciplines"] = tuple(sorted(said.get("disciplines", before.disciplines)))
    return replace(before, **said)


def _placed(error: ComityError, place: Place) -> PlacedError:
    if isinstance(error, PlacedError):
        return error
    where = (
        replace(place, column=error.where)
        if place.row
        else replace(place, key=f"{place.key}.{error.where}".rstrip("."))
    )
    return PlacedError(
        error.code, error.what, place=where, remedy=error.remedy or message(CONTEXT, "Correct it in the file.")
    )
