"""How the results are distributed: kernel density with its modes (ISO 13528:2022, 10.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import format_number, message
from comity.domains.exercises.charts.marks import WARNING_LIMIT, Row, Spec, denominator, layer, number, own_label
from comity.kernel.charts import COLOURS, WIDTH

LABEL_SHARE = 0.13  # of the axis; closer labels would overlap


def density(measurand: Mapping[str, Any], *, own: float | None = None, language: str = "en") -> Spec:
    """Density of the results with every mode, the assigned value and, with `own`, the reader's result."""
    curve = measurand["density"]
    rows = [{"x": x, "y": y} for x, y in zip(curve["x"], curve["y"], strict=True)]
    top = max(curve["y"])
    low, high = min(curve["x"]), max(curve["x"])
    x = number(
        "x",
        scale={"domain": [low, high], "nice": False, "zero": False},
        axis={"title": _title(measurand), "grid": False},
    )
    y = number("y", scale={"domain": [0, top * 1.28]}, axis=None)
    layers = [
        *_zone(measurand, low, high),
        layer(
            {"type": "area", "color": COLOURS["shape"], "line": {"color": COLOURS["accent"], "strokeWidth": 1.2}},
            rows,
            x=x,
            y=y,
        ),
        layer(
            {"type": "tick", "color": COLOURS["ink"], "opacity": 0.45, "size": 7, "thickness": 1},
            _rug(measurand, low, high),
            x=x,
            y={"value": 126},
        ),
        *_modes(curve["modes"], high - low, x, y, language),
        *_own(own, low, high, x, language),
    ]
    return {"width": WIDTH - 60, "height": 130, "layer": layers}


def _title(measurand: Mapping[str, Any]) -> str:
    return f"{measurand['title']} ({measurand['unit']})" if measurand["unit"] else str(measurand["title"])


def _rug(measurand: Mapping[str, Any], low: float, high: float) -> list[Row]:
    values = [score["result"] for score in measurand["scores"] if score["result"] is not None]
    return [{"x": value} for value in sorted(values) if low <= value <= high]


def _zone(measurand: Mapping[str, Any], low: float, high: float) -> list[Spec]:
    unit = denominator(measurand)
    assigned = (measurand.get("assigned_value") or {}).get("value")
    if unit is None or assigned is None:
        return []
    ends = max(low, assigned - WARNING_LIMIT * unit), min(high, assigned + WARNING_LIMIT * unit)
    zone = layer(
        {"type": "rect", "color": COLOURS["zone"]},
        x={"datum": ends[0], "type": "quantitative"},
        x2={"datum": ends[1]},
    )
    line = layer(
        {"type": "rule", "color": COLOURS["accent"], "strokeWidth": 1.5}, x={"datum": assigned, "type": "quantitative"}
    )
    return [zone, line] if ends[0] < ends[1] else []


def _modes(
    modes: list[Mapping[str, Any]], span: float, x: Mapping[str, Any], y: Mapping[str, Any], language: str
) -> list[Spec]:
    rows = [
        {
            "x": mode["location"],
            "y": mode["density"],
            "label": message(
                "chart",
                "{location} ({share} %)",
                location=format_number(mode["location"], language=language),
                share=format_number(100 * mode["share"], decimals=0, language=language),
            ).render(language),
        }
        for mode in modes
    ]
    labelled: list[Row] = []
    for row in sorted(rows, key=lambda row: -float(row["y"])):  # the higher mode keeps its label
        if all(abs(row["x"] - other["x"]) > LABEL_SHARE * span for other in labelled):
            labelled.append(row)
    return [
        layer({"type": "point", "filled": True, "size": 34, "color": COLOURS["ink"], "opacity": 1}, rows, x=x, y=y),
        layer({"type": "text", "dy": -10, "color": COLOURS["ink"]}, labelled, x=x, y=y, text={"field": "label"}),
    ]


def _own(own: float | None, low: float, high: float, x: Mapping[str, Any], language: str) -> list[Spec]:
    if own is None:
        return []
    rows = [{"x": max(low, min(high, own))}]
    return [
        layer({"type": "rule", "color": COLOURS["ink"], "strokeWidth": 2}, rows, x=x),
        layer(
            {"type": "text", "fontWeight": "bold", "align": "left", "dx": 5},
            rows,
            x=x,
            y={"value": 6},
            text={"value": own_label(language)},
        ),
    ]
