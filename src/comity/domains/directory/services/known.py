"""Which parties there are already, so that a file can name them; looked up once for a whole file."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.directory.interchange import Entry
from comity.domains.directory.queries.visibility import visible_parties
from comity.domains.directory.rules import fold, identity
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party

CONTEXT = "directory file"


class KnownParties:
    """Parties by identifier, by kind, name and country, and by any of their names."""

    def __init__(self, actor: Actor) -> None:
        self.by_id: dict[UUID, Party] = {}
        self.by_identity: dict[tuple[str, str, str], set[UUID]] = defaultdict(set)
        self.by_name: dict[str, set[UUID]] = defaultdict(set)
        self.new: set[UUID] = set()
        for party in visible_parties(actor):
            self._index(party)

    def add(self, party: Party) -> None:
        """A party that has come or has another name."""
        if party.pk not in self.by_id:
            self.new.add(party.pk)
        self._index(party)

    def find(self, entry: Entry) -> Party | None:
        """The party that an entry is about, or none where it is new."""
        if entry.id:
            return self._by_identifier(entry)
        found = self.by_identity.get(identity(entry.kind, entry.name, entry.country), set())
        if len(found) > 1:
            raise self._several(entry.name, "name")
        return self.by_id[next(iter(found))] if found else None

    def named(self, name: str) -> Party:
        """The party that a membership names: by identifier, short name or name."""
        try:
            found = {UUID(name)} & self.by_id.keys()
        except ValueError:
            found = self.by_name.get(fold(name), set())
        if len(found) > 1:
            raise self._several(name, "member_of")
        if not found:
            raise InputError(
                "party-unknown",
                message(CONTEXT, "“{name}” is no party of this directory.", name=name[:80]),
                where="member_of",
                remedy=message(CONTEXT, "Write a name as it stands in the directory, or add that party to the file."),
            )
        return self.by_id[next(iter(found))]

    def _by_identifier(self, entry: Entry) -> Party:
        party = self.by_id.get(UUID(entry.id))
        if party is None or party.kind != entry.kind:
            raise InputError(
                "identifier-unknown",
                message(CONTEXT, "There is no party of this kind with this identifier."),
                where="id",
                remedy=message(CONTEXT, "Leave the cell empty for a party that is new here."),
            )
        return party

    def _several(self, name: str, where: str) -> InputError:
        return InputError(
            "name-ambiguous",
            message(CONTEXT, "Several parties are called “{name}”.", name=name[:80]),
            where=where,
            remedy=message(CONTEXT, "Use the identifier of the one you mean; an export shows it."),
        )

    def _index(self, party: Party) -> None:
        self.by_id[party.pk] = party
        self.by_identity[identity(party.kind, party.name, party.country)].add(party.pk)
        for name in {fold(party.name), fold(party.short_name)} - {""}:
            self.by_name[name].add(party.pk)
