"""Draws `static/directory/world.svg` from Natural Earth: `npm pack world-atlas@2.0.2`, unpack, then

python deploy/world_map.py package/countries-50m.json

Lines are thinned to a third of a pixel; the file holds land and boundaries apart, so that a page can leave one out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from comity.domains.directory.projection import HEIGHT, SOUTH, WIDTH, project

OUT = Path(__file__).parents[1] / "src/comity/domains/directory/static/directory/world.svg"
TOLERANCE = 0.32  # pixels of a map that is 1000 wide
SMALLEST = 0.35  # square pixels; a smaller island stays as a dot
ANTARCTICA = "010"
Point = tuple[float, float]


def main() -> None:
    """Read the atlas, write the drawing."""
    atlas = json.loads(Path(sys.argv[1]).read_text())
    arcs = [thinned(list(degrees(arc, atlas["transform"]))) for arc in atlas["arcs"]]
    countries = [shape for shape in atlas["objects"]["countries"]["geometries"] if shape.get("id") != ANTARCTICA]
    rings = [piece for shape in countries for ring in rings_of(shape) for piece in cut(joined(ring, arcs))]
    land = "".join(filter(None, (ring_path(on_map(ring)) for ring in rings)))
    borders = "".join(line(on_map(arcs[index]), closed=False) for index in sorted(shared(countries)))
    OUT.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">'
        f'<path id="land" fill-rule="evenodd" d="{land}"/><path id="boundaries" fill="none" d="{borders}"/></svg>\n'
    )


def degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    """Longitudes and latitudes of an arc, which holds steps of a grid."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        longitude, latitude = (
            n * s + t for n, s, t in zip((x, y), transform["scale"], transform["translate"], strict=True)
        )
        yield longitude, latitude


def on_map(points: Iterable[Point]) -> list[Point]:
    """Places on the map; what lies south of it is pushed to its edge."""
    return [project(max(latitude, SOUTH - 5), longitude) for longitude, latitude in points]


def cut(ring: list[Point]) -> list[list[Point]]:
    """A ring that runs over the 180th meridian, as one piece on each side."""
    unrolled, turn = ring[:1], 0.0
    for (before, _), (longitude, latitude) in pairwise(ring):
        turn += -360 * round((longitude - before) / 360)
        unrolled.append((longitude + turn, latitude))
    pieces = []
    for shift in (-360.0, 0.0, 360.0):
        piece = [(longitude + shift, latitude) for longitude, latitude in unrolled]
        for side in (1, -1):
            piece = clipped(piece, side)
        if len(piece) > 2:
            pieces.append([*piece, piece[0]])
    return pieces


def clipped(ring: list[Point], side: int) -> list[Point]:
    """Sutherland and Hodgman, against longitude 180 (side 1) or -180 (side -1)."""
    kept: list[Point] = []
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        inside_a, inside_b = side * a[0] <= 180, side * b[0] <= 180
        if inside_a:
            kept.append(a)
        if inside_a != inside_b:
            part = (side * 180 - a[0]) / (b[0] - a[0])
            kept.append((side * 180.0, a[1] + part * (b[1] - a[1])))
    return kept


def thinned(points: list[Point]) -> list[Point]:
    """Douglas and Peucker, without recursion, by distances on the map."""
    flat = on_map(points)
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        farthest, distance = max(
            ((i, apart(flat[i], flat[first], flat[last])) for i in range(first + 1, last)),
            key=lambda found: found[1],
            default=(0, 0.0),
        )
        if distance > TOLERANCE:
            keep.add(farthest)
            waiting += [(first, farthest), (farthest, last)]
    return [points[i] for i in sorted(keep)]


def apart(p: Point, a: Point, b: Point) -> float:
    """How far a point lies from the line between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5
    if length == 0:
        return float(((p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2) ** 0.5)
    return float(abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0])) / length)


def rings_of(shape: dict[str, Any]) -> Iterable[list[int]]:
    """The rings of a polygon or of several."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring made of arcs; a negative number is an arc backwards."""
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def ring_path(points: list[Point]) -> str:
    """An area as a path, or as a dot where it is too small to be seen."""
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))) / 2
    if area < SMALLEST:
        return f"M{points[0][0]:.1f} {points[0][1]:.1f}h.6v.6h-.6z"
    return line(points, closed=True)


def line(points: list[Point], *, closed: bool) -> str:
    """One path in relative tenths of a pixel."""
    steps = [(round(x * 10), round(y * 10)) for x, y in points]
    if all(step == steps[0] for step in steps):
        return ""
    text, here = f"M{number(steps[0][0])} {number(steps[0][1])}l", steps[0]
    for step in steps[1:]:
        if step != here:
            x, y = number(step[0] - here[0]), number(step[1] - here[1])
            text += (x if text.endswith("l") or x.startswith("-") else " " + x) + (y if y.startswith("-") else " " + y)
            here = step
    return text + ("z" if closed else "")


def number(tenths: int) -> str:
    """Tenths as text, as short as it goes."""
    text = f"{tenths / 10:.1f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def shared(countries: list[dict[str, Any]]) -> set[int]:
    """Arcs that lie between two countries."""
    owners: dict[int, set[int]] = {}
    for owner, shape in enumerate(countries):
        for ring in rings_of(shape):
            for index in ring:
                owners.setdefault(index if index >= 0 else ~index, set()).add(owner)
    return {index for index, by in owners.items() if len(by) > 1}


if __name__ == "__main__":
    main()
