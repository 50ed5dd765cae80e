"""Writes where the mark of each country stands on a map: `npm pack world-atlas@2.0.2 i18n-iso-countries@7.11.3`, then

python deploy/country_places.py atlas/countries-50m.json package/codes.json

The place is inside the largest area of the country, on the widest line through its middle. What Natural Earth does not
draw as a country of its own stands in `BY_HAND`, to a tenth of a degree.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from world_map import Point, degrees, joined

OUT = Path(__file__).parents[1] / "src/comity/domains/substances/data/places/countries.json"
BY_HAND = {
    "BQ": (12.2, -68.3),
    "BV": (-54.4, 3.4),
    "CC": (-12.2, 96.8),
    "CX": (-10.5, 105.6),
    "GF": (3.9, -53.1),
    "GI": (36.1, -5.3),
    "GP": (16.2, -61.5),
    "MQ": (14.7, -61.0),
    "RE": (-21.1, 55.5),
    "SJ": (78.2, 16.0),
    "TK": (-9.2, -171.8),
    "TV": (-8.5, 179.2),
    "UM": (19.3, 166.6),
    "XK": (42.6, 20.9),
    "YT": (-12.8, 45.2),
}


def main() -> None:
    """Read the atlas and the codes, write the places."""
    atlas, codes = (json.loads(Path(name).read_text()) for name in sys.argv[1:3])
    code_of = {number: short for short, _, number, *_ in codes}
    arcs = [list(degrees(arc, atlas["transform"])) for arc in atlas["arcs"]]
    places = dict(BY_HAND)
    for shape in atlas["objects"]["countries"]["geometries"]:
        code = code_of.get(shape.get("id", ""))
        if code and shape.get("arcs"):
            places.setdefault(code, middle(shape, arcs))
    OUT.parent.mkdir(exist_ok=True)
    rows = ",\n".join(f'  "{code}": [{south}, {east}]' for code, (south, east) in sorted(places.items()))
    OUT.write_text("{\n" + rows + "\n}\n")


def middle(shape: dict[str, Any], arcs: list[list[Point]]) -> Point:
    """Latitude and longitude inside the largest area."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    ring = max((joined(polygon[0], arcs) for polygon in polygons), key=lambda points: abs(area(points)))
    latitude = sum((a[1] + b[1]) * cross(a, b) for a, b in pairwise(ring)) / (6 * area(ring))
    crossings = sorted(
        a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(ring)
        if (a[1] > latitude) != (b[1] > latitude)
    )
    west, east = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda ends: ends[1] - ends[0])
    return round(latitude, 1), round((west + east) / 2, 1)


def area(ring: list[Point]) -> float:
    """In square degrees, with a sign."""
    return sum(cross(a, b) for a, b in pairwise(ring)) / 2


def cross(a: Point, b: Point) -> float:
    """Twice the area that two points span with the origin."""
    return a[0] * b[1] - b[0] * a[1]


if __name__ == "__main__":
    main()
