"""A laboratory over the rounds: scores with limits, and the J-chart of zone scores (AMC Technical Brief 12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts.marks import (
    Row,
    Spec,
    inside,
    layer,
    number,
    score_axis,
    score_limit,
    score_limits,
    score_title,
)
from comity.kernel.charts import COLOURS, WIDTH

J_ACTION = 8
NARROW = 270


def history(course: Mapping[str, Any], *, narrow: bool = False, language: str = "en") -> Spec:
    """Scores over the rounds above, cumulated zone scores below; `narrow` for two side by side."""
    width = NARROW if narrow else WIDTH - 60
    rows = [dict(entry) for entry in course["rounds"] if entry.get("z") is not None]
    limit = score_limit(abs(row["z"]) for row in rows)
    for row in rows:
        row["score"] = inside(row["z"], limit)
        row["state"] = "action" if abs(row["z"]) >= 3 else "warning" if abs(row["z"]) > 2 else "calm"
    return {"spacing": 10, "vconcat": [_scores(rows, limit, width, language), _zones(rows, width, language)]}


def _rounds(width: int, *, labels: bool) -> dict[str, Any]:
    axis = {
        "title": None,
        "labelAngle": 0,
        "labelFontSize": 11 if width > NARROW else 9,
        "labelOverlap": True,
        "labels": labels,
        "ticks": False,
    }
    return {"field": "round", "type": "ordinal", "sort": None, "axis": axis}


def _scores(rows: list[Row], limit: float, width: int, language: str) -> Spec:
    x, y = _rounds(width, labels=False), number("score", **score_axis(limit, score_title("z", language)))
    point = {"type": "point", "filled": True, "opacity": 1, "size": 55}
    domain = ["calm", "warning", "action"]
    colour = {
        "field": "state",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": domain,
            "range": [COLOURS[key] for key in ("satisfactory", "questionable", "unsatisfactory")],
        },
    }
    shape = {**colour, "scale": {"domain": domain, "range": ["circle", "triangle-up", "square"]}}
    layers = [
        *score_limits(),
        layer({"type": "line", "color": COLOURS["muted"], "strokeWidth": 1}, rows, x=x, y=y),
        layer(point, rows, x=x, y=y, color=colour, shape=shape),
    ]
    return {"width": width, "height": 80 if width > NARROW else 60, "layer": layers}


def _zones(rows: list[Row], width: int, language: str) -> Spec:
    shown = [row for row in rows if row.get("j") is not None]
    largest = max([J_ACTION + 2, *(abs(row["j"]) for row in shown)])
    axis = {"title": message("chart", "J score").render(language), "grid": False, "values": [-J_ACTION, 0, J_ACTION]}
    y = number("j", scale={"domain": [-largest, largest], "nice": False}, axis=axis)
    limits = [
        layer({"type": "rule", "color": COLOURS[colour]}, y={"datum": value, "type": "quantitative"})
        for value, colour in ((-J_ACTION, "unsatisfactory"), (0, "line"), (J_ACTION, "unsatisfactory"))
    ]
    bars = layer(
        {"type": "bar", "color": COLOURS["satisfactory"], "width": {"band": 0.3}},
        shown,
        x=_rounds(width, labels=True),
        y=y,
    )
    return {"width": width, "height": 36 if width > NARROW else 28, "layer": [*limits, bars]}
