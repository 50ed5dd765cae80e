"""One row per measurand: where this laboratory stands among all, on the scale of its scores.

The shape behind each point is the density of all results, so that one look tells whether a result is far from the
assigned value, and whether others are there too. No other laboratory can be told from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.base.messages import format_number, message
from comity.domains.exercises.charts.marks import (
    Row,
    Spec,
    denominator,
    inside,
    layer,
    number,
    score_axis,
    score_limit,
    score_limits,
    used_score,
    verdict_encoding,
)
from comity.domains.exercises.charts.words import score_symbol, verdict_names
from comity.kernel.charts import COLOURS

ROW_HEIGHT = 22
LABEL_WIDTH = 140


def standing(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], *, language: str = "en") -> Spec:
    """Rows for `pairs` of a measurand and this laboratory's score in it."""
    rows = _rows(pairs, language)
    limit = score_limit(abs(row["value"]) for row in rows)
    for row in rows:
        row["score"] = inside(row["value"], limit)
        row["low"], row["high"] = inside(row["low"], limit), inside(row["high"], limit)
    ridges = [ridge for at, (measurand, _score) in enumerate(pairs) for ridge in _ridge(measurand, at, limit)]
    x = number("score", **score_axis(limit, message("chart", "Score").render(language)))
    y = number("at", scale={"domain": [-0.95, len(pairs) - 0.65], "nice": False, "reverse": True}, axis=None)
    return {
        "padding": {"left": 22, "right": 22, "top": 2, "bottom": 2},
        "width": 410,
        "height": ROW_HEIGHT * len(pairs) + 10,
        "layer": [*score_limits("x"), *_marks(rows, ridges, x, y, language)],
    }


def _rows(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], language: str) -> list[Row]:
    names = verdict_names(language)
    rows = []
    for at, (measurand, score) in enumerate(pairs):
        value, unit = used_score(score), denominator(measurand)
        if value is None:
            continue
        half = (score.get("expanded_uncertainty") or 0.0) / unit if unit else 0.0
        symbol = score_symbol(score["score"])
        rows.append(
            {
                "at": at,
                "label": f"{measurand['item']} · {measurand['title']}",
                "value": value,
                "low": value - half,
                "high": value + half,
                "shown": f"{symbol} = {format_number(value, decimals=2, language=language)}",
                "performance": names[score["performance"]],
                "verdict": score["performance"],
            }
        )
    return rows


def _ridge(measurand: Mapping[str, Any], at: int, limit: float) -> list[Row]:
    curve, unit = measurand.get("density"), denominator(measurand)
    assigned = (measurand.get("assigned_value") or {}).get("value")
    if not curve or not unit or assigned is None:
        return []
    top = max(curve["y"]) or 1.0
    points = [((x - assigned) / unit, y) for x, y in list(zip(curve["x"], curve["y"], strict=True))[::2]]
    return [
        {"ridge": at, "score": round(x, 3), "at": round(at - 0.8 * y / top, 3), "base": at}
        for x, y in points
        if -limit <= x <= limit
    ]


def _marks(rows: list[Row], ridges: list[Row], x: dict[str, Any], y: dict[str, Any], language: str) -> list[Spec]:
    verdicts = verdict_encoding(language, (row["verdict"] for row in rows), legend=False)
    area = {"type": "area", "color": COLOURS["shape"], "opacity": 0.75}
    return [
        layer(area, ridges, x=x, y=y, y2={"field": "base"}, detail={"field": "ridge"}),
        layer(
            {"type": "rule", "color": COLOURS["ink"], "strokeWidth": 1.2},
            rows,
            x=number("low"),
            x2={"field": "high"},
            y=y,
        ),
        layer({"type": "point", "filled": True, "size": 75, "opacity": 1}, rows, x=x, y=y, **verdicts),
        layer(
            {"type": "text", "align": "right", "limit": LABEL_WIDTH, "dy": -4},
            rows,
            x={"value": -10},
            y=y,
            text={"field": "label"},
        ),
        layer(
            {"type": "text", "align": "left", "dy": -4},
            rows,
            x={"value": 420},
            y=y,
            text={"field": "shown"},
        ),
    ]
