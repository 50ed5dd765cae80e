"""What a file may hold: one entry for each party, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.kernel.tables.places import Place, PlacedError

FORMAT = "comity-directory"
FORMAT_VERSION = 1

MAXIMUM_BYTES = 20_000_000
"""Ten times what 5,000 laboratories with two contact points and three scopes each fill in CSV."""

MAXIMUM_ENTRIES = 20_000
"""More parties than there are forensic laboratories; each takes some milliseconds to keep."""

MAXIMUM_PARTS = 100
"""Contact points, scopes or memberships of one entry."""

KINDS = ("state", "organisation", "laboratory", "network", "alliance", "group")


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """Of what the party is a member: an identifier, a short name or a name."""

    of: str
    since: date
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One party. What is empty says nothing: taking the entry in leaves what is there."""

    kind: str
    name: str
    id: str = ""
    version: int | None = None
    short_name: str = ""
    country: str = ""
    profile: ProfileValues = field(default_factory=ProfileValues)
    contacts: tuple[ContactValues, ...] = ()
    scopes: tuple[ScopeValues, ...] = ()
    memberships: tuple[MembershipRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry with the place in the file where it stands, for faults that only the database can show."""

    entry: Entry
    place: Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: entries that can be used, and the faults of the others."""

    file: str
    entries: tuple[PlacedEntry, ...]
    faults: tuple[PlacedError, ...]
