"""A small picture of replicate results in the order of the items."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext

from comity.base.messages import format_number
from comity.kernel.charts.points import Limit, Mark, PointChart


def spread_of(rows: Sequence[Sequence[float]]) -> PointChart | None:
    """The picture of some rows with their mean as a line; None without any."""
    values = [value for row in rows for value in row]
    if not values:
        return None
    mean, low, high = sum(values) / len(values), min(values), max(values)
    told = {"lowest": _number(low), "highest": _number(high), "mean": _number(mean)}
    words = pgettext("items", "From %(lowest)s to %(highest)s; the line is the mean, %(mean)s.") % told
    item = pgettext("items", "Item")
    marks = [
        Mark(at, value, f"{item} {at}: {_number(value)}", label=str(at))
        for at, row in enumerate(rows, 1)
        for value in row
    ]
    ends = [Limit(value, _number(value)) for value in (low, high) if value != mean]
    return PointChart(words, marks, [Limit(mean, _number(mean), "near"), *ends], height=200)


def _number(value: float) -> str:
    return format_number(value, digits=4, language=get_language() or "en")
