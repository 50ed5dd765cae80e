"""Scores in order of size, with uncertainty bars and limits (ISO 13528:2022, 10.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import format_number, message
from comity.domains.exercises.charts.marks import (
    Row,
    Spec,
    denominator,
    inside,
    layer,
    number,
    own_label,
    score_axis,
    score_limit,
    score_limits,
    score_title,
    used_score,
    verdict_encoding,
)
from comity.domains.exercises.charts.words import score_symbol, verdict_names
from comity.kernel.charts import COLOURS, WIDTH

HEIGHT, OWN_HEIGHT = 180, 90
MOST_LABELS = 80  # beyond, codes on the axis would overlap


def ordered_scores(measurand: Mapping[str, Any], *, own: str | None = None, language: str = "en") -> Spec:
    """All scores of one measurand; with `own` only that laboratory is named."""
    rows = _rows(measurand, own, language)
    limit = score_limit(abs(row["value"]) for row in rows)
    for row in rows:
        row["score"] = inside(row["value"], limit)
        row["beyond"] = (
            "" if row["score"] == row["value"] else format_number(row["value"], decimals=1, language=language)
        )
    symbol = score_symbol(next((row["symbol"] for row in rows), "z"))
    x = _horizontal(rows, named=own is None, language=language)
    y = number("score", **score_axis(limit, score_title(symbol, language)))
    return {
        "width": WIDTH - 60,
        "height": HEIGHT if own is None else OWN_HEIGHT,
        "layer": [*score_limits(), *_marks(rows, x, y, limit, language)],
    }


def _rows(measurand: Mapping[str, Any], own: str | None, language: str) -> list[Row]:
    unit = denominator(measurand)
    names = verdict_names(language)
    rows = []
    for score in measurand["scores"]:
        value = used_score(score)
        if value is None:
            continue
        half = (score.get("expanded_uncertainty") or 0.0) / unit if unit else 0.0
        rows.append(
            {
                "value": value,
                "low": value - half,
                "high": value + half,
                "half": half,
                "symbol": score["score"],
                "performance": names[score["performance"]],
                "verdict": score["performance"],
                "code": score["laboratory"] if own in (None, score["laboratory"]) else "",
                "own": own is not None and own == score["laboratory"],
            }
        )
    rows.sort(key=lambda row: (row["value"], row["code"]))
    for rank, row in enumerate(rows, 1):
        row["rank"] = rank
    return rows


def _horizontal(rows: list[Row], *, named: bool, language: str) -> dict[str, Any]:
    title = message("chart", "Laboratories in order of their score").render(language) if named else None
    if named and len(rows) <= MOST_LABELS:
        axis = {"title": None, "labelAngle": -90, "labelFontSize": 8 if len(rows) > 40 else 10, "ticks": False}
        return {
            "field": "code",
            "type": "ordinal",
            "sort": None,
            "axis": axis,
            "scale": {"type": "point", "padding": 0.6},
        }
    scale = {"domain": [0, len(rows) + 1], "nice": False}
    return number("rank", scale=scale, axis={"labels": False, "ticks": False, "title": title, "grid": False})


def _marks(rows: list[Row], x: dict[str, Any], y: dict[str, Any], limit: float, language: str) -> list[Spec]:
    measured = [
        {**row, "low": inside(row["low"], limit), "high": inside(row["high"], limit)} for row in rows if row["half"]
    ]
    size = 46 if len(rows) <= 60 else 26 if len(rows) <= 150 else 16
    explained = any(row["own"] for row in rows)  # by the table of the individual report
    verdicts = verdict_encoding(language, (row["verdict"] for row in rows), legend=not explained)
    beyond = [row for row in rows if row["beyond"]]
    return [
        *_own_layers([row for row in rows if row["own"]], x, y, language),
        layer({"type": "rule", "color": COLOURS["line"]}, measured, x=x, y=number("low"), y2={"field": "high"}),
        layer({"type": "point", "filled": True, "opacity": 1, "size": size}, rows, x=x, y=y, **verdicts),
        *[
            layer(
                {"type": "text", "fontSize": 8, "dy": 9 * sign, "color": COLOURS["unsatisfactory"]},
                [row for row in beyond if row["value"] * sign > 0],
                x=x,
                y=y,
                text={"field": "beyond"},
            )
            for sign in (1, -1)
            if len(beyond) <= 12
        ],
    ]


def _own_layers(rows: list[Row], x: dict[str, Any], y: dict[str, Any], language: str) -> list[Spec]:
    if not rows:
        return []
    text = {"value": f"{own_label(language)} · {rows[0]['code']}"}
    right = rows[0]["rank"] > 3
    return [
        layer({"type": "rule", "color": COLOURS["accent"], "strokeWidth": 1.5, "strokeDash": [2, 2]}, rows, x=x),
        layer(
            {"type": "point", "filled": False, "size": 150, "color": COLOURS["ink"], "strokeWidth": 1.5}, rows, x=x, y=y
        ),
        layer(
            {
                "type": "text",
                "fontWeight": "bold",
                "align": "right" if right else "left",
                "dx": -6 if right else 6,
                "color": COLOURS["accent"],
            },
            rows,
            x=x,
            y={"value": 0.6 * OWN_HEIGHT if right else 10},  # away from points and limits
            text=text,
        ),
    ]
