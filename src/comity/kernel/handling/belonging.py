"""Who belongs to what, as far as labels ask: from memberships to a `Viewer`. Pure.

A part belongs to its whole: a laboratory is of its ministry's organisation, the ministry is not of its laboratory's.
Networks, alliances and groups are communities: to name one is to name its members. Any other membership (a state in an
international organisation) counts from TLP:AMBER on. A state's own memberships say nothing in favour of the
organisations in that state, but a denial reaches through them. A country means the organisations with a seat in it,
with their parts; the seat of a network says nothing about its members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.rules import Kind, reachable

COMMUNITIES = frozenset({Kind.NETWORK, Kind.ALLIANCE, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a party."""

    kind: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Above:
    """A membership, seen from its member."""

    of: str
    part: bool


@dataclass(frozen=True, slots=True)
class Memberships:
    """Parties by name and the memberships that hold on one day."""

    parties: Mapping[str, Known] = field(default_factory=dict)
    above: Mapping[str, tuple[Above, ...]] = field(default_factory=dict)

    def reach(self, start: Iterable[str], follow: Callable[[Above], bool] = lambda _one: True) -> frozenset[str]:
        """What can be reached upward over the memberships that `follow` allows; the start is included."""
        start = list(start)
        edges: dict[str, list[str]] = {
            member: [one.of for one in ones if follow(one)] for member, ones in self.above.items()
        }
        return frozenset(reachable(start, edges))

    def countries(self, parties: Iterable[str]) -> frozenset[str]:
        """The countries of these parties."""
        known = (self.parties.get(party) for party in parties)
        return frozenset(one.country for one in known if one is not None and one.country)

    def states(self, countries: frozenset[str]) -> frozenset[str]:
        """The parties that are these states."""
        return frozenset(
            name for name, one in self.parties.items() if one.kind == Kind.STATE and one.country in countries
        )


def viewer_in(memberships: Memberships, party: str, *, person: str = "", purpose: str = "") -> Viewer:
    """The reader that somebody is who acts for this party on that day; without a party, somebody unknown."""
    if not party:
        return Viewer(purpose=purpose)
    organisation = memberships.reach([party], lambda one: one.part)
    named = frozenset({party} | ({person} if person else set()))
    countries = memberships.countries(organisation)
    states = memberships.states(countries)
    recipient = named | _communities(memberships, organisation) | countries | states
    member = recipient | memberships.reach([party])
    return Viewer(
        party=party,
        named=named,
        as_recipient=recipient,
        as_member=member,
        deniable=member | memberships.reach(states),
        purpose=purpose,
    )


def _communities(memberships: Memberships, organisation: frozenset[str]) -> frozenset[str]:
    """The organisation and the communities that it, or any of these communities, is a member of."""

    def into_community(one: Above) -> bool:
        known = memberships.parties.get(one.of)
        return not one.part and known is not None and known.kind in COMMUNITIES

    return memberships.reach(organisation, into_community)
