"""Rules that need no statistics: a substance seen for the first time, and an unnamed one seen in two countries.

Nearly every series of a network is zero nearly all the time, and detectors of rising counts are silent there; what
matters is the first event. A first in the network is also one in its region and country: each is signalled once, with
its widest scope. A report that comes late with an earlier date becomes the first; whoever keeps signals compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, refused

Scope = Literal["network", "region", "country"]


@dataclass(frozen=True, slots=True)
class Event:
    """One seizure, sample or case: which substance (or unnamed cluster), when, in which country of which region."""

    identifier: str
    substance: str
    day: date
    country: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class FirstEvent:
    """A substance new to a scope: where, on which day, and all the events of that day that share the place."""

    scope: Scope
    substance: str
    country: str
    region: str
    day: date
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedUnknown:
    """An unnamed substance seen in several countries, and the day it was so for the first time."""

    substance: str
    countries: tuple[str, ...]
    day: date
    events: tuple[str, ...]


def first_events(events: Iterable[Event], since: date | None = None) -> list[FirstEvent]:
    """First-ever events of every substance in the network, a region, a country.

    Parameters
    ----------
    events : iterable of Event
        All that is known, in any order: what is missing here counts as never seen.
    since : date, optional
        Only firsts on or after this day.

    Returns
    -------
    list of FirstEvent
        By day, substance and country; one for each substance and country, with the widest scope.

    Raises
    ------
    InputError
        An event without substance or country.

    Examples
    --------
    >>> seen = [Event("a", "S1", date(2026, 1, 5), "FR", "Europe"), Event("b", "S1", date(2026, 2, 1), "DE", "Europe")]
    >>> [(first.scope, first.country) for first in first_events(seen)]
    [('network', 'FR'), ('country', 'DE')]
    """
    known = _sorted(events)
    earliest: dict[tuple[str, str, str], date] = {}
    for event in known:
        for key in _keys(event):
            earliest.setdefault(key, event.day)
    firsts: dict[tuple[date, str, str], list[Event]] = {}
    for event in known:
        if earliest[("country", event.substance, event.country)] == event.day and (since is None or event.day >= since):
            firsts.setdefault((event.day, event.substance, event.country), []).append(event)
    return [_first(group, earliest) for _, group in sorted(firsts.items())]


def shared_unknowns(
    events: Iterable[Event], least_countries: int = 2, since: date | None = None
) -> list[SharedUnknown]:
    """Unnamed substances (clusters of one spectrum) that several countries have seen: a signal by itself.

    Parameters
    ----------
    events : iterable of Event
        Of unnamed substances only; `substance` is the provisional identifier of the cluster.
    least_countries : int
        How many countries make it a signal.
    since : date, optional
        Only those that became shared on or after this day.

    Returns
    -------
    list of SharedUnknown
        By day and substance.

    Raises
    ------
    InputError
        An event without substance or country.

    Examples
    --------
    >>> seen = [Event("a", "U7", date(2026, 1, 5), "FR"), Event("b", "U7", date(2026, 2, 1), "KE")]
    >>> shared_unknowns(seen)[0].countries
    ('FR', 'KE')
    """
    groups: dict[str, list[Event]] = {}
    for event in _sorted(events):
        groups.setdefault(event.substance, []).append(event)
    found = []
    for substance, group in groups.items():
        first_days = sorted({event.country: event.day for event in reversed(group)}.values())
        if len(first_days) >= max(least_countries, 1):
            day = first_days[max(least_countries, 1) - 1]
            countries = tuple(sorted({event.country for event in group}))
            found.append(SharedUnknown(substance, countries, day, tuple(event.identifier for event in group)))
    shared = [unknown for unknown in found if since is None or unknown.day >= since]
    return sorted(shared, key=lambda unknown: (unknown.day, unknown.substance))


def _sorted(events: Iterable[Event]) -> list[Event]:
    known = sorted(events, key=lambda event: (event.day, event.substance, event.country, event.identifier))
    for event in known:
        if not event.substance or not event.country:
            what = message(CONTEXT, "The event names no substance or no country.")
            raise refused("event", event.identifier, what)
    return known


def _keys(event: Event) -> list[tuple[str, str, str]]:
    keys = [("country", event.substance, event.country), ("network", event.substance, "")]
    return [*keys, ("region", event.substance, event.region)] if event.region else keys


def _first(group: list[Event], earliest: dict[tuple[str, str, str], date]) -> FirstEvent:
    event = group[0]
    scope: Scope = "country"
    if earliest[("network", event.substance, "")] == event.day:
        scope = "network"
    elif event.region and earliest[("region", event.substance, event.region)] == event.day:
        scope = "region"
    names = tuple(each.identifier for each in group)
    return FirstEvent(scope, event.substance, event.country, event.region, event.day, names)
