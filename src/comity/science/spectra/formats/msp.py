"""MSP, the text format of NIST libraries, in both dialects.

NIST: `Name:`, `Synon:`, `DB#:`, `CAS#: …;  NIST#: …`, peaks `m/z intensity;` several a line. RIKEN/MS-DIAL: keys in
capitals, `PRECURSORMZ:`, retention time in minutes, one peak a line. Both are read by the same rules: keys in any case
and order; a record begins after the peaks of the one before or after a blank line that follows its peaks. The number of
peaks that `Num Peaks` gives must be the number that follows, since a cut-off file shows itself only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, TextIO

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.blocks import Block, records_of
from comity.science.spectra.formats.fields import (
    COMMON,
    MINUTES,
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

Dialect = Literal["nist", "riken"]
KEY: Final = re.compile(r"^\s*([^\W\d][^:]*?)\s*:\s?(.*)$")
NUMBER_OF_PEAKS: Final = re.compile(r"^\s*num ?peaks?\s*:\s*(\S*)\s*(.*)$", re.IGNORECASE)
CAS_AND_NIST: Final = re.compile(r"^([\d-]+)\s*;\s*NIST#\s*:\s*(\S+)$", re.IGNORECASE)
PEAKS: Final = "numpeaks"

VOCABULARY: Final[Vocabulary] = {
    **COMMON,
    "db": "identifier",
    "accession": "identifier",
    "retentiontime": MINUTES,
    "rt": MINUTES,
    "ri": "retention_index",
    PEAKS: PEAKS,
    "numpeak": PEAKS,
}
NIST_KEYS: Final = (
    ("Name", "name"),
    ("DB#", "identifier"),
    ("InChIKey", "inchikey"),
    ("SMILES", "smiles"),
    ("Precursor_type", "precursor_type"),
    ("PrecursorMZ", "precursor_mz"),
    ("Instrument_type", "instrument_type"),
    ("Instrument", "instrument"),
    ("Ion_mode", "polarity"),
    ("Collision_energy", "collision_energy"),
    ("Retention_index", "retention_index"),
    ("Formula", "formula"),
    ("ExactMass", "exact_mass"),
    ("CAS#", "cas"),
    ("License", "licence"),
    ("Contributor", "contributor"),
    ("Splash", "splash"),
)
RIKEN_KEYS: Final = (
    ("NAME", "name"),
    ("ID", "identifier"),
    ("PRECURSORMZ", "precursor_mz"),
    ("PRECURSORTYPE", "precursor_type"),
    ("FORMULA", "formula"),
    ("EXACTMASS", "exact_mass"),
    ("INCHIKEY", "inchikey"),
    ("SMILES", "smiles"),
    ("CAS", "cas"),
    ("RETENTIONINDEX", "retention_index"),
    ("IONMODE", "polarity"),
    ("INSTRUMENTTYPE", "instrument_type"),
    ("INSTRUMENT", "instrument"),
    ("COLLISIONENERGY", "collision_energy"),
    ("LICENSE", "licence"),
    ("CONTRIBUTOR", "contributor"),
    ("SPLASH", "splash"),
)


def read_msp(source: Source) -> Iterator[Read]:
    """Every record of the file, or why it cannot be used."""
    yield from records_of(source, _blocks(source), _spectrum)


def _blocks(source: Source) -> Iterator[Block]:
    block: Block | None = None
    for number, line in lines_of(source):
        blank = not line or line.isspace()
        in_peaks = block is not None and block.peaks_from is not None
        if (
            block is not None
            and in_peaks
            and (_is_key(line) if not blank else len(block.lines) > (block.peaks_from or 0))
        ):
            yield block
            block = None
        if blank and block is None:
            continue
        block = block or Block(number)
        block.append(line, source.limits)
        if block.peaks_from is None and NUMBER_OF_PEAKS.match(line):
            block.peaks_from = len(block.lines)
    if block is not None:
        yield block


def _is_key(line: str) -> bool:
    return line[0].isalpha() and KEY.match(line) is not None


def _spectrum(block: Block, limits: Limits) -> Spectrum:
    builder = RecordBuilder(VOCABULARY)
    header = block.lines if block.peaks_from is None else block.lines[: block.peaks_from - 1]
    for line, text in enumerate(header, block.first_line):
        _add_field(builder, text, line)
    if block.peaks_from is None:
        what = message(CONTEXT, "The record has no “Num Peaks:”; the file may be cut off.")
        raise FaultyRecordError("no-peaks", what, line=block.first_line)
    counted_line = block.first_line + block.peaks_from - 1
    declared, inline = _declared(block.lines[block.peaks_from - 1], counted_line)
    rows = ([inline] if inline else [""]) + block.lines[block.peaks_from :]
    mz, intensity, remarks = read_peaks(rows, counted_line, limits.peaks)
    if mz.size != declared:
        what = message(CONTEXT, "{declared} peaks are announced, {found} follow.", declared=declared, found=mz.size)
        remedy = message(CONTEXT, "The file may be cut off here; export it again.")
        raise FaultyRecordError("peak-count", what, line=counted_line, remedy=remedy)
    builder.other += remarks
    try:
        return builder.spectrum(mz, intensity)
    except InputError as error:
        raise located(error, block.first_line) from None


def _add_field(builder: RecordBuilder, text: str, line: int) -> None:
    if not text or text.isspace():
        return
    found = KEY.match(text)
    if not found:
        what = message(CONTEXT, "This is neither a field nor a peak: “{text}”.", text=text.strip()[:40])
        raise FaultyRecordError("not-a-field", what, line=line)
    both = CAS_AND_NIST.match(found[2]) if found[1].upper().startswith("CAS") else None
    builder.add(found[1], both[1] if both else found[2], line)
    if both:
        builder.add("NIST#", both[2], line)


def _declared(line: str, number: int) -> tuple[int, str]:
    found = NUMBER_OF_PEAKS.match(line)
    if not found or not (found[1].isascii() and found[1].isdigit() and len(found[1]) < 12):
        what = message(CONTEXT, "The number of peaks is not a whole number: “{text}”.", text=line.strip()[:40])
        raise FaultyRecordError("peak-count", what, line=number)
    return int(found[1]), found[2]


def write_msp(spectrum: Spectrum, target: TextIO, *, dialect: Dialect = "nist") -> None:
    """One record and the blank line after it."""
    for key, text in _header(spectrum, dialect):
        target.write(f"{key}: {text}\n")
    target.write(f"{'Num Peaks' if dialect == 'nist' else 'NUM PEAKS'}: {spectrum.mz.size}\n")
    gap = " " if dialect == "nist" else "\t"
    for mz, intensity in zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), strict=True):
        target.write(f"{mz!r}{gap}{intensity!r}\n")
    target.write("\n")


def _header(spectrum: Spectrum, dialect: Dialect) -> Iterator[tuple[str, str]]:
    nist = dialect == "nist"
    keys = NIST_KEYS if nist else RIKEN_KEYS
    yield keys[0][0], spectrum.name  # always first: some programs part the records at it
    yield ("Spectrum_type" if nist else "SPECTRUMTYPE"), kind_text(spectrum)
    for key, name in keys[1:]:
        value = getattr(spectrum, name)
        if value not in ("", None):
            yield key, shown(value) if isinstance(value, float) else value
    if spectrum.retention_time is not None:
        # A unit beside the number keeps it exact, and right for readers of either dialect.
        yield ("Retention_time" if nist else "RETENTIONTIME"), f"{shown(spectrum.retention_time)} s"
    for synonym in spectrum.synonyms:
        yield ("Synon" if nist else "SYNON"), synonym
    yield from other_fields(spectrum.other, VOCABULARY)
