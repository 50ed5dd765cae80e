"""Who may see what, written a second time: from the requirements, downward from the label instead of upward from the
reader, over plain lists, and without a line of `kernel.handling`."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class World:
    """Parties (id → (kind, country)), memberships (member, of, part, since, until), and the day."""

    parties: dict[str, tuple[str, str]]
    memberships: list[tuple[str, str, bool, date, date | None]] = field(default_factory=list)
    day: date = date(2026, 11, 20)

    def members(self, of, *, part=None):
        for member, whole, is_part, since, until in self.memberships:
            holds = since <= self.day and (until is None or self.day < until)
            if whole == of and holds and part in (None, is_part):
                yield member

    def everybody_below(self, name):
        return {name}.union(*[self.everybody_below(member) for member in self.members(name)])

    def own_organisation(self, name):
        return {name}.union(*[self.own_organisation(member) for member in self.members(name, part=True)])

    def in_country(self, country):
        """Organisations with a seat there, and their parts; the state itself too."""
        seated = [party for party, (_, seat) in self.parties.items() if seat == country]
        return set().union(*[self.own_organisation(party) for party in seated])

    def country_named(self, name):
        """The country that a name on a list stands for: two letters, or the party that is this state."""
        if len(name) == 2:
            return name
        kind, seat = self.parties.get(name, ("", ""))
        return seat if kind == "state" else ""

    def recipients(self, name):
        """A community stands for its members; what is a member of a community through a part of it is one, too."""
        if self.parties.get(name, ("", ""))[0] not in ("network", "alliance", "group"):
            return {name}
        return {name}.union(*[self.recipients(member) for member in self.members(name, part=False)])


def audience_of(world, name, tlp):
    if tlp == "RED":
        return {name}
    country = world.country_named(name)
    found = world.in_country(country) if country else set()
    if tlp == "AMBER+STRICT":
        return found.union(*[world.own_organisation(one) for one in world.recipients(name)])
    return found | world.everybody_below(name)


def denied_by(world, name):
    """Everybody below; everybody in that country; everybody in a country whose state is below."""
    found = audience_of(world, name, "AMBER")
    for below in world.everybody_below(name):
        if world.parties.get(below, ("", ""))[0] == "state":
            found |= audience_of(world, below, "AMBER")
    return found


def may_see(world, party, person, purpose, label, at: datetime):
    """`label` is plain data, as it is exchanged; no `party` is somebody who has not signed in."""
    if party and party == label.get("originator"):
        return True
    if label.get("expires") and datetime.fromisoformat(label["expires"]) <= at:
        return False
    denied = label.get("not_releasable_to", [])
    if denied and (not party or any({party, person} & (denied_by(world, name) | {name}) for name in denied)):
        return False
    if "purposes" in label and purpose not in label["purposes"]:
        return False
    if "releasable_to" in label:
        reached = (audience_of(world, name, label["tlp"]) | {name} for name in label["releasable_to"])
        return bool(party) and any({party, person} & names for names in reached)
    return label["tlp"] == "CLEAR" or (label["tlp"] == "GREEN" and bool(party))
