"""What this room contributes to pages that span rooms: one entry of the navigation, and hits of the search."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext_lazy

from comity.domains.directory.queries import Search, search
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.countries import country_name
from comity.kernel.parties.models import Party
from comity.kernel.web.contributions import Found, NavigationEntry, SearchHit

DIRECTORY = pgettext_lazy("navigation", "Directory")


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """The directory, for everybody who has a role."""
    if actor.may("see directory"):
        yield NavigationEntry(DIRECTORY, reverse("directory:list"))


def found(actor: Actor, words: str, limit: int) -> Found:
    """Parties by name, place, country and discipline, in any language."""
    hits = tuple(_hit(party) for party in search(actor, Search(text=words))[:limit])
    return Found(DIRECTORY, hits, f"{reverse('directory:list')}?{urlencode({'q': words})}")


def _hit(party: Party) -> SearchHit:
    country = country_name(party.country, get_language() or "en") if party.country else ""
    return SearchHit(party.name, reverse("directory:entry", args=[party.pk]), party.get_kind_display(), country)
