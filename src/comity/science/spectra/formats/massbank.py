"""MassBank records: fields `TAG: value` or `TAG: SUBTAG value`, then peaks, each record ended by `//`.

What `Spectrum` has a field for is taken there; everything else stays in `other`, in order, a subtag joined to its tag
by a blank (`AC$CHROMATOGRAPHY COLUMN_NAME`), blocks line by line. Of the two intensities of a peak the first is taken,
as measured; the relative one is computed again when writing. Source: MassBank Record Format 2.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TextIO

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.cleaning import normalised
from comity.science.spectra.formats.blocks import Block, records_of
from comity.science.spectra.formats.fields import RecordBuilder, Vocabulary, kind_text, located, needs_escape
from comity.science.spectra.formats.limits import Limits
from comity.science.spectra.formats.lines import lines_of
from comity.science.spectra.formats.peaks import read_peaks
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError, Read
from comity.science.spectra.formats.sources import Source
from comity.science.spectra.formats.values import shown, technique
from comity.science.spectra.spectrum import Spectrum

END: Final = "//"
SUBTAGGED: Final = (
    "AC$MASS_SPECTROMETRY",
    "AC$CHROMATOGRAPHY",
    "AC$GENERAL",
    "AC$ION_MOBILITY",
    "MS$FOCUSED_ION",
    "MS$DATA_PROCESSING",
    "CH$LINK",
    "SP$LINK",
)
VOCABULARY: Final[Vocabulary] = {
    "accession": "identifier",
    "ch$name": "name",
    "ch$formula": "formula",
    "ch$exactmass": "exact_mass",
    "ch$smiles": "smiles",
    "ch$linkcas": "cas",
    "ch$linkinchikey": "inchikey",
    "ac$instrument": "instrument",
    "ac$instrumenttype": "instrument_type",
    "ac$massspectrometrymstype": "kind",
    "ac$massspectrometryionmode": "polarity",
    "ac$massspectrometrycollisionenergy": "collision_energy",
    "ac$chromatographyretentiontime": "retention_time",
    "ac$chromatographyretentionindex": "retention_index",
    "ms$focusedionprecursormz": "precursor_mz",
    "ms$focusedionprecursortype": "precursor_type",
    "license": "licence",
    "pk$splash": "splash",
    "pk$numpeak": "numpeak",
    "pk$peak": "peaks",
    "contributor": "contributor",
}
ORDER: Final = (
    "ACCESSION",
    "RECORD_TITLE",
    "DATE",
    "AUTHORS",
    "LICENSE",
    "COPYRIGHT",
    "PUBLICATION",
    "PROJECT",
    "COMMENT",
    "CH$NAME",
    "CH$COMPOUND_CLASS",
    "CH$FORMULA",
    "CH$EXACT_MASS",
    "CH$SMILES",
    "CH$IUPAC",
    "CH$LINK",
    "SP$SCIENTIFIC_NAME",
    "SP$LINEAGE",
    "SP$LINK",
    "SP$SAMPLE",
    "AC$INSTRUMENT",
    "AC$INSTRUMENT_TYPE",
    "AC$MASS_SPECTROMETRY",
    "AC$CHROMATOGRAPHY",
    "MS$FOCUSED_ION",
    "MS$DATA_PROCESSING",
    "PK$SPLASH",
    "PK$ANNOTATION",
)
RANK: Final = {tag: rank for rank, tag in enumerate(ORDER)}
TAGS: Final = (
    ("ACCESSION:", "identifier"),
    ("LICENSE:", "licence"),
    ("CH$FORMULA:", "formula"),
    ("CH$EXACT_MASS:", "exact_mass"),
    ("CH$SMILES:", "smiles"),
    ("CH$LINK: CAS", "cas"),
    ("CH$LINK: INCHIKEY", "inchikey"),
    ("AC$INSTRUMENT:", "instrument"),
    ("AC$INSTRUMENT_TYPE:", "instrument_type"),
    ("AC$MASS_SPECTROMETRY: ION_MODE", "polarity"),
    ("AC$MASS_SPECTROMETRY: COLLISION_ENERGY", "collision_energy"),
    ("AC$CHROMATOGRAPHY: RETENTION_INDEX", "retention_index"),
    ("MS$FOCUSED_ION: PRECURSOR_M/Z", "precursor_mz"),
    ("MS$FOCUSED_ION: PRECURSOR_TYPE", "precursor_type"),
    ("PK$SPLASH:", "splash"),
)
CONTRIBUTOR, ANNOTATION = "CONTRIBUTOR", "PK$ANNOTATION"
TAG: Final = re.compile(r"^([A-Z]{2}\$[A-Z_]+|[A-Z_]{3,}): ?(.*)$")
FOREIGN: Final = re.compile(r"^([^:]+?) :=(?: (.*))?$")  # how a field without a tag of its own is kept in a COMMENT
ACCESSION: Final = re.compile(r"^MSBNK-(.+)-[A-Z0-9_]+$")


def read_massbank(source: Source) -> Iterator[Read]:
    """Every record of the file, or why it cannot be used."""
    yield from records_of(source, _blocks(source), _spectrum)


def _blocks(source: Source) -> Iterator[Block]:
    block: Block | None = None
    for number, line in lines_of(source):
        ended = line.rstrip() == END
        restarted = block is not None and line.startswith("ACCESSION:") and len(block.lines) > 0
        if block is not None and (ended or restarted):
            block.complete = ended
            yield block
            block = None
        if ended or (block is None and not line.strip()):
            continue
        block = block or Block(number)
        block.append(line, source.limits)
        if line.startswith("PK$PEAK:"):
            block.peaks_from = len(block.lines)
    if block is not None:
        yield block


def _spectrum(block: Block, limits: Limits) -> Spectrum:
    if not block.complete:
        what = message(CONTEXT, "The record does not end with “//”; the file may be cut off.")
        raise FaultyRecordError("no-end", what, line=block.first_line)
    if block.peaks_from is None:
        raise FaultyRecordError("no-peaks", message(CONTEXT, "The record has no PK$PEAK."), line=block.first_line)
    builder = RecordBuilder(VOCABULARY)
    declared = _read_header(builder, block)
    mz, intensity, _ = read_peaks(_two_columns(block.lines[block.peaks_from :]), _peaks_line(block), limits.peaks)
    if declared is not None and declared != str(mz.size):
        what = message(CONTEXT, "{declared} peaks are announced, {found} follow.", declared=declared, found=mz.size)
        remedy = message(CONTEXT, "The file may be cut off here; export it again.")
        raise FaultyRecordError("peak-count", what, line=_peaks_line(block) - 1, remedy=remedy)
    try:
        return builder.spectrum(mz, intensity)
    except InputError as error:
        raise located(error, block.first_line) from None


def _peaks_line(block: Block) -> int:
    return block.first_line + (block.peaks_from or 0)


def _two_columns(lines: list[str]) -> list[str]:
    return [line if line.isspace() else " ".join(line.split(None, 2)[:2]) for line in lines]


def _read_header(builder: RecordBuilder, block: Block) -> str | None:
    tag, declared = "", None
    for line, text in enumerate(block.lines[: (block.peaks_from or 1) - 1], block.first_line):
        found = TAG.match(text)
        if found and found[1] == "PK$NUM_PEAK":
            declared = found[2].strip()
        elif found:
            tag = found[1]
            _add(builder, tag, found[2].strip(), line)
        elif tag and text.startswith(" "):
            builder.other.append((tag, text.strip()))  # a further line of a block such as PK$ANNOTATION
        elif text.strip():
            what = message(CONTEXT, "This line has no tag: “{text}”.", text=text.strip()[:40])
            raise FaultyRecordError("not-a-field", what, line=line)
    if "contributor" not in builder.known:
        prefix = ACCESSION.match(builder.known.get("identifier", ""))
        builder.known["contributor"] = prefix[1] if prefix else ""
    return declared


def _add(builder: RecordBuilder, tag: str, value: str, line: int) -> None:
    foreign = FOREIGN.match(value) if tag == "COMMENT" else None
    if foreign and foreign[1] == CONTRIBUTOR:
        builder.known["contributor"] = foreign[2] or ""
    elif foreign:
        builder.add(foreign[1], foreign[2] or "", line)
    elif tag in SUBTAGGED:
        subtag, _, rest = value.partition(" ")
        builder.add(f"{tag} {subtag}".strip(), rest, line)
    else:
        builder.add(tag, value, line)


def write_massbank(spectrum: Spectrum, target: TextIO) -> None:
    """One record with its `//`; relative intensities from 0 to 999, as the format asks for."""
    for line in _header(spectrum):
        target.write(f"{line.rstrip()}\n")
    target.write(f"PK$NUM_PEAK: {spectrum.mz.size}\nPK$PEAK: m/z int. rel.int.\n")
    relative = (normalised(spectrum.intensity, "base peak") * 999).round().astype(int).tolist()
    for mz, intensity, share in zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), relative, strict=True):
        target.write(f"  {mz!r} {intensity!r} {share}\n")
    target.write(f"{END}\n")


def _header(spectrum: Spectrum) -> Iterator[str]:
    """The known fields at their places between the others, whose order stays."""
    known = sorted(_known(spectrum), key=lambda line: _rank(line, 0))
    reached, previous = 0, ""
    for key, text in spectrum.other:
        line = _line(key, text)
        reached = max(reached, _rank(line, reached))
        while known and _rank(known[0], 0) <= reached:
            yield known.pop(0)
        yield f"  {text}" if key == previous == ANNOTATION else line
        previous = key
    yield from known


def _rank(line: str, unknown: int) -> int:
    return RANK.get(line.partition(":")[0], unknown)


def _known(spectrum: Spectrum) -> Iterator[str]:
    for tag, name in TAGS:
        value = getattr(spectrum, name)
        if value not in ("", None):
            text = shown(value) if isinstance(value, float) else value
            yield f"{tag} {text.upper() if name == 'polarity' else text}"
    yield from (f"CH$NAME: {name}" for name in (spectrum.name, *spectrum.synonyms))
    yield f"AC$MASS_SPECTROMETRY: MS_TYPE {_ms_type(spectrum)}"
    if spectrum.retention_time is not None:
        yield f"AC$CHROMATOGRAPHY: RETENTION_TIME {shown(spectrum.retention_time)} s"
    prefix = ACCESSION.match(spectrum.identifier)
    if spectrum.contributor != (prefix[1] if prefix else ""):
        yield f"COMMENT: {CONTRIBUTOR} := {spectrum.contributor}"


def _ms_type(spectrum: Spectrum) -> str:
    plain = technique("MS", spectrum.instrument_type, has_precursor=False)
    return "MS" if plain == spectrum.technique else kind_text(spectrum)


def _line(key: str, text: str) -> str:
    tag, _, subtag = key.partition(" ")
    if needs_escape(key, VOCABULARY):
        return f"COMMENT: X-{key} := {text}"
    if tag in SUBTAGGED and subtag and " " not in subtag:
        return f"{tag}: {subtag} {text}"
    if key not in SUBTAGGED and TAG.match(f"{key}: ") and not (key == "COMMENT" and FOREIGN.match(text)):
        return f"{key}: {text}"
    return f"COMMENT: {key} := {text}"
