"""Entries with a place, for the map: single ones, and groups where several stand close together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comity.domains.directory.queries.searching import Search, search
from comity.kernel.accounts.actor import Actor

NEAR = 4.0  # degrees; what stands in one cell would overlap on the map
WIDE = 8.0  # degrees, where there is so much that the map would be nothing but circles
CROWDED = 500  # entries
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """One entry on the map."""

    pk: UUID
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlaceOnMap:
    """One entry, or several that stand close together; in the middle of them."""

    latitude: float
    longitude: float
    parties: Sequence[Placed]
    box: Box


def places(actor: Actor, asked: Search) -> list[PlaceOnMap]:
    """Everything that fits and has a place, from north to south."""
    rows = search(actor, asked).filter(profile__latitude__isnull=False)
    spots = rows.values_list("pk", "name", "profile__latitude", "profile__longitude")
    found = [Placed(pk, name, north or 0.0, east or 0.0) for pk, name, north, east in spots]
    side = WIDE if len(found) > CROWDED else NEAR
    cells: dict[Box, list[Placed]] = defaultdict(list)
    for one in found:
        south, west = one.latitude // side * side, one.longitude // side * side
        cells[south, west, south + side, west + side].append(one)
    groups = [_place(box, parties) for box, parties in cells.items()]
    return sorted(groups, key=lambda place: (-place.latitude, place.longitude))


def _place(box: Box, parties: list[Placed]) -> PlaceOnMap:
    latitude = sum(one.latitude for one in parties) / len(parties)
    longitude = sum(one.longitude for one in parties) / len(parties)
    return PlaceOnMap(latitude, longitude, parties, box)
