"""Pieces that several pictures share: layers, score axes with their limits, values kept inside the frame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts.words import verdict_names
from comity.kernel.charts import COLOURS, verdict_scale

Spec = dict[str, Any]
Row = dict[str, Any]

WARNING_LIMIT = 2.0  # ISO 13528:2022, 9.4.2
ACTION_LIMIT = 3.0
WIDEST_SCORE = 6.0  # beyond, a score is drawn at the edge with its number, so that the others stay readable


def layer(mark: str | Mapping[str, Any], rows: Sequence[Row] | None = None, **encoding: Any) -> Spec:
    """One layer; without `rows` it draws what its encoding says, once."""
    spec: Spec = {"mark": mark, "encoding": encoding}
    if rows is None:
        spec["data"] = {"values": [{}]}
    else:
        spec["data"] = {"values": list(rows)}
    return spec


def number(field: str, **options: Any) -> dict[str, Any]:
    """A quantitative channel."""
    return {"field": field, "type": "quantitative", **options}


def used_score(score: Mapping[str, Any]) -> float | None:
    """The score that gave the verdict."""
    value = score.get(score.get("score") or "z")
    return None if value is None else float(value)


def denominator(measurand: Mapping[str, Any]) -> float | None:
    """What one unit of the score used is worth: sigma_pt, or for z′ its combination with u(x_pt)."""
    sigma = (measurand.get("sigma_pt") or {}).get("value")
    if not sigma:
        return None
    assigned = measurand.get("assigned_value") or {}
    primed = any(score.get("score") == "z_prime" for score in measurand["scores"])
    return math.hypot(sigma, assigned.get("standard_uncertainty") or 0.0) if primed else float(sigma)


def score_limit(values: Iterable[float]) -> float:
    """Half the height of a score axis: wide enough for the limits, never wider than `WIDEST_SCORE`."""
    largest = max((abs(value) for value in values), default=0.0)
    return min(WIDEST_SCORE, max(ACTION_LIMIT + 0.6, largest + 0.4))


def inside(value: float, limit: float) -> float:
    """`value`, or the edge it lies beyond."""
    return max(-limit, min(limit, value))


def score_axis(limit: float, title: str) -> dict[str, Any]:
    """Scale and axis of a score: the limits are among the ticks."""
    ticks = [tick for tick in (-6, -4, -3, -2, 0, 2, 3, 4, 6) if abs(tick) <= limit]
    return {
        "scale": {"domain": [-limit, limit], "nice": False, "zero": False},
        "axis": {"values": ticks, "grid": False, "format": "d", "title": title},
    }


def score_limits(channel: str = "y") -> list[Spec]:
    """The satisfactory zone with warning (dashed) and action (solid) limits on axis `channel`."""
    zone = layer(
        {"type": "rect", "color": COLOURS["zone"]},
        None,
        **{channel: {"datum": -WARNING_LIMIT, "type": "quantitative"}, channel + "2": {"datum": WARNING_LIMIT}},
    )
    lines = [(0.0, "line", []), (WARNING_LIMIT, "questionable", [4, 3]), (ACTION_LIMIT, "unsatisfactory", [])]
    rules = [
        layer(
            {"type": "rule", "color": COLOURS[colour], "strokeDash": dash, "strokeWidth": 1},
            None,
            **{channel: {"datum": value, "type": "quantitative"}},
        )
        for size, colour, dash in lines
        for value in sorted({-size, size})
    ]
    return [zone, *rules]


def verdict_encoding(language: str, present: Iterable[str], *, legend: bool = True) -> dict[str, Any]:
    """Colour and shape by verdict, with a legend of those present only, or none where a table explains them."""
    found = set(present)
    scales = verdict_scale({key: word for key, word in verdict_names(language).items() if key in found})
    return scales if legend else {channel: {**encoding, "legend": None} for channel, encoding in scales.items()}


def own_label(language: str) -> str:
    """What stands at the reader's own point."""
    return message("chart", "You").render(language)


def score_title(symbol: str, language: str) -> str:
    """Title of a score axis."""
    return message("chart", "Score {symbol}", symbol=symbol).render(language)
