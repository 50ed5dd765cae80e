"""Peaks in CSV, in two forms.

Peak list: one spectrum per file, two columns (m/z and intensity; further columns are not read), with or without
headings, remarks above as `# Key: value`. Long form: one row per peak with a column `spectrum` (or `record`,
`identifier`, `scan`) that tells the spectra apart; what is known about a spectrum stands in its first row or in all.

Comma, semicolon, tab or blanks part the columns; a decimal comma is read where the comma does not part columns.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TextIO

import numpy as np

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.fields import COMMON, RecordBuilder, Vocabulary, kind_text, normal_key
from comity.science.spectra.formats.lines import lines_of
from comity.science.spectra.formats.peaks import peak_number
from comity.science.spectra.formats.records import (
    CONTEXT,
    FaultyRecordError,
    Read,
    RecordError,
    file_error,
    record_error,
)
from comity.science.spectra.formats.sources import Source
from comity.science.spectra.formats.values import shown
from comity.science.spectra.spectrum import Spectrum

PLACES: Final = ("mz", "mass", "masscharge", "masstocharge")
HEIGHTS: Final = (
    "intensity",
    "int",
    "abundance",
    "height",
    "relint",
    "relativeintensity",
    "counts",
    "relativeabundance",
)
GROUPS: Final = ("spectrum", "record", "recordnumber", "scan", "spectrumid", "identifier", "id")
REMARK: Final = re.compile(r"^\s*#\s*([^\W\d][^:=]*?)\s*[:=]\s*(.*)$")
VOCABULARY: Final[Vocabulary] = {**COMMON, "spectrumid": "identifier", "accession": "identifier"}
OTHER, SYNONYMS = "other", "synonyms"
MAXIMUM_LISTED: Final = 10_000  # entries of the columns `other` and `synonyms`
COLUMNS: Final = (
    "identifier",
    "name",
    "technique",
    "inchikey",
    "smiles",
    "formula",
    "cas",
    "exact_mass",
    "precursor_mz",
    "precursor_type",
    "polarity",
    "collision_energy",
    "instrument",
    "instrument_type",
    "retention_index",
    "retention_time",
    "licence",
    "contributor",
    "splash",
)


@dataclass(slots=True)
class _Group:
    """The rows of one spectrum."""

    name: str
    first_line: int
    fields: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Layout:
    place: int
    height: int
    group: int | None
    fields: tuple[tuple[int, str], ...]


def read_csv(source: Source) -> Iterator[Read]:
    """Every spectrum of the file, or why it cannot be used."""
    for number, group in enumerate(_groups(source), 1):
        if number > source.limits.records:
            what = message(CONTEXT, "The file has more than {limit} records.", limit=source.limits.records)
            raise file_error("too-many-records", what, source.file, line=group.first_line)
        yield _read_group(source, number, group)


def _read_group(source: Source, number: int, group: _Group) -> Spectrum | RecordError:
    try:
        return _spectrum(group, source.limits.peaks)
    except InputError as error:
        return record_error(source.file, number, group.first_line, error)


def _groups(source: Source) -> Iterator[_Group]:
    layout: _Layout | None = None
    delimiter = ""
    group = _Group("", 1)
    for line, text in lines_of(source):
        remark = REMARK.match(text)
        if remark and layout is None:
            group.fields[remark[1]] = (line, remark[2])
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        delimiter = delimiter or _delimiter(text)
        cells = _cells(text, delimiter, source.file, line)
        if layout is None:
            layout = _headings(cells) or _without_headings(cells)
            if layout is None:  # a title or the vendor's preamble
                delimiter = ""
                continue
            if _headings(cells):
                continue
        name = cells[layout.group].strip() if layout.group is not None and layout.group < len(cells) else group.name
        if layout.group is not None and name != group.name:
            if group.rows or group.fields:
                yield group
            group = _Group(name, line)
        _add_row(group, layout, cells, line, source)
    if layout is None:
        what = message(CONTEXT, "There are no columns of m/z and intensity.")
        remedy = message(CONTEXT, "Give the columns the headings “m/z” and “intensity”.")
        raise file_error("no-columns", what, source.file, remedy=remedy)
    yield group


def _add_row(group: _Group, layout: _Layout, cells: list[str], line: int, source: Source) -> None:
    for column, key in layout.fields:
        if column < len(cells) and cells[column].strip():
            group.fields.setdefault(key, (line, cells[column]))
    height = cells[layout.height].strip() if layout.height < len(cells) else ""
    place = cells[layout.place].strip() if layout.place < len(cells) else ""
    if (place or height) and len(group.rows) <= source.limits.peaks:
        group.rows.append((line, place, height))


def _delimiter(text: str) -> str:
    return next((mark for mark in ("\t", ";", ",") if mark in text), " ")


def _cells(text: str, delimiter: str, file: str, line: int) -> list[str]:
    if delimiter == " ":
        return text.split()
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        what = message(CONTEXT, "The quotation marks or the length of a cell cannot be understood.")
        raise file_error("csv-malformed", what, file, line=line) from None


def _headings(cells: list[str]) -> _Layout | None:
    keys = [re.sub(r"[(\[].*$", "", normal_key(cell)) for cell in cells]
    place = next((keys.index(name) for name in PLACES if name in keys), None)
    height = next((keys.index(name) for name in HEIGHTS if name in keys), None)
    if place is None or height is None:
        return None
    group = next((keys.index(name) for name in GROUPS if name in keys), None)
    fields = tuple(
        (column, cell.strip())
        for column, cell in enumerate(cells)
        if column not in (place, height) and cell.strip() and (column != group or keys[column] in VOCABULARY)
    )
    return _Layout(place, height, group, fields)


def _without_headings(cells: list[str]) -> _Layout | None:
    return _Layout(0, 1, None, ()) if len(cells) >= 2 and all(_is_number(cell) for cell in cells[:2]) else None


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def _spectrum(group: _Group, ceiling: int) -> Spectrum:
    if len(group.rows) > ceiling:
        what = message(CONTEXT, "The record has more than {limit} peaks.", limit=ceiling)
        raise FaultyRecordError("too-many-peaks", what, line=group.first_line)
    builder = RecordBuilder(VOCABULARY)
    for key, (line, text) in group.fields.items():
        if key in (OTHER, SYNONYMS):
            _add_listed(builder, key, text, line)
        else:
            builder.add(key, text, line)
    mz = [peak_number(_pointed(place), line, what="m/z") for line, place, _ in group.rows]
    intensity = [peak_number(_pointed(height), line, what="intensity") for line, _, height in group.rows]
    return builder.spectrum(np.array(mz, dtype=np.float64), np.array(intensity, dtype=np.float64))


def _pointed(text: str) -> str:
    return text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip()


def _add_listed(builder: RecordBuilder, key: str, text: str, line: int) -> None:
    try:
        listed: Any = json.loads(text)
    except (ValueError, RecursionError):
        builder.add(key, text, line)
        return
    if not isinstance(listed, list) or len(listed) > MAXIMUM_LISTED:
        builder.add(key, text, line)
    elif key == SYNONYMS:
        builder.synonyms += [str(each) for each in listed]
    else:
        builder.other += [(str(pair[0]), str(pair[1])) for pair in listed if isinstance(pair, list) and len(pair) == 2]


def write_csv(spectrum: Spectrum, target: TextIO, *, number: int) -> None:
    """The rows of one spectrum in the long form; what is known stands in the first of them."""
    rows = csv.writer(target, lineterminator="\n")
    if number == 1:
        rows.writerow(["spectrum", *COLUMNS, SYNONYMS, OTHER, "m/z", "intensity"])
    known = [_cell(spectrum, name) for name in COLUMNS]
    known += [_listed(spectrum.synonyms), _listed(spectrum.other)]
    peaks = list(zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), strict=True)) or [("", "")]
    for mz, intensity in peaks:
        rows.writerow([number, *known, mz, intensity])
        known = [""] * len(known)


def _cell(spectrum: Spectrum, name: str) -> str:
    value = getattr(spectrum, name)
    if name == "technique":
        return kind_text(spectrum)
    return "" if value is None else shown(value) if isinstance(value, float) else value


def _listed(values: tuple[Any, ...]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""
