"""Pictures in the house look: one Vega-Lite specification for the web and for paper. The engine loads on first use."""

from comity.kernel.charts.svg import complete, number_locale, paper_svg, web_svg
from comity.kernel.charts.theme import COLOURS, SHAPES, WIDTH, house_config, verdict_scale

__all__ = [
    "COLOURS",
    "SHAPES",
    "WIDTH",
    "complete",
    "house_config",
    "number_locale",
    "paper_svg",
    "verdict_scale",
    "web_svg",
]
