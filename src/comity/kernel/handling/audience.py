"""Who will receive it: a label's audience on this node, in words and as a list, before anything is published.

The list is made with the rule itself, party by party, from one picture of all memberships: what a person reads before
publishing is what the node does afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comity.base.clock import now
from comity.base.messages import Message, message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment
from comity.kernel.handling.belonging import COMMUNITIES, Memberships, viewer_in
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.rules import decides
from comity.kernel.handling.viewers import everything
from comity.kernel.parties.countries import country_codes, country_name
from comity.kernel.parties.models import Party
from comity.kernel.parties.rules import Kind

ACTING_KINDS = frozenset({Kind.STATE, Kind.ORGANISATION, Kind.LABORATORY, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party whose people will see the record."""

    id: str
    name: str
    kind: str
    country: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will see a record: sentences, and the parties one by one."""

    sentences: tuple[Message, ...]
    recipients: tuple[Recipient, ...]

    @property
    def without_account(self) -> int:
        """How many of them have nobody here who could read it."""
        return sum(not one.has_account for one in self.recipients)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What the sentences are made from."""

    label: Label
    at: datetime
    memberships: Memberships
    names: dict[str, str]
    allowed: frozenset[str]

    def name(self, name: str) -> str:
        if name in country_codes():
            return country_name(name)
        return self.names.get(name, name)

    def members(self, community: str) -> frozenset[str]:
        return frozenset(
            member for member, ones in self.memberships.above.items() if any(one.of == community for one in ones)
        ) & frozenset(self.memberships.parties)


def audience(actor: Actor, label: Label) -> Audience:
    """Who on this node will see what carries this label, with the purpose stated that the label asks for."""
    actor.require("see audience")
    at = now()
    memberships = everything(at.date())
    purpose = min(label.purposes, default="") if label.purposes else ""
    allowed = frozenset(
        party
        for party in memberships.parties
        if decides(label, viewer_in(memberships, party, purpose=purpose), at).allowed
    )
    recipients = _recipients(allowed, at)
    picture = _Picture(label, at, memberships, _names(label), allowed)
    return Audience(tuple(_sentences(picture, recipients)), recipients)


def _recipients(allowed: frozenset[str], at: datetime) -> tuple[Recipient, ...]:
    """Parties for which people can act; a network itself reads nothing, its members do."""
    acted_for = set(Assignment.objects.active(at).values_list("party_id", flat=True))
    found = Party.objects.filter(Q(kind__in=ACTING_KINDS) | Q(pk__in=acted_for), pk__in=allowed)
    return tuple(
        Recipient(str(party.pk), party.name, party.kind, party.country, party.pk in acted_for)
        for party in found.order_by("name", "id")
    )


def _names(label: Label) -> dict[str, str]:
    """Names of the parties on a label; a person's name is not shown here."""
    named = {*(label.releasable_to or ()), *label.not_releasable_to, label.originator} - country_codes() - {""}
    return {str(party.pk): party.name for party in Party.objects.organised().filter(pk__in=named)}


def _sentences(picture: _Picture, recipients: tuple[Recipient, ...]) -> Iterator[Message]:
    label = picture.label
    if label.expires is not None and label.expires <= picture.at:
        yield message("audience", "The label has expired: only the originator sees this.")
    elif label.releasable_to is None:
        yield _unlisted(label)
    else:
        others = sorted(label.releasable_to - {label.originator}, key=picture.name)
        yield from (_listed(picture, name) for name in others)
    if label.not_releasable_to:
        yield message("audience", "Not: {names}.", names=", ".join(sorted(map(picture.name, label.not_releasable_to))))
    yield from _totals(recipients)


def _unlisted(label: Label) -> Message:
    if label.tlp is Tlp.CLEAR and not label.not_releasable_to and label.purposes is None:
        return message("audience", "Everybody, also people who are not signed in.")
    return message("audience", "Everybody who acts for an organisation known to this node.")


def _listed(picture: _Picture, name: str) -> Message:
    if name in country_codes():
        return message("audience", "Organisations in this country: {name}.", name=picture.name(name))
    if name not in picture.names:
        return message("audience", "A person, or a party that this node does not know: {name}.", name=name)
    kind = picture.memberships.parties[name].kind if name in picture.memberships.parties else ""
    if kind in COMMUNITIES and picture.label.tlp is not Tlp.RED:
        return _community(picture, name)
    return message("audience", "{name}.", name=picture.name(name))


def _community(picture: _Picture, community: str) -> Message:
    members = picture.members(community)
    left_out = members - picture.allowed
    if not left_out:
        return message(
            "audience",
            "The one member of {name}.",
            plural="All {count} members of {name}.",
            count=len(members),
            name=picture.name(community),
        )
    names = ", ".join(sorted(Party.objects.filter(pk__in=left_out).values_list("name", flat=True)))
    return message(
        "audience",
        "{count} of the members of {name}; not {names}.",
        plural="{count} of the members of {name}; not {names}.",
        count=len(members & picture.allowed),
        name=picture.name(community),
        names=names,
    )


def _totals(recipients: tuple[Recipient, ...]) -> Iterator[Message]:
    yield message(
        "audience",
        "Together {count} party on this node, the originator included.",
        plural="Together {count} parties on this node, the originator included.",
        count=len(recipients),
    )
    without = sum(not one.has_account for one in recipients)
    if without:
        yield message(
            "audience",
            "{count} of them holds no account here.",
            plural="{count} of them hold no account here.",
            count=without,
        )
