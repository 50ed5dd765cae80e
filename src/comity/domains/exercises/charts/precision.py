"""Mandel's h and k (ISO 5725-2:2019, 7.3.1) and the repeatability plot (ISO 13528:2022, 10.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median
from typing import Any, Literal

from comity.base.messages import message
from comity.domains.exercises.charts.marks import Row, Spec, layer, number, own_label
from comity.kernel.charts import COLOURS, WIDTH

LEVELS = {"0.05": ("questionable", [4, 3]), "0.01": ("unsatisfactory", [])}
MOST_LABELS = 80


def mandel(
    precision: Mapping[str, Any], statistic: Literal["h", "k"], *, own: str | None = None, language: str = "en"
) -> Spec:
    """One bar per laboratory, in order of code, with the critical values at 5 % (dashed) and 1 %."""
    cells = sorted(precision["cells"], key=lambda cell: str(cell["laboratory"]))
    rows = [
        {
            "code": cell["laboratory"] if own in (None, cell["laboratory"]) else "",
            "rank": at,
            "value": cell[statistic],
            "own": cell["laboratory"] == own,
        }
        for at, cell in enumerate(cells)
        if cell.get(statistic) is not None
    ]
    labelled = own is None and len(rows) <= MOST_LABELS
    axis = {
        "title": None,
        "labels": labelled,
        "ticks": False,
        "labelAngle": -90,
        "labelFontSize": 8 if len(rows) > 40 else 10,
    }
    x = {"field": "code" if labelled else "rank", "type": "ordinal", "sort": None, "axis": axis}
    y = number(
        "value",
        axis={"title": message("chart", "Mandel’s {statistic}", statistic=statistic).render(language), "grid": False},
    )
    colour = {
        "condition": {"test": "datum.own", "value": COLOURS["ink"]},
        "value": COLOURS["satisfactory"],
    }
    bars = layer({"type": "bar", "width": {"band": 0.62}}, rows, x=x, y=y, color=colour)
    return {
        "width": WIDTH - 60,
        "height": 110,
        "layer": [bars, *_critical(precision[f"{statistic}_critical"], statistic)],
    }


def _critical(levels: Mapping[str, float], statistic: str) -> list[Spec]:
    return [
        layer(
            {"type": "rule", "color": COLOURS[LEVELS[level][0]], "strokeDash": LEVELS[level][1]},
            y={"datum": value * sign, "type": "quantitative"},
        )
        for level, value in levels.items()
        if level in LEVELS and value is not None
        for sign in ((1, -1) if statistic == "h" else (1,))
    ]


def repeatability(
    precision: Mapping[str, Any], *, own: str | None = None, unit: str = "", language: str = "en"
) -> Spec:
    """Mean against standard deviation of each laboratory, with the regions for 5 % and 1 %."""
    cells = [cell for cell in precision["cells"] if cell["standard_deviation"]]
    rows = [_point(cell, own) for cell in cells]
    replicates = median([cell["replicates"] for cell in cells]) if cells else 2
    suffix = f" ({unit})" if unit else ""
    x = number(
        "x",
        scale={"zero": False},
        axis={"grid": False, "title": message("chart", "Laboratory mean").render(language) + suffix},
    )
    y = number(
        "y",
        scale={"zero": False},
        axis={"grid": False, "title": message("chart", "Standard deviation").render(language) + suffix},
    )
    regions = [
        layer(
            {"type": "line", "color": COLOURS[LEVELS[level][0]], "strokeDash": LEVELS[level][1], "strokeWidth": 1.2},
            _region(precision, replicates, float(level)),
            x=x,
            y=y,
            order=number("order"),
        )
        for level in LEVELS
    ]
    points = layer(
        {"type": "point", "filled": True, "opacity": 0.75, "size": 36, "color": COLOURS["satisfactory"]}, rows, x=x, y=y
    )
    mine = [row for row in rows if row["own"]]
    highlight = [
        layer({"type": "point", "size": 150, "color": COLOURS["ink"], "strokeWidth": 1.5}, mine, x=x, y=y),
        layer(
            {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold"},
            mine,
            x=x,
            y=y,
            text={"value": own_label(language)},
        ),
    ]
    return {"width": 420, "height": 220, "layer": [*regions, points, *(highlight if mine else [])]}


def _point(cell: Mapping[str, Any], own: str | None) -> Row:
    return {"x": cell["mean"], "y": cell["standard_deviation"], "own": own is not None and cell["laboratory"] == own}


def _region(precision: Mapping[str, Any], replicates: float, alpha: float) -> list[Row]:
    """Outline of m((x − x*)/w*)² + 2(m − 1) ln²(s/w*) = χ²(1 − α; 2)."""
    centre, spread = precision["mean"], precision["repeatability_standard_deviation"]
    if not spread or replicates < 2:
        return []
    size = math.sqrt(-2 * math.log(alpha))  # root of the chi-squared quantile with two degrees of freedom
    angles = [2 * math.pi * step / 72 for step in range(73)]
    return [
        {
            "x": centre + spread * size / math.sqrt(replicates) * math.cos(angle),
            "y": spread * math.exp(size / math.sqrt(2 * (replicates - 1)) * math.sin(angle)),
            "order": step,
        }
        for step, angle in enumerate(angles)
    ]
