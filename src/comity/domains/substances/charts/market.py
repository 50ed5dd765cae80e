"""What the market is made of: one band for each group, all on one scale, so that they compare without colours."""

from __future__ import annotations

import math

from comity.base.messages import message
from comity.domains.substances.charts.pieces import WORDS, Row, Spec, layer, moment, number, time_axis
from comity.domains.substances.queries.market import Market, Part
from comity.kernel.charts import COLOURS, WIDTH

BAND = 34
MOST_BANDS = 14


def composition(found: Market, *, language: str = "en") -> Spec:
    """Shares over the months, the largest group first."""
    parts = found.parts[:MOST_BANDS]
    highest = max((share for part in parts for share in part.shares if share is not None), default=1.0)
    highest = min(math.ceil(20 * highest) / 20, 1.0)
    bands = [_band(found, part, highest, last=part is parts[-1], language=language) for part in parts]
    return {"spacing": 6, "vconcat": bands} if bands else {"layer": [], "width": WIDTH}


def _band(found: Market, part: Part, highest: float, *, last: bool, language: str) -> Spec:
    rows: list[Row] = [
        {
            "at": f"{month:%Y-%m}-15",
            "share": share,
            WORDS: message(
                "chart",
                "{name}, {month}: {share} %",
                name=part.name,
                month=f"{month:%Y-%m}",
                share=f"{100 * share:.1f}",
            ).render(language),
        }
        for month, share in zip(found.months, part.shares, strict=True)
        if share is not None
    ]
    axis = {"title": None, "values": [0, highest], "format": ".0%", "grid": False, "domain": False}
    y = number("share", scale={"domain": [0, highest], "nice": False}, axis=axis)
    x = moment("at", axis=time_axis(labels=last))
    area = {"type": "area", "color": COLOURS["shape"], "opacity": 1}
    line = {"type": "line", "color": COLOURS["accent"], "strokeWidth": 1.5}
    dot = {"type": "point", "filled": True, "size": 9, "opacity": 0.8, "color": COLOURS["accent"]}
    return {
        "title": {"text": part.name, "fontWeight": "normal", "fontSize": 11, "offset": 2},
        "width": WIDTH - 50,
        "height": BAND,
        "layer": [layer(area, rows, x=x, y=y), layer(line, rows, x=x, y=y), layer(dot, rows, x=x, y=y)],
    }
