"""Two items against each other: Youden plot with a 95 % ellipse (ISO 13528:2022, 10.5).

The ellipse is drawn on the scores, from robust scales (normalised interquartile range) and rank correlation, so that
a few blunders do not blow it up: z_A² − 2 r z_A z_B + z_B² = (1 − r²) T²,
with T² = 2 (p − 1)/(p − 2) F(0.95; 2, p − 2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from comity.base.messages import message
from comity.domains.exercises.charts.marks import (
    ACTION_LIMIT,
    WIDEST_SCORE,
    Row,
    Spec,
    inside,
    layer,
    number,
    score_axis,
    score_limit,
    used_score,
)
from comity.kernel.charts import COLOURS

if TYPE_CHECKING:
    import numpy as np

FEWEST = 5  # laboratories; an ellipse through fewer says nothing


def youden(
    first: Mapping[str, Any], second: Mapping[str, Any], *, own: str | None = None, language: str = "en"
) -> Spec:
    """Scores for the same measurand in two items, one point per laboratory that reported both."""
    import numpy as np

    rows = _rows(first, second, own)
    limit = score_limit(value for row in rows for value in (row["a"], row["b"]))
    outline = ellipse(np.array([row["a"] for row in rows]), np.array([row["b"] for row in rows]))
    for row in rows:
        row["x"], row["y"] = inside(row["a"], limit), inside(row["b"], limit)
        row["label"] = row["code"] if max(abs(row["a"]), abs(row["b"])) > ACTION_LIMIT or row["own"] else ""
    x, y = (number(axis, **score_axis(limit, _title(item, language))) for axis, item in (("x", first), ("y", second)))
    return {"width": 330, "height": 330, "layer": [*_frame(), *_marks(rows, outline, limit, x, y)]}


def ellipse(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> list[Row]:
    """Outline of the 95 % ellipse; none where there are too few points or no spread."""
    import numpy as np

    count = len(a)
    if count < FEWEST:
        return []
    scales = [0.7413 * float(np.subtract(*np.percentile(values, [75, 25]))) for values in (a, b)]
    if min(scales) <= 0:
        return []
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    rank_correlation = float(np.corrcoef(ranks[0], ranks[1])[0, 1])
    correlation = max(-0.99, min(0.99, 2 * math.sin(math.pi * rank_correlation / 6)))
    freedom = count - 2
    quantile = freedom / 2 * (0.05 ** (-2 / freedom) - 1)  # F distribution with 2 and p − 2 degrees of freedom
    radius = math.sqrt(2 * (count - 1) / (count - 2) * quantile)
    angles = np.linspace(0, 2 * math.pi, 73)
    x = float(np.median(a)) + scales[0] * radius * np.cos(angles)
    y = float(np.median(b)) + scales[1] * radius * (
        correlation * np.cos(angles) + math.sqrt(1 - correlation**2) * np.sin(angles)
    )
    return [
        {"x": round(float(u), 4), "y": round(float(v), 4), "order": i}
        for i, (u, v) in enumerate(zip(x, y, strict=True))
    ]


def _rows(first: Mapping[str, Any], second: Mapping[str, Any], own: str | None) -> list[Row]:
    others = {score["laboratory"]: used_score(score) for score in second["scores"]}
    rows = []
    for score in first["scores"]:
        a, b = used_score(score), others.get(score["laboratory"])
        if a is not None and b is not None:
            mine = score["laboratory"] == own
            rows.append({"a": a, "b": b, "code": score["laboratory"] if own is None or mine else "", "own": mine})
    return rows


def _title(measurand: Mapping[str, Any], language: str) -> str:
    return message("chart", "Score for item {item}", item=measurand["item"]).render(language)


def _frame() -> list[Spec]:
    rule = {"type": "rule", "color": COLOURS["line"]}
    return [
        layer(rule, x={"datum": 0, "type": "quantitative"}),
        layer(rule, y={"datum": 0, "type": "quantitative"}),
    ]


def _marks(rows: list[Row], outline: list[Row], limit: float, x: dict[str, Any], y: dict[str, Any]) -> list[Spec]:
    ends = [{"x": -limit, "y": -limit}, {"x": limit, "y": limit}]
    line = {"type": "line", "clip": True}
    size = 40 if len(rows) <= 60 else 20
    labelled = [row for row in rows if row["label"]]
    return [
        layer({**line, "color": COLOURS["grid"], "strokeWidth": 1.2}, ends, x=x, y=y),
        layer({**line, "color": COLOURS["accent"], "strokeWidth": 1.4}, outline, x=x, y=y, order=number("order")),
        layer(
            {"type": "point", "filled": True, "opacity": 0.7, "size": size, "color": COLOURS["satisfactory"]},
            rows,
            x=x,
            y=y,
        ),
        layer(
            {"type": "text", "fontSize": 9, "dx": 6, "align": "left"},
            labelled if len(labelled) <= 25 else [],
            x=x,
            y=y,
            text={"field": "label"},
        ),
    ]


__all__ = ["WIDEST_SCORE", "ellipse", "youden"]
