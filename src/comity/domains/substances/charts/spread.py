"""How a substance came to countries: one row for each, in the order of its first report; circles by month."""

from __future__ import annotations

import math

from comity.base.messages import message
from comity.domains.substances.charts.pieces import WORDS, Row, Spec, layer, moment, time_axis
from comity.domains.substances.queries.maps import Spread
from comity.kernel.charts import COLOURS, WIDTH
from comity.kernel.parties.countries import country_name

MOST_ROWS = 40
ROW = 22
LARGEST = 330  # square pixels of the largest circle


def arrivals(found: Spread, *, language: str = "en") -> Spec:
    """Countries downwards, months across; the first report of each country as a triangle."""
    shown = found.arrivals[:MOST_ROWS]
    most = max((count for one in shown for count in one.months), default=1)
    names = [country_name(one.country, language) for one in shown]
    rows: list[Row] = [
        {
            "country": name,
            "at": _middle(month.isoformat()),
            "size": LARGEST * math.sqrt(count / most) ** 2,
            WORDS: message(
                "chart",
                "{country}, {month}: {count} report",
                plural="{country}, {month}: {count} reports",
                count=count,
                country=name,
                month=f"{month:%Y-%m}",
            ).render(language),
        }
        for one, name in zip(shown, names, strict=True)
        for month, count in zip(found.months, one.months, strict=True)
        if count
    ]
    firsts: list[Row] = [
        {
            "country": name,
            "at": one.first.isoformat(),
            WORDS: message("chart", "{country}: first on {day}", country=name, day=one.first.isoformat()).render(
                language
            ),
        }
        for one, name in zip(shown, names, strict=True)
        if found.months and one.first >= found.months[0]
    ]
    y = {
        "field": "country",
        "type": "nominal",
        "sort": names,
        "axis": {"title": None, "grid": True, "ticks": False, "domain": False, "labelLimit": 150},
    }
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    circle = {"type": "point", "filled": True, "opacity": 0.75, "color": COLOURS["satisfactory"]}
    triangle = {"type": "point", "filled": True, "shape": "triangle-up", "size": 75, "opacity": 1}
    return {
        "width": WIDTH - 160,
        "height": ROW * max(len(shown), 1),
        "layer": [
            layer(circle, rows, x=moment("at", axis=time_axis()), y=y, size=size),
            layer({**triangle, "color": COLOURS["unsatisfactory"]}, firsts, x=moment("at"), y=y),
        ],
    }


def _middle(month: str) -> str:
    return f"{month[:8]}15"
