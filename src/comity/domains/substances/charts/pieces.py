"""What the pictures of this room share: layers, axes of time and counts, keys in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from comity.domains.substances.periods import WEEKLY, shifted
from comity.kernel.charts.interactive import WORDS

Spec = dict[str, Any]
Row = dict[str, Any]

__all__ = ["WORDS", "Row", "Spec", "after", "label_of", "layer", "moment", "number", "time_axis"]


def layer(mark: Mapping[str, Any], rows: Sequence[Row], **encoding: Any) -> Spec:
    """One layer with its own rows."""
    return {"mark": dict(mark), "data": {"values": list(rows)}, "encoding": encoding}


def number(field: str, **options: Any) -> Spec:
    """A quantitative channel."""
    return {"field": field, "type": "quantitative", **options}


def moment(field: str, **options: Any) -> Spec:
    """A channel of days, read as UTC: a day is the same everywhere."""
    return {"field": field, "type": "temporal", "scale": {"type": "utc"}, **options}


def time_axis(*, labels: bool = True) -> Spec:
    """Months as numbers: the same in every language."""
    return {
        "title": None,
        "format": "%Y-%m",
        "labelOverlap": "greedy",
        "labelSeparation": 8,
        "labels": labels,
        "ticks": labels,
        "grid": False,
        "tickCount": 10,
    }


def label_of(period: date, frequency: int) -> str:
    """A period as people write it: 2026-W46 or 2026-11."""
    if frequency != WEEKLY:
        return f"{period:%Y-%m}"
    year, week, _ = period.isocalendar()
    return f"{year}-W{week:02d}"


def after(period: date, frequency: int) -> str:
    """Where the next period begins."""
    return shifted(period, 1, frequency).isoformat()
