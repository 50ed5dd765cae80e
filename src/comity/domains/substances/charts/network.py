"""Linked seizures as graphs: each series a ring of its seizures, a line for each link, thicker where it weighs more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from comity.base.messages import message
from comity.domains.substances.charts.pieces import WORDS, Row, Spec, layer, number
from comity.domains.substances.queries.links import Seizure
from comity.kernel.charts import COLOURS, WIDTH
from comity.kernel.parties.countries import country_name
from comity.science.linkage.series import Series

CELL = 160.0
ACROSS = 4
MOST_SERIES = 24
RING = 48.0


def network(series: Sequence[Series], seizures: Mapping[str, Seizure], *, language: str = "en") -> Spec:
    """The largest series first, in rows; within one, seizures in the order of their days."""
    shown = series[:MOST_SERIES]
    places: dict[str, tuple[float, float]] = {}
    nodes: list[Row] = []
    titles: list[Row] = []
    for place, one in enumerate(shown):
        middle_x = (place % ACROSS + 0.5) * CELL
        middle_y = (place // ACROSS + 0.5) * CELL
        titles.append({"x": middle_x, "y": middle_y - RING - 22, "text": str(place + 1)})
        members = sorted(one.members, key=lambda name: (seizures[name].day, name))
        for step, name in enumerate(members):
            angle = 2 * math.pi * step / len(members) - math.pi / 2
            x, y = middle_x + RING * math.cos(angle), middle_y + RING * math.sin(angle)
            places[name] = x, y
            said = seizures[name]
            country = country_name(said.country, language)
            words = message(
                "chart",
                "Series {number}: {name}, {country}, {day}",
                number=place + 1,
                name=said.name,
                country=country,
                day=said.day.isoformat(),
            ).render(language)
            nodes.append({"x": x, "y": y, "text": said.country, WORDS: words})
    links = [
        {
            "x": places[link.first][0],
            "y": places[link.first][1],
            "x2": places[link.second][0],
            "y2": places[link.second][1],
            "weight": 0.6 + min(max(link.ratio.log10, 0.0), 3.0),
        }
        for one in shown
        for link in one.links
    ]
    across = min(max(len(shown), 1), ACROSS)
    down = (len(shown) + ACROSS - 1) // ACROSS or 1
    return _spec(nodes, links, titles, across, down)


def _spec(nodes: list[Row], links: list[Row], titles: list[Row], across: int, down: int) -> Spec:
    def x(field: str = "x") -> Spec:
        return number(field, scale={"domain": [0, across * CELL], "nice": False}, axis=None)

    def y(field: str = "y") -> Spec:
        return number(field, scale={"domain": [0, down * CELL], "reverse": True, "nice": False}, axis=None)

    width = {"field": "weight", "type": "quantitative", "scale": None, "legend": None}
    text = {"field": "text", "type": "nominal"}
    return {
        "width": WIDTH * across / ACROSS,
        "height": CELL * down,
        "layer": [
            layer(
                {"type": "rule", "color": COLOURS["line"]},
                links,
                x=x(),
                y=y(),
                x2={"field": "x2"},
                y2={"field": "y2"},
                strokeWidth=width,
            ),
            layer(
                {"type": "point", "filled": True, "size": 420, "opacity": 1, "color": COLOURS["satisfactory"]},
                nodes,
                x=x(),
                y=y(),
            ),
            layer(
                {"type": "text", "color": COLOURS["surface"], "fontSize": 9, "fontWeight": "bold"},
                nodes,
                x=x(),
                y=y(),
                text=text,
            ),
            layer({"type": "text", "fontWeight": "bold"}, titles, x=x(), y=y(), text=text),
        ],
    }
