"""A small picture of points over a row: drawn here for the page, so that no engine is loaded, and specified for one.

One description gives both: `Drawing` is what a template draws in pixels (it prints, and needs no script), and
`points_spec` is the same picture for the engine of the page, where each point says what it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from comity.kernel.charts.interactive import WORDS, narrowed_domain, narrowing
from comity.kernel.charts.theme import COLOURS, SHAPES

Judged = Literal["satisfactory", "questionable", "unsatisfactory", "not_scored"]
Rank = Literal["middle", "near", "far"]

LEFT, RIGHT, TOP, BOTTOM = 46.0, 10.0, 10.0, 22.0
EDGE = 40.0
MOST_LABELS = 24  # under the axis; more would overlap
CROWDED = 40  # points; from here on the page offers to narrow the axis
_LINE = {"middle": ("line", []), "near": ("questionable", [4, 3]), "far": ("unsatisfactory", [])}


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that says what it is."""

    x: float
    y: float
    words: str
    judged: Judged = "satisfactory"
    label: str = ""  # under the axis


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across the picture."""

    y: float
    label: str
    rank: Rank = "middle"


@dataclass(frozen=True, slots=True)
class PointChart:
    """Points over a row, among others that stay nameless, with lines across."""

    description: str
    marks: Sequence[Mark]
    limits: Sequence[Limit] = ()
    others: Sequence[tuple[float, float]] = ()
    joined: bool = False
    low: float | None = None  # what lies beyond is drawn at the edge
    high: float | None = None
    width: int = 580
    height: int = 150

    def across(self) -> tuple[float, float]:
        """First and last place of the row, with room beside them."""
        places = [mark.x for mark in self.marks] + [x for x, _ in self.others]
        low, high = (min(places), max(places)) if places else (0.0, 1.0)
        room = max(0.6, (high - low) * 0.02)
        return low - room, high + room

    def upright(self) -> tuple[float, float]:
        """Lowest and highest value shown, with room above and below."""
        values = [m.y for m in self.marks] + [y for _, y in self.others] + [line.y for line in self.limits]
        low = min(values, default=0.0) if self.low is None else self.low
        high = max(values, default=1.0) if self.high is None else self.high
        room = (high - low) * 0.06 or abs(high) * 0.06 or 0.5
        return low - room, high + room


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark in pixels."""

    x: str
    y: str
    judged: Judged
    label: str
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that a template draws, in pixels."""

    description: str
    width: int
    height: int
    dots: Sequence[Dot]
    lines: Sequence[tuple[str, str, Rank]]
    way: str
    others: str
    left: int
    right: int


def drawing(chart: PointChart) -> Drawing:
    """The picture in pixels."""
    first, last = chart.across()
    low, high = chart.upright()
    inner_width, inner_height = chart.width - LEFT - RIGHT, chart.height - TOP - BOTTOM

    def x(value: float) -> str:
        return f"{LEFT + (value - first) / (last - first) * inner_width:.1f}"

    def y(value: float) -> str:
        return f"{TOP + (high - max(low, min(high, value))) / (high - low) * inner_height:.1f}"

    labelled = len([mark for mark in chart.marks if mark.label]) <= MOST_LABELS
    dots = [
        Dot(x(m.x), y(m.y), m.judged, m.label if labelled else "", _anchor(float(x(m.x)), chart), m.words)
        for m in chart.marks
    ]
    return Drawing(
        description=chart.description,
        width=chart.width,
        height=chart.height,
        dots=dots,
        lines=[(y(line.y), line.label, line.rank) for line in chart.limits],
        way="M" + "L".join(f"{dot.x} {dot.y}" for dot in dots) if chart.joined and dots else "",
        others="".join(f"M{x(place)} {y(value)}h0" for place, value in chart.others),
        left=int(LEFT),
        right=chart.width - int(RIGHT),
    )


def _anchor(x: float, chart: PointChart) -> str:
    """Labels near an edge stand beside their point, so that they are not cut."""
    return "end" if x > chart.width - EDGE else "start" if x < EDGE else "middle"


def points_spec(chart: PointChart) -> dict[str, Any]:
    """The same picture as a Vega-Lite specification; the axis can be narrowed where there are many points."""
    low, high = chart.upright()
    first, last = chart.across()
    crowded = len(chart.marks) + len(chart.others) >= CROWDED
    labels = {f"{mark.x:g}": mark.label for mark in chart.marks if mark.label}
    scale = narrowed_domain() if crowded else {"domain": [first, last], "nice": False, "zero": False}
    x = {"field": "x", "type": "quantitative", "scale": scale, "axis": _places(labels)}
    ticks = {line.y: line.label for line in chart.limits}
    y_axis = {
        "values": list(ticks),
        "labelExpr": _by_value(ticks),
        "title": None,
        "grid": False,
        "ticks": False,
        "labelOverlap": False,
    }
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [low, high], "nice": False}, "axis": y_axis}
    return {
        "width": chart.width - int(LEFT + RIGHT),
        "height": chart.height - int(TOP + BOTTOM),
        **(narrowing(first, last) if crowded else {}),
        "layer": [*(_line(limit, y) for limit in chart.limits), *_points(chart, x, y, low, high)],
    }


def _points(chart: PointChart, x: dict[str, Any], y: dict[str, Any], low: float, high: float) -> list[dict[str, Any]]:
    rows = [
        {"x": m.x, "y": max(low, min(high, m.y)), WORDS: m.words, "judged": m.judged, "at": n}
        for n, m in enumerate(chart.marks)
    ]
    others = [{"x": place, "y": max(low, min(high, value))} for place, value in chart.others]
    quiet = {"type": "point", "filled": True, "size": 22, "opacity": 0.55, "color": COLOURS["not_scored"], "clip": True}
    way = {"type": "line", "color": COLOURS["muted"], "strokeWidth": 1, "clip": True}
    named = {"type": "point", "filled": True, "size": 62, "opacity": 1, "clip": True}
    judged = {
        "color": {"field": "judged", "type": "nominal", "legend": None, "scale": _scale(COLOURS)},
        "shape": {"field": "judged", "type": "nominal", "legend": None, "scale": _scale(SHAPES)},
    }
    return [
        *([_layer(quiet, others, x=x, y=y)] if others else []),
        *([_layer(way, rows, x=x, y=y, order={"field": "at", "type": "quantitative"})] if chart.joined else []),
        _layer(named, rows, x=x, y=y, **judged),
    ]


def _scale(values: dict[str, str]) -> dict[str, Any]:
    return {"domain": list(SHAPES), "range": [values[key] for key in SHAPES]}


def _line(limit: Limit, y: dict[str, Any]) -> dict[str, Any]:
    role, dash = _LINE[limit.rank]
    rule = {"type": "rule", "color": COLOURS[role], "strokeDash": dash, "strokeWidth": 1}
    return {
        "mark": rule,
        "data": {"values": [{}]},
        "encoding": {"y": {"datum": limit.y, "type": "quantitative", "scale": y["scale"], "axis": y["axis"]}},
    }


def _layer(mark: dict[str, Any], rows: list[dict[str, Any]], **encoding: Any) -> dict[str, Any]:
    return {"mark": mark, "data": {"values": rows}, "encoding": encoding}


def _places(labels: dict[str, str]) -> dict[str, Any]:
    if not labels or len(labels) > MOST_LABELS:
        return {"labels": False, "ticks": False, "title": None, "grid": False}
    values = [float(place) for place in labels]
    named = _by_value({float(place): label for place, label in labels.items()})
    return {"values": values, "labelExpr": named, "title": None, "grid": False, "ticks": False, "labelOverlap": True}


def _by_value(labels: dict[float, str]) -> str:
    """An expression that gives each value its label; texts are quoted as the engine reads them."""
    pairs = [f"abs(datum.value - {value!r}) < 1e-9 ? {json.dumps(label)} : " for value, label in labels.items()]
    return "".join(pairs) + "''"
