"""Entries with a place, for the map: single ones, and groups where several stand close together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from comity.domains.directory.queries.searching import Search, search
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party

CELL = 4.0  # degrees; what stands in one cell would overlap on the map
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlaceOnMap:
    """One entry, or several that stand close together; in the middle of them."""

    latitude: float
    longitude: float
    parties: Sequence[Party]
    box: Box


def places(actor: Actor, asked: Search) -> list[PlaceOnMap]:
    """Everything that fits and has a place, from north to south."""
    cells: dict[Box, list[Party]] = defaultdict(list)
    for party in search(actor, asked).filter(profile__latitude__isnull=False):
        cells[_cell(party)].append(party)
    found = [_place(box, parties) for box, parties in cells.items()]
    return sorted(found, key=lambda place: (-place.latitude, place.longitude))


def _cell(party: Party) -> Box:
    south, west = (degrees // CELL * CELL for degrees in _where(party))
    return south, west, south + CELL, west + CELL


def _where(party: Party) -> tuple[float, float]:
    return float(party.profile.latitude or 0), float(party.profile.longitude or 0)


def _place(box: Box, parties: list[Party]) -> PlaceOnMap:
    spots = [_where(party) for party in parties]
    latitude, longitude = (sum(values) / len(spots) for values in zip(*spots, strict=True))
    return PlaceOnMap(latitude, longitude, parties, box)
