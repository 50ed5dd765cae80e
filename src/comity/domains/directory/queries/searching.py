"""Finding entries by words, kind, country, discipline, network, accreditation and place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from comity.base.clock import now
from comity.domains.directory.disciplines import narrowed
from comity.domains.directory.models import AccreditedScope, Discipline
from comity.domains.directory.queries.visibility import visible_parties
from comity.domains.directory.rules import fold
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Membership, Party, PartyQuerySet
from comity.kernel.parties.queries import parts_of
from comity.kernel.parties.rules import MAY_BE_MEMBER_OF, Kind

MOST_WORDS = 8  # of one search; more are not read


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for; what is empty does not narrow."""

    text: str = ""
    kind: str = ""
    country: str = ""
    discipline: str = ""
    network: UUID | None = None
    accredited: bool = False
    with_ended: bool = False
    box: tuple[float, float, float, float] | None = None  # south, west, north, east


def search(actor: Actor, asked: Search) -> PartyQuerySet:
    """The entries that fit, by name."""
    today = now().date()
    found = visible_parties(actor)
    if not asked.with_ended:
        found = found.current(today)
    for word in fold(asked.text).split()[:MOST_WORDS]:
        found = found.filter(
            Q(profile__folded__contains=word) | Q(name__icontains=word) | Q(short_name__icontains=word)
        )
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.country:
        found = found.filter(country=asked.country.upper())
    return _narrowed(found, asked).select_related("profile").order_by("name", "id")


def networks(actor: Actor) -> PartyQuerySet:
    """Networks, alliances and organisations that have members: what one can narrow a search by."""
    holding = Membership.objects.filter(of=OuterRef("pk"), until__isnull=True)
    by_kind = Q(kind__in=(Kind.NETWORK, Kind.ALLIANCE)) | Q(kind=Kind.ORGANISATION) & Exists(holding)
    return visible_parties(actor).current(now().date()).filter(by_kind).order_by("name", "id")


def joinable(actor: Actor, party: Party) -> list[Party]:
    """What a party can become a member of by this actor's hand."""
    fitting = visible_parties(actor).current(now().date()).filter(kind__in=MAY_BE_MEMBER_OF[Kind(party.kind)])
    fitting = fitting.exclude(pk=party.pk).order_by("name", "id")
    if actor.may("register party"):
        return list(fitting)  # whether one of them keeps its members itself, the service says
    if actor.party_id is None:
        return []
    own = {actor.party_id, *parts_of(actor.party_id, now().date())}
    return [one for one in fitting.filter(pk__in=own) if actor.may("add member", one)]


def _narrowed(found: PartyQuerySet, asked: Search) -> PartyQuerySet:
    today = now().date()
    # Sets of keys, not conditions on each row: SQLite would look through a whole network for every party.
    if asked.discipline:
        found = found.filter(pk__in=Discipline.objects.filter(code__in=narrowed(asked.discipline)).values("profile"))
    if asked.network is not None:
        members = Membership.objects.filter(of_id=asked.network, since__lte=today)
        found = found.filter(pk__in=members.filter(Q(until__isnull=True) | Q(until__gt=today)).values("member"))
    if asked.accredited:
        held = AccreditedScope.objects.filter(until__gte=today).filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today), Q(since__isnull=True) | Q(since__lte=today)
        )
        found = found.filter(pk__in=held.values("profile"))
    if asked.box is not None:
        south, west, north, east = asked.box
        found = found.filter(
            profile__latitude__gte=south,
            profile__latitude__lt=north,
            profile__longitude__gte=west,
            profile__longitude__lt=east,
        )
    return found
