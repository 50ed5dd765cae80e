"""The map: a drawing made on the server, with links; the same as a table below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import npgettext, pgettext
from django.views.decorators.http import require_safe

from comity.domains.directory import queries
from comity.domains.directory.forms import asked, filter_for
from comity.domains.directory.models import Profile
from comity.domains.directory.projection import HEIGHT, WIDTH, project
from comity.domains.directory.queries import PlaceOnMap
from comity.domains.directory.views.columns import PLACE_COLUMNS
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import DataTable

NAMES_IN_TITLE = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One circle on the map."""

    x: float
    y: float
    radius: float
    title: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class LittleMap:
    """A cut-out around one place."""

    view_box: str
    x: float
    y: float


@require_safe
@for_actor
def world(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where everybody is."""
    actor.require("see directory")
    filters = filter_for(actor)(request.GET)
    filters.is_valid()
    wanted = asked(filters.cleaned_data)
    table = DataTable(
        request,
        queries.search(actor, wanted).filter(profile__latitude__isnull=False),
        PLACE_COLUMNS,
        name="places",
        caption=pgettext("directory", "Entries with a place"),
        sort="name",
    )
    context = {
        "filters": filters,
        "marks": [_mark(place) for place in queries.places(actor, wanted)],
        "width": WIDTH,
        "height": round(HEIGHT, 1),
        "boundaries": settings.MAP_BOUNDARIES,
        "crumbs": [(pgettext("directory", "Directory"), reverse("directory:list")), (pgettext("directory", "Map"), "")],
    }
    return table.respond("directory/map.html", context)


def little_map(profile: Profile) -> LittleMap | None:
    """The surroundings of a party's place; none where it has no place."""
    if profile.latitude is None or profile.longitude is None:
        return None
    x, y = project(profile.latitude, profile.longitude)
    wide, high = 160.0, 90.0
    left = min(max(x - wide / 2, 0), WIDTH - wide)
    top = min(max(y - high / 2, 0), HEIGHT - high)
    return LittleMap(f"{left:.1f} {top:.1f} {wide:.0f} {high:.0f}", round(x, 1), round(y, 1))


def _mark(place: PlaceOnMap) -> Mark:
    x, y = project(place.latitude, place.longitude)
    count = len(place.parties)
    names = ", ".join(party.name for party in place.parties[:NAMES_IN_TITLE])
    if count == 1:
        return Mark(round(x, 1), round(y, 1), 5, names, reverse("directory:entry", args=[place.parties[0].pk]), 1)
    said = npgettext("map", "%(count)s entry here: %(names)s", "%(count)s entries here: %(names)s", count)
    title = said % {"count": count, "names": names + (" …" if count > NAMES_IN_TITLE else "")}
    area = ",".join(str(round(side)) for side in place.box)
    url = f"{reverse('directory:list')}?{urlencode({'area': area})}"
    return Mark(round(x, 1), round(y, 1), min(6 + count**0.5, 14), title, url, count)
