"""A drawing as pixels, for slides and messages that take no SVG: drawn once from the picture for paper, bounded."""

from __future__ import annotations

import re
from typing import Final

from comity.base.errors import ComputationError
from comity.base.messages import message

SCALE: Final = 2.0  # pixels of the file for one of the drawing
MOST_PIXELS: Final = 24_000_000  # of a file; more is no picture for a slide
LARGEST_SVG: Final = 8_000_000  # characters
_EMBEDS: Final = re.compile(
    r"<\s*(?:image|feImage|use|style|foreignObject)\b|@import|url\(\s*['\"]?(?!#)", re.IGNORECASE
)
_SIZE: Final = re.compile(r'<svg\b[^>]*?\bviewBox="([\d.\s+-]+)"')


def paper_png(svg: str) -> bytes:
    """A drawing of ours as PNG on white, twice as fine as it was drawn; `ComputationError` where it would be too large.

    A drawing that embeds pictures is refused: the renderer would read them from wherever they say they are.
    """
    import vl_convert

    if _EMBEDS.search(svg):
        raise ComputationError("picture-unusable", message("chart", "This drawing embeds another picture."))
    width, height = _size(svg)
    if len(svg) > LARGEST_SVG or width * height * SCALE**2 > MOST_PIXELS:
        what = message("chart", "This picture is too large for PNG.")
        remedy = message("chart", "Take it as SVG, or ask for less.")
        raise ComputationError("picture-too-large", what, remedy=remedy)
    return bytes(vl_convert.svg_to_png(_on_white(svg), scale=SCALE))


def _size(svg: str) -> tuple[float, float]:
    found = _SIZE.search(svg)
    sides = [float(one) for one in found[1].split()] if found else []
    if len(sides) != 4 or min(sides[2:]) <= 0:
        raise ComputationError("picture-unusable", message("chart", "This drawing does not say how large it is."))
    return sides[2], sides[3]


def _on_white(svg: str) -> str:
    """Pictures for paper have the colour of paper below them also where they are laid on something dark."""
    begin = svg.index(">", svg.index("<svg")) + 1
    return f'{svg[:begin]}<rect x="-100%" y="-100%" width="300%" height="300%" fill="white"/>{svg[begin:]}'
