"""A drawing as pixels: on white, twice as fine, bounded, and without a look at the network."""

import io

import pytest
from PIL import Image

from comity.base.errors import ComputationError
from comity.kernel.charts import paper_png, paper_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">{inside}</svg>'


def pixels(inside, w=40, h=20):
    return Image.open(io.BytesIO(paper_png(SVG.format(w=w, h=h, inside=inside)))).convert("RGBA")


def test_twice_as_fine_and_on_white():
    made = pixels('<rect width="20" height="20" fill="#000"/>')
    assert made.size == (80, 40)
    assert made.getpixel((10, 20)) == (0, 0, 0, 255)
    assert made.getpixel((70, 20)) == (255, 255, 255, 255)


def test_a_chart_of_the_house():
    spec = {
        "mark": "bar",
        "data": {"values": [{"a": "x", "b": 3}]},
        "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}},
    }
    made = Image.open(io.BytesIO(paper_png(paper_svg(spec))))
    assert made.format == "PNG"
    assert made.convert("L").getextrema()[0] < 200, "something is drawn"


@pytest.mark.parametrize("size", [(5_000, 5_000), (10**9, 1)])
def test_what_is_too_large_is_refused_before_it_is_drawn(size):
    with pytest.raises(ComputationError, match="too large"):
        pixels("", *size)


def test_a_drawing_without_a_size_is_refused():
    with pytest.raises(ComputationError):
        paper_png("<svg></svg>")


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="/etc/hostname.png" width="40" height="20"/>',
        '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>',
        "<style>@import url(http://127.0.0.1:9/x.css)</style>",
        '<rect width="9" height="9" fill="url(http://127.0.0.1:9/x.svg)"/>',
        '<use href="http://127.0.0.1:9/x.svg"/>',
    ],
)
def test_a_drawing_that_would_fetch_something_is_refused(inside):
    with pytest.raises(ComputationError, match="embeds"):
        pixels(inside)
