"""All records of one submission: each by itself, and against each other."""

from __future__ import annotations

from collections.abc import Iterator

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats import DEFAULT_LIMITS, Input, Limits, read_entries
from comity.science.spectra.formats.records import Entry, RecordError
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.splash import splash
from comity.science.spectra.trace import Trace
from comity.science.spectra.validation.findings import CONTEXT, Finding, Flaw
from comity.science.spectra.validation.record import SKELETON, StructureKey, check_spectrum, check_trace

Place = tuple[str, str]  # what a record is about, and where it stands


class Validator:
    r"""Remembers what it has seen, so that records are compared across files too.

    Examples
    --------
    >>> import io
    >>> validator = Validator()
    >>> broken = io.BytesIO(b"Name: A\nNum Peaks: 1\n50 -9\n")
    >>> [finding.flaw.code for finding in validator.check_file(broken)]
    ['negative-peak']
    """

    def __init__(self, structure_key: StructureKey | None = None) -> None:
        self.structure_key = structure_key
        self.records = 0
        self.unusable = 0
        self._identifiers: dict[str, str] = {}
        self._substances: dict[str, Place] = {}
        self._splashes: dict[str, Place] = {}

    def check_file(self, given: Input, file: str = "-", *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Finding]:
        """Every finding in one file; a file that cannot be read further ends with a finding, too."""
        record = 0
        try:
            for record, entry in enumerate(read_entries(given, limits=limits), 1):
                yield from self.check_entry(entry, file, record)
        except InputError as error:
            yield Finding(Flaw("error", error.code, error.what, error.remedy), error.where or file, 0)

    def check_entry(self, entry: Entry, file: str, record: int) -> Iterator[Finding]:
        """Every finding about one record."""
        self.records += 1
        if isinstance(entry, RecordError):
            self.unusable += 1
            yield Finding(Flaw("error", entry.code, entry.reason, entry.remedy), file, record, entry.line)
            return
        flaws = check_trace(entry) if isinstance(entry, Trace) else self._flaws(entry, f"{file}:{record}")
        for flaw in flaws:
            yield Finding(flaw, file, record, identifier=entry.identifier)

    def _flaws(self, spectrum: Spectrum, place: str) -> Iterator[Flaw]:
        yield from check_spectrum(spectrum, self.structure_key)
        yield from self._identifier_twice(spectrum, place)
        yield from self._substances_under_one_cas(spectrum, place)
        yield from self._spectrum_twice(spectrum, place)

    def _identifier_twice(self, spectrum: Spectrum, place: str) -> Iterator[Flaw]:
        first = self._identifiers.setdefault(spectrum.identifier, place) if spectrum.identifier else place
        if first != place:
            what = message(CONTEXT, "The identifier is used already, at {first}.", first=first)
            yield Flaw("error", "identifier-twice", what, message(CONTEXT, "Give each record its own identifier."))

    def _substances_under_one_cas(self, spectrum: Spectrum, place: str) -> Iterator[Flaw]:
        substance = _substance(spectrum)
        if not spectrum.cas or not substance:
            return
        first, where = self._substances.setdefault(spectrum.cas, (substance, place))
        if first != substance:
            what = message(
                CONTEXT,
                "CAS {cas} stands for another substance at {first}: {one} there, {other} here.",
                cas=spectrum.cas,
                first=where,
                one=first,
                other=substance,
            )
            remedy = message(CONTEXT, "One of the two CAS numbers or structures is wrong, or one is a salt.")
            yield Flaw("error", "substances-under-one-cas", what, remedy)

    def _spectrum_twice(self, spectrum: Spectrum, place: str) -> Iterator[Flaw]:
        if spectrum.base_peak <= 0 or spectrum.mz.size < 2:  # a single peak is no fingerprint
            return
        substance = _substance(spectrum)
        first, where = self._splashes.setdefault(splash(spectrum.mz, spectrum.intensity), (substance, place))
        if where == place:
            return
        if first != substance and first and substance:
            what = message(CONTEXT, "The same peaks stand at {first} under another substance.", first=where)
            remedy = message(CONTEXT, "Check which substance was measured.")
            yield Flaw("error", "splash-of-another", what, remedy)
        else:
            what = message(CONTEXT, "The same peaks stand at {first} already (same SPLASH).", first=where)
            yield Flaw("warning", "splash-twice", what, message(CONTEXT, "Leave one of the two out."))


def _substance(spectrum: Spectrum) -> str:
    return spectrum.inchikey[:SKELETON] or spectrum.formula
