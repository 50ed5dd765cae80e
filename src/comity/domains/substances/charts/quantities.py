"""Quantities apart from events: each seizure on a scale of powers of ten, and up to where one is ordinary."""

from __future__ import annotations

import math

from comity.base.messages import message
from comity.domains.substances.charts.pieces import WORDS, Row, Spec, layer, moment, number, time_axis
from comity.domains.substances.queries.quantities import Quantities
from comity.kernel.charts import COLOURS, WIDTH


def quantities(found: Quantities, *, language: str = "en") -> Spec:
    """Points over time, the bound as dashes; what lies above it as squares."""
    rows: list[Row] = [
        {
            "at": one.day.isoformat(),
            "kilograms": one.kilograms,
            WORDS: message(
                "chart", "{day}: {kilograms} kg", day=one.day.isoformat(), kilograms=f"{one.kilograms:.4g}"
            ).render(language),
        }
        for one in found.quantities
    ]
    bound = found.bound.bound if found.bound else None
    low = min(row["kilograms"] for row in rows) if rows else 0.001
    high = max([row["kilograms"] for row in rows] + ([bound] if bound else []), default=1.0)
    y = number(
        "kilograms",
        scale={"type": "log", "domain": [low / 1.5, high * 1.5], "nice": False},
        axis={
            "title": message("chart", "Kilograms (powers of ten)").render(language),
            "format": "~g",
            "values": _powers(low / 1.5, high * 1.5),
            "grid": True,
        },
    )
    exceptional = {one.report for one in found.exceptional}
    above = [row for row, one in zip(rows, found.quantities, strict=True) if one.report in exceptional]
    ordinary = [row for row in rows if row not in above] if above else rows
    dot = {"type": "point", "filled": True, "size": 22, "opacity": 0.6, "color": COLOURS["accent"]}
    square = {"type": "point", "filled": True, "shape": "square", "size": 70, "opacity": 1}
    layers = [
        layer(dot, ordinary, x=moment("at", axis=time_axis()), y=y),
        layer({**square, "color": COLOURS["unsatisfactory"]}, above, x=moment("at"), y=y),
    ]
    if bound is not None:
        rule = {"type": "rule", "color": COLOURS["questionable"], "strokeDash": [5, 3]}
        layers.insert(0, layer(rule, [{}], y={"datum": bound, "type": "quantitative", "scale": y["scale"]}))
    return {"width": WIDTH - 60, "height": 150, "layer": layers}


def _powers(low: float, high: float) -> list[float]:
    """The powers of ten within."""
    return [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
