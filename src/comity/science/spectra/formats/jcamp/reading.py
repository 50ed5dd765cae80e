"""Reading JCAMP-DX: labelled records, blocks, and the tables in them.

Read are `MASS SPECTRUM`, `INFRARED SPECTRUM`, `RAMAN SPECTRUM` and their peak tables, alone or in a `LINK` file. Other
kinds of data and `NTUPLES` become a `RecordError` that says so. Curves are given along the wavenumber: micrometres and
nanometres are converted, and percent transmittance becomes a share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.blocks import Block, records_of
from comity.science.spectra.formats.fields import COMMON, RecordBuilder, Vocabulary, located, normal_key
from comity.science.spectra.formats.jcamp.packed import ABSCISSA_TOLERANCE, Ordinates, unpack
from comity.science.spectra.formats.limits import Limits
from comity.science.spectra.formats.lines import lines_of
from comity.science.spectra.formats.peaks import peak_number
from comity.science.spectra.formats.records import CONTEXT, Entry, FaultyRecordError
from comity.science.spectra.formats.sources import Source
from comity.science.spectra.formats.values import ELECTRON_IONISATION, number, polarity_of_charge
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

LABEL: Final = re.compile(r"^\s*##\s*([^=]*?)\s*=(.*)$")
TABLES: Final = ("xydata", "xypoints", "peaktable", "peakassignments")
SHAPE: Final = frozenset({"jcampdx", "datatype", "dataclass", "xunits", "yunits", "xfactor", "yfactor", "npoints"}) | {
    "firstx",
    "lastx",
    "deltax",
    "firsty",
    "minx",
    "maxx",
    "miny",
    "maxy",
    "end",
    "blocks",
    "npoints",
}
VOCABULARY: Final[Vocabulary] = {
    **COMMON,
    "title": "name",
    "names": "synonyms",
    "casregistryno": "cas",
    "molform": "formula",
    "spectrometerdatasystem": "instrument",
}
RESERVED: Final[Vocabulary] = {**VOCABULARY, **{label: label for label in (*SHAPE, *TABLES, "ordinate")}}
MICROMETRES, NANOMETRES = 1e4, 1e7  # wavenumber (cm^-1) times wavelength


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    line: int
    value: str
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        """The value with the lines that follow it."""
        return " ".join(part for part in (self.value, *self.rows) if part.strip()).strip()


def read_jcamp(source: Source) -> Iterator[Entry]:
    r"""Every block of the file, or why it cannot be used.

    Examples
    --------
    >>> import io
    >>> from comity.science.spectra.formats import read_entries
    >>> text = b"##TITLE= A\n##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)\n50,9\n##END=\n"
    >>> [(one.name, one.mz.tolist()) for one in read_entries(io.BytesIO(text), "jcamp")]
    [('A', [50.0])]
    """
    for entry in records_of(source, _blocks(source), _entry):
        if entry is not None:
            yield entry


def _blocks(source: Source) -> Iterator[Block]:
    block: Block | None = None
    for line, raw in lines_of(source):
        text = raw.partition("$$")[0].rstrip()
        found = LABEL.match(text)
        label = normal_key(found[1]) if found else ""
        if label == "title" and block is not None:
            yield block  # the outer block of a LINK file, or one whose end is missing
            block = None
        if block is None and label != "title":
            continue
        block = block or Block(line)
        block.append(text, source.limits)
        if label == "end":
            block.complete = True
            yield block
            block = None
    if block is not None:
        yield block


def _labels(block: Block) -> list[_Label]:
    labels: list[_Label] = []
    name, start, value = "", block.first_line, ""
    rows: list[str] = []
    for line, text in enumerate(block.lines, block.first_line):
        found = LABEL.match(text)
        if found:
            labels.append(_Label(name, start, value, tuple(rows)))
            name, start, value, rows = found[1], line, found[2].strip(), []
        else:
            rows.append(text)
    return [*labels, _Label(name, start, value, tuple(rows))][1:]


def _entry(block: Block, limits: Limits) -> Spectrum | Trace | None:
    labels = _labels(block)
    shape = {normal_key(label.name): label for label in labels}
    kind = shape["datatype"].text.upper() if "datatype" in shape else ""
    if kind == "LINK" or "blocks" in shape:
        return None
    if not block.complete:
        what = message(CONTEXT, "The block has no “##END=”; the file may be cut off.")
        raise FaultyRecordError("no-end", what, line=block.first_line)
    try:
        return _of_kind(kind, labels, shape, limits)
    except InputError as error:
        raise located(error, block.first_line) from None


def _of_kind(kind: str, labels: list[_Label], shape: dict[str, _Label], limits: Limits) -> Spectrum | Trace:
    if "MASS" in kind:
        return _mass_spectrum(labels, shape, limits)
    if "INFRARED" in kind or "RAMAN" in kind:
        return _trace("raman" if "RAMAN" in kind else "infrared", labels, shape, limits)
    what = message(CONTEXT, "The data type “{kind}” is not read here.", kind=kind[:40])
    remedy = message(CONTEXT, "Read are mass, infrared and Raman spectra.")
    line = shape["datatype"].line if "datatype" in shape else None
    raise FaultyRecordError("data-type", what, line=line, remedy=remedy)


def _mass_spectrum(labels: list[_Label], shape: dict[str, _Label], limits: Limits) -> Spectrum:
    builder = _builder(labels)
    ionisation = _text(shape, "ionizationmode")
    if ELECTRON_IONISATION.search(ionisation) and not builder.kind:
        builder.kind = "EI"
    charge = polarity_of_charge(f"1{ionisation[-1:]}")
    if charge:
        builder.known.setdefault("polarity", charge)
    places, heights = _points(shape, limits)
    line = _table(shape).line
    for place, height in zip(places.tolist(), heights.tolist(), strict=True):
        peak_number(repr(place), line, what="m/z")
        peak_number(repr(height), line, what="intensity")
    return builder.spectrum(places, heights)


def _trace(technique: str, labels: list[_Label], shape: dict[str, _Label], limits: Limits) -> Trace:
    builder = _builder(labels)
    places, heights = _points(shape, limits)
    places = _as_wavenumber(places, _text(shape, "xunits").upper(), shape)
    ordinate, heights = _as_ordinate(heights, _text(shape, "yunits").upper(), technique)
    builder.known.pop("exact_mass", None)
    known: dict[str, Any] = {key: value for key, value in builder.known.items() if key in Trace.__dataclass_fields__}
    return Trace.from_points(
        np.column_stack((places, heights)),
        technique=technique,
        ordinate=ordinate,
        synonyms=tuple(builder.synonyms),
        other=tuple(builder.other),
        **known,
    )


def _as_wavenumber(places: NDArray[np.float64], units: str, shape: dict[str, _Label]) -> NDArray[np.float64]:
    factor = MICROMETRES if units.startswith("MICRO") else NANOMETRES if units.startswith("NANO") else 0.0
    if factor and places.size and places.min() > 0:
        return factor / places
    if not factor and units and not ("CM" in units or "WAVENUMBER" in units):
        what = message(CONTEXT, "The unit of the abscissa is not known: “{unit}”.", unit=units[:40])
        raise FaultyRecordError("unit", what, line=shape["xunits"].line)
    return places


def _as_ordinate(heights: NDArray[np.float64], units: str, technique: str) -> tuple[str, NDArray[np.float64]]:
    if "ABSORB" in units:
        return "absorbance", heights
    if "TRANS" in units or units.strip() == "%T":
        percent = "%" in units or "PERCENT" in units
        return "transmittance", heights / 100 if percent else heights
    return "intensity" if technique == "raman" or "INTENS" in units or "COUNT" in units else "", heights


def _builder(labels: list[_Label]) -> RecordBuilder:
    builder = RecordBuilder(RESERVED)
    for label in labels:
        name = normal_key(label.name.removeprefix("$"))
        if name in SHAPE or name in TABLES:
            continue
        if RESERVED.get(name) == "synonyms":
            builder.synonyms += [each.strip() for each in (label.value, *label.rows) if each.strip()]
        else:
            text = re.sub(r"\s+", "", label.text) if name == "molform" else label.text
            builder.add(label.name.removeprefix("$"), text, label.line)
    return builder


def _table(shape: dict[str, _Label]) -> _Label:
    if "ntuples" in shape:
        what = message(CONTEXT, "Several spectra in one table (NTUPLES) are not read here.")
        remedy = message(CONTEXT, "Export every spectrum by itself.")
        raise FaultyRecordError("ntuples", what, line=shape["ntuples"].line, remedy=remedy)
    for name in TABLES:
        if name in shape:
            return shape[name]
    raise FaultyRecordError("no-peaks", message(CONTEXT, "The block has no table of points or peaks."))


def _points(shape: dict[str, _Label], limits: Limits) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = _table(shape)
    if "++" in table.value:
        places, heights = _even_points(table, shape, limits)
    else:
        places, heights = _pairs(table, limits)
        places, heights = places * _number(shape, "xfactor", 1.0), heights * _number(shape, "yfactor", 1.0)
    announced = _number(shape, "npoints", float(places.size))
    if announced != places.size:
        what = message(
            CONTEXT, "{declared} points are announced, {found} follow.", declared=announced, found=places.size
        )
        remedy = message(CONTEXT, "The file may be cut off here; export it again.")
        raise FaultyRecordError("peak-count", what, line=shape["npoints"].line, remedy=remedy)
    known = np.isfinite(heights)
    return places[known], heights[known]


def _pairs(table: _Label, limits: Limits) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    numbers: list[float] = []
    for line, text in enumerate(table.rows, table.line + 1):
        words = re.split(r"[\s,;()]+", text.strip(" \t,;()")) if text.strip() else []
        step = 2 if table.value.replace(" ", "").upper() in ("(XY..XY)", "") else max(len(words), 1)
        if len(words) % 2 and step == 2:
            what = message(CONTEXT, "This line does not hold pairs of numbers: “{text}”.", text=text.strip()[:40])
            raise FaultyRecordError("not-a-peak", what, line=line)
        for position in range(0, len(words), step):
            numbers += [_finite(word, line) for word in words[position : position + 2]]
        if len(numbers) > 2 * limits.peaks:
            what = message(CONTEXT, "The record has more than {limit} points.", limit=limits.peaks)
            raise FaultyRecordError("too-many-peaks", what, line=line)
    if len(numbers) % 2:
        raise FaultyRecordError("not-a-peak", message(CONTEXT, "A point has no ordinate."), line=table.line)
    column = np.array(numbers, dtype=np.float64)
    return column[::2], column[1::2]


def _finite(word: str, line: int) -> float:
    value = number(word)
    if value is None:
        what = message(CONTEXT, "This is not a number: “{text}”.", text=word[:40])
        raise FaultyRecordError("not-a-number", what, line=line)
    return value


def _even_points(
    table: _Label, shape: dict[str, _Label], limits: Limits
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found = unpack(table.rows, table.line + 1, limits.peaks)
    heights = np.array([np.nan if value is None else value for value in found.values], dtype=np.float64)
    if not heights.size:
        raise FaultyRecordError("no-peaks", message(CONTEXT, "The table is empty."), line=table.line)
    scale = _number(shape, "xfactor", 1.0)
    first = _number(shape, "firstx", found.starts[0][1] * scale)
    last = _number(shape, "lastx", first + (heights.size - 1) * _number(shape, "deltax", 1.0))
    places = np.linspace(first, last, heights.size)
    _check_abscissae(found, places, scale)
    return places, heights * _number(shape, "yfactor", 1.0)


def _check_abscissae(found: Ordinates, places: NDArray[np.float64], scale: float) -> None:
    step = abs(places[1] - places[0]) if places.size > 1 else 1.0
    for line, abscissa, position in found.starts:
        expected = places[min(position, places.size - 1)]
        if abs(abscissa * scale - expected) > ABSCISSA_TOLERANCE * step:
            what = message(
                CONTEXT,
                "The line begins at {found}, where {expected} was expected.",
                found=abscissa * scale,
                expected=float(expected),
            )
            remedy = message(CONTEXT, "A line is damaged or missing; export the curve again.")
            raise FaultyRecordError("check-abscissa", what, line=line, remedy=remedy)


def _text(shape: dict[str, _Label], name: str) -> str:
    return shape[name].text if name in shape else ""


def _number(shape: dict[str, _Label], name: str, default: float) -> float:
    if name not in shape or not shape[name].text:
        return default
    return _finite(shape[name].text.split()[0], shape[name].line)
