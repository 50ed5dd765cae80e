"""The map as a file of its own: land, perhaps boundaries, circles. Pages draw the same with links to the land."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files

from comity.domains.directory.projection import HEIGHT, WIDTH
from comity.kernel.charts import COLOURS

Circle = tuple[float, float, float, bool, str]
_PATH = re.compile(r'<path id="(land|boundaries)"[^>]* d="([^"]*)"')


@lru_cache(maxsize=1)
def _paths() -> dict[str, str]:
    drawing = files("comity.domains.directory").joinpath("static/directory/world.svg").read_text(encoding="utf-8")
    return dict(_PATH.findall(drawing))


def world_svg(circles: Sequence[Circle], title: str, *, boundaries: bool) -> str:
    """The map in the colours of paper; each circle says in words what it is."""
    paths = _paths()
    lines = (
        f'<path d="{paths["boundaries"]}" fill="none" stroke="{COLOURS["surface"]}" stroke-width="0.6"/>'
        if boundaries
        else ""
    )
    marks = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{"none" if hollow else COLOURS["accent"]}" '
        f'fill-opacity="0.75" stroke="{COLOURS["accent"] if hollow else COLOURS["surface"]}">'
        f"<title>{escape(words)}</title></circle>"
        for x, y, radius, hollow, words in circles
    )
    size = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
        f'<path d="{paths["land"]}" fill="{COLOURS["line"]}" fill-rule="evenodd"/>{lines}{marks}</svg>\n'
    )
