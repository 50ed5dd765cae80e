"""Where the mark of a country stands on a map (`data/places/README.md`). It says nothing about a territory's status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data" / "places" / "countries.json"


@lru_cache(maxsize=1)
def country_places() -> Mapping[str, tuple[float, float]]:
    """Latitude and longitude by country.

    >>> country_places()["KE"]
    (0.6, 37.6)
    """
    found = json.loads(DATA.read_text(encoding="utf-8"))
    return MappingProxyType({code: (float(south), float(east)) for code, (south, east) in found.items()})
