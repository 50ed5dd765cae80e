"""What rooms contribute to pages that span them: navigation, what waits for a person, search.

A room writes a plain function and the settings name it, in the order in which pages show it:

    COMITY_NAVIGATION = ["comity.domains.directory.pages.navigation", …]     actor → entries
    COMITY_WAITING    = ["comity.domains.exercises.pages.waiting", …]        actor → items
    COMITY_SEARCH     = ["comity.domains.directory.pages.search", …]         actor, words, limit → hits

Each function returns only what that actor may see: it calls the room's own queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge, Text

Contribution = Literal["COMITY_NAVIGATION", "COMITY_WAITING", "COMITY_SEARCH"]

LONGEST_SEARCH = 200  # characters; longer is not a question
HITS_PER_ROOM = 8


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the main navigation."""

    label: Text
    url: str
    also: tuple[str, ...] = ()  # beginnings of further addresses that belong to it


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something that a person has to do: said as a verb, with the page on which to do it."""

    title: Text
    url: str
    why: Text = ""
    due: datetime | None = None
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something found; `kind` says what it is in one word."""

    title: Text
    url: str
    kind: Text
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one room, and the page that shows them all."""

    room: Text
    hits: tuple[SearchHit, ...]
    all_url: str = ""


def contributors(name: Contribution) -> list[Callable[..., Any]]:
    """The functions that the setting `name` lists."""
    return [import_string(path) for path in getattr(settings, name, [])]


def navigation_for(actor: Actor) -> list[NavigationEntry]:
    """Entries that `actor` may open, in the order of the rooms."""
    return [entry for contribute in contributors("COMITY_NAVIGATION") for entry in _entries(contribute(actor))]


def waiting_for(actor: Actor) -> list[WaitingItem]:
    """What waits for `actor`: what is due comes first, the earliest before the later ones."""
    items = [item for contribute in contributors("COMITY_WAITING") for item in _items(contribute(actor))]
    return sorted(items, key=lambda item: (item.due is None, item.due.timestamp() if item.due else 0.0))


def found_for(actor: Actor, words: str) -> list[Found]:
    """What the rooms find for `words`; rooms without a hit are left out."""
    asked = words.strip()[:LONGEST_SEARCH]
    if not asked:
        return []
    answers = [contribute(actor, asked, HITS_PER_ROOM) for contribute in contributors("COMITY_SEARCH")]
    return [answer for answer in answers if answer.hits]


def _entries(given: Iterable[NavigationEntry]) -> Iterator[NavigationEntry]:
    yield from given


def _items(given: Iterable[WaitingItem]) -> Iterator[WaitingItem]:
    yield from given
