"""From an actor to the `Viewer` that the rule asks about: a few queries, however many records follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.belonging import Above, Known, Memberships, viewer_in
from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.rules import Kind


def viewer_of(actor: Actor | None, *, purpose: str = "", on: date | None = None) -> Viewer:
    """Who reads, on a day (today). No actor: somebody who is not signed in."""
    if actor is not None and actor.via == "system":
        return Viewer(is_node=True, purpose=purpose)
    if actor is None or actor.party_id is None:
        return Viewer(purpose=purpose)
    person = str(actor.person_id) if actor.person_id else ""
    return viewer_in(above(actor.party_id, on or now().date()), str(actor.party_id), person=person, purpose=purpose)


def above(party: UUID, on: date) -> Memberships:
    """What lies above a party and above its states. One query per step up, whatever the number of members."""
    parties: dict[str, Known] = {}
    edges: dict[str, list[Above]] = {}
    _climb({party}, on, parties, edges)
    countries = {one.country for one in parties.values() if one.country}
    if countries:
        states = set(Party.objects.filter(kind=Kind.STATE, country__in=countries).values_list("pk", flat=True))
        _climb(states, on, parties, edges)
    return Memberships(parties, {member: tuple(ones) for member, ones in edges.items()})


def everything(on: date) -> Memberships:
    """Every party that is not a person, and every membership of that day: two queries, for the audience of a label."""
    known = Party.objects.organised().current(on).values_list("pk", "kind", "country")
    parties = {str(pk): Known(kind, country) for pk, kind, country in known}
    edges: dict[str, list[Above]] = {}
    for member, of, part in _holding(on).values_list("member_id", "of_id", "part"):
        edges.setdefault(str(member), []).append(Above(str(of), part))
    return Memberships(parties, {member: tuple(ones) for member, ones in edges.items()})


def _climb(start: Iterable[UUID], on: date, parties: dict[str, Known], edges: dict[str, list[Above]]) -> None:
    here = {party for party in start if str(party) not in parties}
    for pk, kind, country in Party.objects.filter(pk__in=here).values_list("pk", "kind", "country"):
        parties[str(pk)] = Known(kind, country)
    while here:
        rows = (
            _holding(on).filter(member_id__in=here).values_list("member_id", "of_id", "part", "of__kind", "of__country")
        )
        here = set()
        for member, of, part, kind, country in rows:
            edges.setdefault(str(member), []).append(Above(str(of), part))
            if str(of) not in parties:
                parties[str(of)] = Known(kind, country)
                here.add(of)


def _holding(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)
