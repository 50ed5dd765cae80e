"""Taking entries in from a file: all or nothing, or the good ones where that is asked for; or only a trial.

Every entry goes through the same services as on a page, each behind its own savepoint, so that a fault is found as it
would be there. What is empty in the file leaves what is there; contact points, scopes and memberships are added.
Entries and memberships that are new are written some hundreds at once; where that is refused, one by one again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.directory.interchange import Entry, MembershipRow, Reading
from comity.domains.directory.models import Profile
from comity.domains.directory.services.contacts import add_contact_point
from comity.domains.directory.services.holding import codes_of
from comity.domains.directory.services.known import KnownParties
from comity.domains.directory.services.newcomers import register_entries
from comity.domains.directory.services.profiles import edit_profile, rename_entry
from comity.domains.directory.services.scopes import add_scope
from comity.domains.directory.snapshots import contact_values, entry_version, profile_values, scope_values
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.ledger import services as ledger
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.rules import Kind
from comity.kernel.parties.services import NewMember, add_members, add_membership
from comity.kernel.tables.places import Place, PlacedError

CONTEXT = "directory file"
AT_ONCE = 200  # a fault among them costs as much as taking them one by one
PROFILE_TEXTS = ("about", "website", "address", "city", "languages", "disciplines")


T = TypeVar("T")


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
        new: list[int] = []
        for index, placed in enumerate(reading.entries):
            self._guarded(placed.place, partial(self._take, placed.entry, index, taken, touched, new))
        for some in _batches(new):
            self._together(
                partial(self._register, reading, some, taken),
                [(reading.entries[index].place, partial(self._register, reading, [index], taken)) for index in some],
            )
        # by now everything that a membership can name is there
        self._join_all(reading, taken, touched)
        self.outcome.changed = len(touched)
        self.outcome.unchanged = len(taken) - self.outcome.created - self.outcome.changed

    def _guarded(self, place: Place, work: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                work()
        except ComityError as error:
            self.outcome.faults.append(_placed(error, place))

    def _together(
        self, all_at_once: Callable[[], None], one_by_one: Sequence[tuple[Place, Callable[[], None]]]
    ) -> None:
        """Many at once; where one of them is refused, each for itself, so that the others are kept."""
        try:
            with transaction.atomic():
                all_at_once()
        except ComityError:
            for place, work in one_by_one:
                self._guarded(place, work)

    def _take(self, entry: Entry, index: int, taken: dict[int, UUID], touched: set[UUID], new: list[int]) -> None:
        party = self.known.find(entry)
        if party is None:
            new.append(index)
            return
        if self._update(party, entry):
            touched.add(party.pk)
        taken[index] = party.pk

    def _register(self, reading: Reading, some: Sequence[int], taken: dict[int, UUID]) -> None:
        parties = register_entries(self.actor, [reading.entries[index].entry for index in some])
        for index, party in zip(some, parties, strict=True):
            self.known.add(party)
            taken[index] = party.pk
        self.outcome.created += len(parties)

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

    def _join_all(self, reading: Reading, taken: Mapping[int, UUID], touched: set[UUID]) -> None:
        """New ones that become no part of what they join: at once, network by network; the others one by one."""
        waiting: dict[UUID, list[tuple[UUID, MembershipRow, Place]]] = defaultdict(list)
        for index in sorted(taken):
            placed = reading.entries[index]
            for row in placed.entry.memberships:
                if taken[index] in self.known.new and (network := self._network(row)):
                    waiting[network].append((taken[index], row, placed.place))
                else:
                    self._guarded(placed.place, partial(self._join, taken[index], row, touched))
        for network, rows in waiting.items():
            for some in _batches(rows):
                self._together(
                    partial(self._join_together, network, some),
                    [(place, partial(self._join, party, row, touched)) for party, row, place in some],
                )

    def _network(self, row: MembershipRow) -> UUID | None:
        """What the row names, where nobody becomes a part of it; a name that says nothing is refused one by one."""
        try:
            of = self.known.named(row.of)
        except ComityError:
            return None
        return of.pk if of.kind in {Kind.NETWORK, Kind.ALLIANCE} else None

    def _join_together(self, network: UUID, some: Sequence[tuple[UUID, MembershipRow, Place]]) -> None:
        members = [NewMember(self.known.by_id[party], row.since, row.role) for party, row, _place in some]
        add_members(self.actor, network, members)

    def _join(self, party_id: UUID, row: MembershipRow, touched: set[UUID]) -> None:
        of = self.known.named(row.of)
        if not Membership.objects.filter(member_id=party_id, of=of, until__isnull=True).exists():
            add_membership(self.actor, party_id, of.pk, role=row.role, since=row.since)
            if party_id not in self.known.new:
                touched.add(party_id)


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


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
