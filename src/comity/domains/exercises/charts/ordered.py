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
from comity.kernel.charts.interactive import WORDS, narrowed_domain
from comity.kernel.charts.interactive import narrowing as narrowed

HEIGHT, OWN_HEIGHT = 180, 90
MOST_LABELS = 80  # beyond, codes on the axis would overlap


def ordered_scores(
    measurand: Mapping[str, Any], *, own: str | None = None, language: str = "en", narrowing: bool = False
) -> Spec:
    """All scores of one measurand; with `own` only that laboratory is named; `narrowing` for a page's crowded axis."""
    rows = _rows(measurand, own, language)
    limit = score_limit(abs(row["value"]) for row in rows)
    for row in rows:
        row["score"] = inside(row["value"], limit)
        row["beyond"] = (
            "" if row["score"] == row["value"] else format_number(row["value"], decimals=1, language=language)
        )
    symbol = score_symbol(next((row["symbol"] for row in rows), "z"))
    x = _horizontal(rows, named=own is None, language=language)
    moves = narrowing and x["field"] == "rank"
    if moves:
        x["scale"] = narrowed_domain()
    y = number("score", **score_axis(limit, score_title(symbol, language)))
    return {
        "width": WIDTH - 60,
        "height": HEIGHT if own is None else OWN_HEIGHT,
        **(narrowed(0, len(rows) + 1) if moves else {}),
        "layer": [*score_limits(), *_marks(rows, x, y, limit, language, clipped={"clip": True} if moves else {})],
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
                WORDS: _words(score, value, names, own, language),
            }
        )
    rows.sort(key=lambda row: (row["value"], row["code"]))
    for rank, row in enumerate(rows, 1):
        row["rank"] = rank
    return rows


def _words(score: Mapping[str, Any], value: float, names: Mapping[str, str], own: str | None, language: str) -> str:
    """What a point says of itself on a page; nothing where it is another's and only one's own is named."""
    if own not in (None, score["laboratory"]):
        return ""
    shown = format_number(value, decimals=2, language=language)
    return f"{score['laboratory']}: {score_symbol(score['score'])} = {shown}, {names[score['performance']]}"


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


def _marks(
    rows: list[Row], x: dict[str, Any], y: dict[str, Any], limit: float, language: str, *, clipped: dict[str, bool]
) -> list[Spec]:
    measured = [
        {**row, "low": inside(row["low"], limit), "high": inside(row["high"], limit)} for row in rows if row["half"]
    ]
    size = 46 if len(rows) <= 60 else 26 if len(rows) <= 150 else 16
    explained = any(row["own"] for row in rows)  # by the table of the individual report
    verdicts = verdict_encoding(language, (row["verdict"] for row in rows), legend=not explained)
    beyond = [row for row in rows if row["beyond"]]
    return [
        *_own_layers([row for row in rows if row["own"]], x, y, language),
        layer(
            {"type": "rule", "color": COLOURS["line"], **clipped},
            measured,
            x=x,
            y=number("low"),
            y2={"field": "high"},
        ),
        layer({"type": "point", "filled": True, "opacity": 1, "size": size, **clipped}, rows, x=x, y=y, **verdicts),
        *[
            layer(
                {"type": "text", "fontSize": 8, **clipped, "dy": 9 * sign, "color": COLOURS["unsatisfactory"]},
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
