"""Pictures in the house look: one Vega-Lite specification for the web and for paper. The engine loads on first use."""

from comity.kernel.charts.png import paper_png
from comity.kernel.charts.svg import (
    Sketch,
    complete,
    draw_ahead,
    leave_sketches,
    number_locale,
    paper_svg,
    use_gallery,
    web_svg,
)
from comity.kernel.charts.theme import COLOURS, SHAPES, WIDTH, house_config, verdict_scale

__all__ = [
    "COLOURS",
    "SHAPES",
    "WIDTH",
    "Sketch",
    "complete",
    "draw_ahead",
    "house_config",
    "leave_sketches",
    "number_locale",
    "paper_png",
    "paper_svg",
    "use_gallery",
    "verdict_scale",
    "web_svg",
]
