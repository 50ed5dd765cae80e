"""The house look of pictures: few colours, each with one meaning, told apart without colour vision and in print.

Colours are given once, for paper. Each value is used for one role only, so that `web_svg` can exchange it for a
style-sheet variable and the same picture follows the reader's light or dark page. A verdict never rests on colour
alone: `SHAPES` gives each its own outline.
"""

from __future__ import annotations

from typing import Any

COLOURS = {
    "ink": "#1c2733",
    "muted": "#55636f",
    "line": "#b8c4cc",
    "grid": "#e4eaee",
    "surface": "#fefefe",
    "zone": "#eef5f6",
    "shape": "#bcd3da",
    "accent": "#0f5c73",
    "satisfactory": "#20718a",
    "questionable": "#965600",
    "unsatisfactory": "#a61c3c",
    "not_scored": "#6a7681",
}
SHAPES = {
    "satisfactory": "circle",
    "questionable": "triangle-up",
    "unsatisfactory": "square",
    "not_scored": "cross",
}
FONTS = "Noto Sans, Noto Sans Arabic, Noto Sans SC, Noto Sans Math, sans-serif"
# Part of the engine, so every machine measures text alike; another font would be read from disk for every word.
MEASURING_FONT = "Liberation Sans"
WIDTH = 640  # pixels of the specification; fills the text width of an A4 page


def house_config() -> dict[str, Any]:
    """The `config` block of a Vega-Lite specification in the house look."""
    text = {"labelColor": COLOURS["muted"], "titleColor": COLOURS["ink"], "labelFontSize": 11, "titleFontSize": 11}
    return {
        "aria": False,  # the picture as a whole carries its description; marks stay silent and files small
        "background": None,
        "font": MEASURING_FONT,
        "padding": 2,
        "view": {"stroke": None},
        "axis": {
            **text,
            "titleFontWeight": "normal",
            "titlePadding": 6,
            "domainColor": COLOURS["line"],
            "tickColor": COLOURS["line"],
            "gridColor": COLOURS["grid"],
            "tickSize": 4,
        },
        "legend": {
            **text,
            "columnPadding": 18,
            "titleFontWeight": "normal",
            "orient": "top",
            "symbolSize": 60,
            "symbolStrokeWidth": 0,
        },
        "title": {"color": COLOURS["ink"], "fontSize": 12, "fontWeight": "bold", "anchor": "start", "offset": 6},
        "header": {"labelColor": COLOURS["ink"], "titleColor": COLOURS["ink"], "labelFontSize": 11},
        "text": {"color": COLOURS["ink"], "fontSize": 11},
        "rule": {"color": COLOURS["line"]},
    }


def verdict_scale(names: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Colour and shape encodings for a field `performance`; `names` are the verdicts' translated words."""
    keys = list(names)
    legend = {"title": None, "values": [names[key] for key in keys]}
    domain = [names[key] for key in keys]
    return {
        "color": {
            "field": "performance",
            "type": "nominal",
            "scale": {"domain": domain, "range": [COLOURS[key] for key in keys]},
            "legend": legend,
        },
        "shape": {
            "field": "performance",
            "type": "nominal",
            "scale": {"domain": domain, "range": [SHAPES[key] for key in keys]},
            "legend": legend,
        },
    }
