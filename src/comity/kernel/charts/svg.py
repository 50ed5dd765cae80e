"""From one Vega-Lite specification to one SVG, for paper and for the web.

Rules: data stand in the specification (no address is ever opened); the engine's version is fixed; the same
specification gives the same bytes; the result carries no style attribute, no script and no identifier that
could clash with another picture on the page, so it passes a strict content security policy.

The engine takes more memory than all else that a report needs. A process that writes many reports can therefore let
others draw first: what stands in the gallery is taken from there, and drawn here only where it is missing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from comity.base.messages import catalogue
from comity.kernel.charts.theme import COLOURS, FONTS, MEASURING_FONT, house_config

VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

_NOISE = re.compile(r' (?:class|role|pointer-events|aria-[a-z]+)="[^"]*"')
_DEFAULTS = re.compile(r' opacity="1"')
_FRAME = re.compile(r'<path(?: aria-hidden="true")? d="M0,0h0v0h0Z"/>')
_GEOMETRY = re.compile(r' (?:d|transform|x2?|y2?|width|height)="[^"]*"')
_NAME = re.compile(r'(?:id="|url\(#)([^")]+)')
_FRACTION = re.compile(r"(\d\.\d)\d+")
_FAMILY = re.compile(r' font-family="[^"]*"')
_SIZE = re.compile(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')


def complete(spec: Mapping[str, Any]) -> dict[str, Any]:
    """`spec` with the schema's address and the house look, ready for any Vega-Lite engine."""
    return {"$schema": SCHEMA, **spec, "config": house_config()}


def number_locale(language: str) -> dict[str, Any]:
    """How the engine writes numbers in `language`: Latin digits, a true minus sign, no currency."""
    decimal = catalogue(language).pgettext("decimal separator of numbers", ".")
    return {"decimal": decimal, "thousands": "\u202f", "grouping": [3], "currency": ["", ""], "minus": "−"}


class Sketch:
    """A picture still to be drawn: all that the engine is told; with a description it becomes one for a page."""

    def __init__(self, spec: Mapping[str, Any], *, language: str = "en", description: str = "") -> None:
        self.spec = json.dumps(complete(spec), sort_keys=True, ensure_ascii=False, allow_nan=False)
        self.locale = json.dumps(number_locale(language))
        self.description = description

    def __call__(self) -> str:
        """The picture as SVG."""
        svg = _taken(self.name) or _render(self.spec, self.locale)
        return web_svg(svg, description=self.description) if self.description else svg

    @property
    def name(self) -> str:
        """The same for pictures that look the same."""
        return hashlib.sha256(f"{self.locale}\n{self.spec}".encode()).hexdigest()


def paper_svg(spec: Mapping[str, Any], *, language: str = "en") -> str:
    """The picture as SVG with the colours of paper."""
    return Sketch(spec, language=language)()


_gallery: list[Path] = []  # of this process


def use_gallery(folder: Path) -> None:
    """From now on this process takes from here what has been drawn ahead."""
    _gallery[:] = [folder]


def leave_sketches(sketches: Iterable[Sketch], folder: Path) -> list[str]:
    """Note for another process what it is to draw; the names, each once."""
    folder.mkdir(parents=True, exist_ok=True)
    noted = {sketch.name: sketch for sketch in sketches}
    for name, sketch in noted.items():
        (folder / f"{name}.json").write_text(json.dumps([sketch.spec, sketch.locale]), encoding="utf-8")
    return list(noted)


def draw_ahead(names: Iterable[str], folder: Path) -> None:
    """Draw what was noted."""
    for name in names:
        spec, locale = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        (folder / f"{name}.svg").write_text(_render(spec, locale), encoding="utf-8")


def _taken(name: str) -> str:
    places = [folder / f"{name}.svg" for folder in _gallery]
    return next((place.read_text(encoding="utf-8") for place in places if place.exists()), "")


@lru_cache(maxsize=64)
def _render(spec: str, locale: str) -> str:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[], format_locale=json.loads(locale))
    return _tidy(svg)


def _tidy(svg: str) -> str:
    """Without what only a script would need; numbers to a tenth of a pixel; identifiers of its own."""
    for pattern in (_NOISE, _DEFAULTS, _FRAME):
        svg = pattern.sub("", svg)
    svg = svg.replace(f'font-family="{MEASURING_FONT}"', f'font-family="{FONTS}"')
    svg = _GEOMETRY.sub(lambda found: _FRACTION.sub(r"\1", found[0]), svg)
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    return _renamed(svg)


def _renamed(svg: str) -> str:
    """Identifiers that depend on the picture alone: the engine counts on from one picture to the next."""
    names = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(_NAME.findall(svg)))}
    svg = _NAME.sub(lambda found: found[0].replace(found[1], names[found[1]]), svg)
    mark = "p" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    return _NAME.sub(lambda found: found[0].replace(found[1], mark + found[1]), svg)


def web_svg(svg: str, *, description: str) -> str:
    """A picture from `paper_svg` for a page: colours from the style sheet, fluid width, a spoken description."""
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError("not a picture made by paper_svg")
    width, height = found.groups()
    body = _FAMILY.sub("", svg[found.end() :])
    for role, value in COLOURS.items():
        body = body.replace(f'"{value}"', f'"var(--{role.replace("_", "-")})"')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'{head} role="img" aria-label="{escape(description, quote=True)}">{body}'
