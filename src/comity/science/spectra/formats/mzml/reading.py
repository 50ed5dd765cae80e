"""Reading mzML in passing: one scan in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.fields import COMMON, RecordBuilder, Vocabulary
from comity.science.spectra.formats.mzml import terms
from comity.science.spectra.formats.mzml.arrays import decode_array
from comity.science.spectra.formats.records import (
    CONTEXT,
    FaultyRecordError,
    Read,
    RecordError,
    file_error,
    record_error,
)
from comity.science.spectra.formats.sources import Source
from comity.science.spectra.formats.values import number
from comity.science.spectra.spectrum import Spectrum

VOCABULARY: Final[Vocabulary] = {**COMMON, "title": "name", "mslevelnote": "kind"}
TAKEN: Final = ("spectrum", "referenceableParamGroup", "instrumentConfiguration", "chromatogram", "mzML")
Parameters = list[tuple[str, str, str, str]]  # accession, name, value, unit accession


@dataclass(slots=True)
class _Run:
    """What the head of the file says about all scans."""

    groups: dict[str, Parameters] = field(default_factory=dict)
    electron_ionisation: bool = False
    record: int = 0
    complete: bool = False


def read_mzml(source: Source) -> Iterator[Read]:
    """Every spectrum of the file, or why it cannot be used.

    Raises
    ------
    InputError
        When it is not XML, or declares entities.

    Examples
    --------
    >>> import io
    >>> from comity.science.spectra.formats import read_entries, write_spectra
    >>> from comity.science.spectra.spectrum import Spectrum
    >>> file = io.BytesIO()
    >>> write_spectra([Spectrum.from_peaks([(50, 9)], name="A")], file, "mzml")
    1
    >>> [one.mz.tolist() for one in read_entries(io.BytesIO(file.getvalue()), "mzml")]
    [[50.0]]
    """
    from lxml import etree

    run = _Run()
    try:
        steps = etree.iterparse(
            source.stream,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in steps:
            yield from _step(source, run, event, element)
    except etree.XMLSyntaxError as error:
        yield _broken(source, run, error)


def _step(source: Source, run: _Run, event: str, element: Any) -> Iterator[Read]:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if event == "start":
        _refuse_document_type(element, source.file)
        return
    if name not in TAKEN:
        return
    if name == "spectrum":
        run.record += 1
        if run.record > source.limits.records:
            what = message(CONTEXT, "The file has more than {limit} records.", limit=source.limits.records)
            raise file_error("too-many-records", what, source.file, line=element.sourceline)
        yield _record(source, run, element)
    elif name == "referenceableParamGroup":
        run.groups[element.get("id", "")] = _parameters(element, {})
    elif name == "instrumentConfiguration":
        every = {accession for part in element.iter() for accession, *_ in _parameters(part, run.groups)}
        run.electron_ionisation = run.electron_ionisation or terms.ELECTRON_IONISATION in every
    _release(element)


def _refuse_document_type(element: Any, file: str) -> None:
    if element.getparent() is None and element.getroottree().docinfo.doctype:
        what = message(CONTEXT, "The XML declares a document type or entities, which mzML never needs.")
        raise file_error("document-type", what, file, line=element.sourceline)


def _release(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _broken(source: Source, run: _Run, error: Any) -> RecordError:
    line = (error.lineno or None) if error.lineno and error.lineno > 0 else None
    if run.record == 0 and "<" not in source.head.decode("utf-8", "replace"):
        raise file_error("not-xml", message(CONTEXT, "This is not XML."), source.file, line=line) from error
    what = message(CONTEXT, "The XML is cut off or damaged here; nothing after it was read.")
    remedy = message(CONTEXT, "Convert the file again, or copy it again completely.")
    return RecordError(source.file, run.record + 1, line, what, "xml-damaged", remedy)


def _record(source: Source, run: _Run, element: Any) -> Read:
    try:
        return _spectrum(element, run, source.limits.peaks)
    except InputError as error:
        return record_error(source.file, run.record, element.sourceline, error)


def _spectrum(element: Any, run: _Run, ceiling: int) -> Spectrum:
    builder = RecordBuilder(VOCABULARY)
    line = element.sourceline
    for accession, name, value, unit in _header(element, run.groups):
        _add(builder, accession, name, value, unit, line)
    builder.known.setdefault("identifier", element.get("id", ""))
    if builder.known["identifier"] == NO_IDENTIFIER:
        builder.known["identifier"] = ""
    if run.electron_ionisation and builder.kind in ("", "1"):
        builder.kind = "EI"
    mz, intensity = _columns(element, run.groups, ceiling)
    _check_values(mz, intensity, line)
    return builder.spectrum(mz, intensity)


NO_IDENTIFIER: Final = "(none)"


def _header(element: Any, groups: dict[str, Parameters]) -> Iterator[tuple[str, str, str, str]]:
    yield from _parameters(element, groups)
    for part in element.iter():
        name = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
        if name in ("scan", "selectedIon", "activation"):
            yield from _parameters(part, groups)


def _parameters(element: Any, groups: dict[str, Parameters]) -> Parameters:
    found: Parameters = []
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in ("cvParam", "userParam"):
            given = (child.get("accession", ""), child.get("name", ""), child.get("value", ""))
            found.append((*given, child.get("unitAccession", "")))
        elif name == "referenceableParamGroupRef":
            found += groups.get(child.get("ref", ""), [])
    return found


def _add(builder: RecordBuilder, accession: str, name: str, value: str, unit: str, line: int | None) -> None:
    if accession == terms.MS_LEVEL:
        builder.add("ms level", value, line)
    elif accession in (terms.POSITIVE, terms.NEGATIVE):
        builder.add("polarity", "positive" if accession == terms.POSITIVE else "negative", line)
    elif not accession and name == "spectrum type":
        builder.kind = value  # says more than the level
    elif accession == terms.TITLE:
        builder.add("title", value, line)
    elif accession == terms.SCAN_START:
        seconds = number(value)
        if seconds is not None:
            builder.known.setdefault("retention_time", seconds * (60.0 if unit == terms.MINUTE else 1.0))
    elif accession == terms.SELECTED_MZ:
        builder.add("precursor mz", value, line)
    elif accession == terms.COLLISION_ENERGY:
        builder.add("collision energy", value, line)
    elif accession == terms.CHARGE_STATE or accession not in terms.UNDERSTOOD:
        builder.add(name or accession, value, line)


def _columns(
    element: Any, groups: dict[str, Parameters], ceiling: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    columns: dict[str, NDArray[np.float64]] = {}
    for part in element.iter("{*}binaryDataArray"):
        accessions = frozenset(accession for accession, *_ in _parameters(part, groups))
        wanted = accessions & {terms.MZ_ARRAY, terms.INTENSITY_ARRAY}
        if wanted:
            text = part.findtext("{*}binary") or ""
            columns[min(wanted)] = decode_array(text, accessions, ceiling, part.sourceline)
    if not columns and element.get("defaultArrayLength", "0") == "0":
        return np.empty(0), np.empty(0)
    mz, intensity = columns.get(terms.MZ_ARRAY), columns.get(terms.INTENSITY_ARRAY)
    if mz is None or intensity is None:
        what = message(CONTEXT, "The record lacks its m/z or its intensity array.")
        raise FaultyRecordError("no-peaks", what, line=element.sourceline)
    if mz.size != intensity.size:
        what = message(CONTEXT, "There are {first} places but {second} heights.", first=mz.size, second=intensity.size)
        raise FaultyRecordError("lengths-differ", what, line=element.sourceline)
    return mz, intensity


def _check_values(mz: NDArray[np.float64], intensity: NDArray[np.float64], line: int | None) -> None:
    if not (np.isfinite(mz).all() and np.isfinite(intensity).all()):
        what = message(CONTEXT, "A value is not a finite number (NaN or infinite).")
        raise FaultyRecordError("not-finite", what, line=line)
    if mz.size and (mz.min() <= 0 or intensity.min() < 0):
        what = message(CONTEXT, "An m/z is not above zero, or an intensity is negative.")
        raise FaultyRecordError("negative-peak", what, line=line)
