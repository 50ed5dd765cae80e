"""Files of spectra as a server takes them: within its own ceilings, every record checked, good ones kept."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats import Entry, Input, Limits, read_entries
from comity.science.spectra.formats.records import RecordError
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Ordinate, Trace, TraceTechnique
from comity.science.spectra.validation.findings import Finding, Flaw
from comity.science.spectra.validation.validator import Validator

LARGEST_FILE: Final = 8 * 2**20
"""Bytes of an upload; more is read at the machine with `comity substances spectra add`."""
UPLOAD: Final = Limits(
    file_bytes=LARGEST_FILE,
    expanded_bytes=64 * 2**20,
    expansion=40,
    records=20_000,
    peaks=50_000,
    line_characters=10**6,
)
LARGEST_PASTE: Final = 400_000  # characters
_NUMBER = re.compile(rb"[0-9]{1,6}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,2})?")
_BETWEEN = re.compile(rb"[\s;:]+")
StructureKey = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that was read, or why not, with what the check says of it."""

    entry: Entry | None
    file: str
    record: int
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def identifier(self) -> str:
        """Its accession or own number, where it could be read."""
        return self.entry.identifier if isinstance(self.entry, Spectrum | Trace) else ""


def checked_entries(
    given: Input, file: str = "-", *, limits: Limits = UPLOAD, structure_key: StructureKey | None = None
) -> Iterator[Checked]:
    """Record by record; what makes the rest of the file unreadable is the last one."""
    validator, record = Validator(structure_key), 0
    try:
        for record, entry in enumerate(read_entries(given, limits=limits), 1):
            found = list(validator.check_entry(entry, file, record))
            yield Checked(entry, file, record, _of(found, "error"), _of(found, "warning"))
    except InputError as error:
        flaw = Flaw("error", error.code, error.what, error.remedy)
        yield Checked(None, file, record + 1, (Finding(flaw, error.where or file, record + 1),))


def unchecked_entries(given: Input, file: str = "-") -> Iterator[Checked]:
    """For published libraries, which are kept as they were published: only what cannot be read is left out."""
    for record, entry in enumerate(read_entries(given), 1):
        errors: tuple[Finding, ...] = ()
        if isinstance(entry, RecordError):
            errors = (Finding(Flaw("error", entry.code, entry.reason, entry.remedy), file, record, entry.line),)
        yield Checked(entry, file, record, errors)


def one_measured(content: bytes, name: str = "") -> Spectrum | Trace:
    """The spectrum of a query: the first record of a file, or pasted peaks."""
    stream = io.BytesIO(_line_by_line(content))
    stream.name = name or "-"
    first = next(iter(read_entries(stream, limits=UPLOAD)), None)
    if first is None:
        raise InputError("no-spectrum", message("spectra", "There is no spectrum in it."), where="file")
    if isinstance(first, RecordError):
        raise InputError(first.code, first.reason, where="file", remedy=first.remedy)
    return first


def several_measured(content: bytes, name: str = "") -> list[Spectrum]:
    """Every mass spectrum of a file, for a mixture; the first that cannot be used is said."""
    stream = io.BytesIO(content)
    stream.name = name or "-"
    found: list[Spectrum] = []
    for entry in read_entries(stream, limits=UPLOAD):
        if isinstance(entry, RecordError):
            raise InputError(entry.code, entry.reason, where="file", remedy=entry.remedy)
        if isinstance(entry, Trace):
            what = message("spectra", "This is an infrared or Raman curve, not a mass spectrum.")
            raise InputError("not-a-mass-spectrum", what, where="file")
        found.append(entry)
    return found


def pasted_curve(text: str, technique: TraceTechnique, ordinate: Ordinate = "") -> Trace:
    """A curve from pairs of wavenumber and height, one pair a line; the first wrong line is named."""
    points: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.replace(";", " ").replace(",", " ").split()
        if not cells:
            continue
        try:
            place, height = map(float, cells)
        except ValueError:
            what = message("spectra", "Line {line} is not a pair of numbers: “{text}”.", line=number, text=line[:50])
            remedy = message("spectra", "Write wavenumber and height with decimal points, one pair a line.")
            raise InputError("not-numbers", what, where="peaks", remedy=remedy) from None
        points.append((place, height))
    return Trace.from_points(points, technique=technique, ordinate=ordinate)


def _line_by_line(content: bytes) -> bytes:
    """Pasted pairs without line breaks, as papers and other programs write them: `58.065:9 91.054:6` or with `;`."""
    if len(content) > LARGEST_PASTE or not (b";" in content or b":" in content):
        return content
    numbers = _BETWEEN.split(content.strip(b"; \t\r\n"))
    if len(numbers) % 2 or not all(_NUMBER.fullmatch(one) for one in numbers):
        return content
    return b"\n".join(b" ".join(numbers[place : place + 2]) for place in range(0, len(numbers), 2))


def _of(found: list[Finding], severity: str) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.flaw.severity == severity)
