"""Pictures of spectra: one, or two against each other in a mirror."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import get_language, pgettext

from comity.base.messages import message
from comity.domains.substances.library.peaks import TRACES, unpacked
from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.charts import COLOURS, WIDTH, paper_svg, web_svg
from comity.kernel.charts.interactive import ENGINE, WORDS, alive
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

MOST_DRAWN = 150  # peaks, the strongest; more cannot be told apart
LABELLED = 6
TOLERANCE = {"ei": 0.5, "msms": 0.02, "ms1": 0.02}  # dalton within which two peaks are shown as common
HEIGHT = 260
MOST_POINTS = 1_500  # of a curve; more cannot be told apart


@dataclass(frozen=True, slots=True)
class Picture:
    """What the component for charts needs."""

    name: str
    svg: str
    spec: dict[str, Any]
    engine: str = ENGINE


def mirror(query: Spectrum, row: LibrarySpectrum) -> Picture:
    """The query above, the spectrum of the library below; common peaks in colour."""
    mz, height = unpacked(row.peaks)
    up, down = _strongest(query.mz, query.intensity), _strongest(mz, height)
    tolerance = TOLERANCE[query.technique]
    rows = [*_rows(up, down, tolerance, 1), *_rows(down, up, tolerance, -1)]
    common = sum(one["common"] for one in rows if one["height"] > 0)
    words = pgettext("chart", "Query above, %(name)s below; %(count)d peaks in common, drawn in colour.")
    return _picture(rows, words % {"name": row.shown_name, "count": common}, mirrored=True)


def overlay(query: Trace, row: LibrarySpectrum) -> Picture:
    """The query above, the curve of the library below, each from its lowest to its highest point."""
    place, height = unpacked(row.peaks)
    above, below = pgettext("chart", "query"), pgettext("chart", "library")
    rows = [
        *_scaled(query.wavenumber, query.height, above, 1.1),
        *_scaled(place, height, below, 0.0),
    ]
    title = pgettext("chart", "Wavenumber, cm⁻¹")
    colour = {"domain": [above, below], "range": [COLOURS["accent"], COLOURS["not_scored"]]}
    x = {"field": "x", "type": "quantitative", "title": title, "scale": {"zero": False, "reverse": True}}
    y = {"field": "y", "type": "quantitative", "title": None, "axis": None}
    shown = {"field": "of", "type": "nominal", "scale": colour, "title": None}
    spec: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "data": {"values": rows}}
    spec["mark"] = {"type": "line", "strokeWidth": 1.2}
    spec["encoding"] = {"x": x, "y": y, "color": shown}
    words = pgettext("chart", "Query above, %(name)s below, each from its lowest to its highest point.")
    return _drawn(spec, words % {"name": row.shown_name})


def _scaled(place: Any, height: Any, of: str, lift: float) -> list[dict[str, Any]]:
    step = max(1, place.size // MOST_POINTS)
    low, high = float(height.min()), float(height.max())
    scaled = lift + (height - low) / (high - low if high > low else 1.0)
    return [
        {"x": x, "y": round(y, 5), "of": of}
        for x, y in zip(place[::step].tolist(), scaled[::step].tolist(), strict=True)
    ]


def alone(row: LibrarySpectrum) -> Picture:
    """One spectrum, or one curve."""
    place, height = unpacked(row.peaks)
    name = pgettext("chart", "Spectrum of %(name)s") % {"name": row.shown_name}
    if row.technique in TRACES:
        return _curve(place, height, name)
    return _picture(_rows(_strongest(place, height), np.empty((0, 2)), 0.0, 1), name, mirrored=False)


def _strongest(mz: Any, height: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The strongest peaks, as parts of the largest."""
    pairs = np.column_stack([mz, height / (height.max() if height.size and height.max() > 0 else 1.0)])
    kept = np.sort(np.argsort(-pairs[:, 1], kind="stable")[:MOST_DRAWN])
    return np.asarray(pairs[kept], dtype=np.float64)


def _rows(own: Any, other: Any, tolerance: float, side: int) -> list[dict[str, Any]]:
    named = set(np.argsort(-own[:, 1], kind="stable")[:LABELLED].tolist())
    rows = []
    for place, (mz, height) in enumerate(own.tolist()):
        common = bool(other.size and np.abs(other[:, 0] - mz).min() <= tolerance)
        label = f"{mz:.4f}".rstrip("0").rstrip(".")
        percent = round(100 * height, 1)
        words = message("chart", "m/z {mz}, {percent} %", mz=label, percent=percent).render(get_language() or "en")
        rows.append({"mz": mz, "height": side * percent, "from": 0, "common": common, WORDS: words})
        rows[-1]["label"] = label if place in named else ""
    return rows


def _picture(rows: list[dict[str, Any]], name: str, *, mirrored: bool) -> Picture:
    colour = {
        "condition": {"test": "datum.common", "value": COLOURS["accent"]},
        "value": COLOURS["not_scored"] if mirrored else COLOURS["accent"],
    }
    x = {"field": "mz", "type": "quantitative", "title": "m/z", "scale": {"zero": False, "nice": True}}
    heading = pgettext("chart", "Relative intensity, %")
    room = {"domain": [-112 if mirrored else 0, 112], "nice": False}  # for the labels of the highest peaks
    y: dict[str, Any] = {"field": "height", "type": "quantitative", "title": heading, "scale": room}
    y["axis"] = {"values": [-100, -50, 0, 50, 100] if mirrored else [0, 50, 100]}
    y["axis"]["labelExpr"] = "format(abs(datum.value), 'd')"
    text = {"field": "label", "type": "nominal"}
    spec: dict[str, Any] = {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 1.4},
                "encoding": {"x": x, "y": y, "y2": {"field": "from"}, "color": colour},
            },
            {
                "mark": {"type": "text", "dy": -6, "fontSize": 10},
                "transform": [{"filter": "datum.height > 0"}],
                "encoding": {"x": x, "y": y, "text": text},
            },
            {
                "mark": {"type": "text", "dy": 8, "fontSize": 10},
                "transform": [{"filter": "datum.height < 0"}],
                "encoding": {"x": x, "y": y, "text": text},
            },
            {"mark": {"type": "rule"}, "encoding": {"y": {"datum": 0}}},
        ],
    }
    return _drawn(spec, name)


def _curve(place: Any, height: Any, name: str) -> Picture:
    step = max(1, place.size // MOST_POINTS)
    rows = [{"x": x, "y": y} for x, y in zip(place[::step].tolist(), height[::step].tolist(), strict=True)]
    title = pgettext("chart", "Wavenumber, cm⁻¹")
    x = {"field": "x", "type": "quantitative", "title": title, "scale": {"zero": False, "reverse": True}}
    y = {"field": "y", "type": "quantitative", "title": pgettext("chart", "Height"), "scale": {"zero": False}}
    mark = {"type": "line", "strokeWidth": 1.2, "color": COLOURS["accent"]}
    spec = {"width": WIDTH, "height": HEIGHT, "data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y}}
    return _drawn(spec, name)


def _drawn(spec: dict[str, Any], name: str) -> Picture:
    from django.utils.safestring import mark_safe

    language = get_language() or "en"
    svg = web_svg(paper_svg(spec, language=language), description=name)
    return Picture(name, mark_safe(svg), alive(spec, language=language))  # noqa: S308 - drawn here, texts escaped there
