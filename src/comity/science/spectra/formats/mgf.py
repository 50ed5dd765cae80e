"""MGF, the Mascot Generic Format, with the keys that GNPS and MassBank exports use.

Each record lies between `BEGIN IONS` and `END IONS`: `KEY=value` lines, then `m/z intensity` and perhaps a charge.
`PEPMASS` is the precursor m/z with, perhaps, its intensity; `CHARGE` tells the polarity. Outside of records nothing is
read; lines that begin with `#`, `;`, `!` or `/` are remarks. Source: the format's description by Matrix Science.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.blocks import Block, records_of
from comity.science.spectra.formats.fields import (
    COMMON,
    RecordBuilder,
    Vocabulary,
    kind_text,
    located,
    other_fields,
)
from comity.science.spectra.formats.limits import Limits
from comity.science.spectra.formats.lines import lines_of
from comity.science.spectra.formats.peaks import read_peaks
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError, Read
from comity.science.spectra.formats.sources import Source
from comity.science.spectra.formats.values import shown
from comity.science.spectra.spectrum import Spectrum

BEGIN, END = "BEGIN IONS", "END IONS"
REMARKS: Final = ("#", ";", "!", "/")

VOCABULARY: Final[Vocabulary] = {
    **COMMON,
    "title": "name",
    "compoundname": "name",
    "pepmass": "precursor_mz",
    "rtinseconds": "retention_time",
    "inchiaux": "inchikey",
    "sourceinstrument": "instrument",
    "spectrumid": "identifier",
}
KEYS: Final = (
    ("TITLE", "name"),
    ("PEPMASS", "precursor_mz"),
    ("SPECTRUMID", "identifier"),
    ("RTINSECONDS", "retention_time"),
    ("RETENTIONINDEX", "retention_index"),
    ("IONMODE", "polarity"),
    ("ADDUCT", "precursor_type"),
    ("FORMULA", "formula"),
    ("EXACTMASS", "exact_mass"),
    ("INCHIKEY", "inchikey"),
    ("SMILES", "smiles"),
    ("CAS", "cas"),
    ("SOURCE_INSTRUMENT", "instrument"),
    ("INSTRUMENT_TYPE", "instrument_type"),
    ("COLLISION_ENERGY", "collision_energy"),
    ("LICENSE", "licence"),
    ("CONTRIBUTOR", "contributor"),
    ("SPLASH", "splash"),
)


def read_mgf(source: Source) -> Iterator[Read]:
    """Every record of the file, or why it cannot be used."""
    yield from records_of(source, _blocks(source), _spectrum)


def _blocks(source: Source) -> Iterator[Block]:
    block: Block | None = None
    for number, line in lines_of(source):
        mark = line.strip().upper() if len(line) < 40 else ""
        if mark == BEGIN:
            if block is not None:
                yield block  # its end is missing
            block = Block(number)
        elif block is not None:
            if mark == END:
                block.complete = True
                yield block
                block = None
            else:
                _append(block, line, source.limits)
    if block is not None:
        yield block


def _append(block: Block, line: str, limits: Limits) -> None:
    block.append(line, limits)
    if block.peaks_from is None and line[:1].isdigit() and "=" not in line:
        block.peaks_from = len(block.lines) - 1


def _spectrum(block: Block, limits: Limits) -> Spectrum:
    if not block.complete:
        what = message(CONTEXT, "The record has no “END IONS”; the file may be cut off.")
        raise FaultyRecordError("no-end", what, line=block.first_line)
    builder = RecordBuilder(VOCABULARY)
    end = len(block.lines) if block.peaks_from is None else block.peaks_from
    for line, text in enumerate(block.lines[:end], block.first_line + 1):
        _add_field(builder, text.strip(), line)
    mz, intensity, remarks = read_peaks(block.lines[end:], block.first_line + 1 + end, limits.peaks)
    builder.other += remarks
    try:
        return builder.spectrum(mz, intensity)
    except InputError as error:
        raise located(error, block.first_line) from None


def _add_field(builder: RecordBuilder, text: str, line: int) -> None:
    if not text or text.startswith(REMARKS):
        return
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        what = message(CONTEXT, "This is neither a field nor a peak: “{text}”.", text=text[:40])
        raise FaultyRecordError("not-a-field", what, line=line)
    if key.strip().upper() == "PEPMASS":
        value, _, intensity = value.strip().partition(" ")
        if intensity.strip():
            builder.other.append(("Precursor intensity", intensity.strip()))
    builder.add(key, value, line)


def write_mgf(spectrum: Spectrum, target: TextIO) -> None:
    """One record and the blank line after it."""
    target.write(f"{BEGIN}\n")
    for key, text in _header(spectrum):
        target.write(f"{key}={text}\n")
    for mz, intensity in zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), strict=True):
        target.write(f"{mz!r} {intensity!r}\n")
    target.write(f"{END}\n\n")


def _header(spectrum: Spectrum) -> Iterator[tuple[str, str]]:
    for key, name in KEYS:
        value = getattr(spectrum, name)
        if value not in ("", None):
            yield key, shown(value) if isinstance(value, float) else value
    yield "SPECTRUMTYPE", kind_text(spectrum)
    for synonym in spectrum.synonyms:
        yield "SYNONYM", synonym
    yield from other_fields(spectrum.other, VOCABULARY)
