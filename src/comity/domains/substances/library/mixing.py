"""Which substances of the library are in a mixture: in-source fragmentation at several voltages, matched in reverse.

The library's side are spectra without isolated precursor (`ms1`) whose collision energy names the voltage, together for
each substance. What a reader may not see takes no part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.library.peaks import spectrum_of
from comity.domains.substances.library.queries import RELATED, library
from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.handling.models import Reader
from comity.science.spectra.mixtures import components
from comity.science.spectra.spectrum import Spectrum

MOST_COMPARED = 20_000  # spectra
MOST_VOLTAGES = 6
VOLTAGE = re.compile(r"[+-]?(\d{1,4})(?:[.,]0+)?\s*(?:v|volts?|ev)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A substance found in the mixture: the share of its own peaks that are there, and of the height it explains."""

    row: LibrarySpectrum
    reverse: float
    explained: float
    voltages: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Substances in the order in which they were found, and the share of the height that all explain together."""

    parts: tuple[Part, ...]
    explained: float
    voltages: tuple[str, ...]
    library: int
    """Substances of the library that were measured at one of these voltages, of those that the reader may see."""


def explain_mixture(reader: Reader, mixture: Mapping[str, Spectrum], *, purpose: str = "") -> Explained:
    """What of the library explains a mixture, for this reader."""
    if not mixture:
        what = message("spectra", "Give the spectrum of the mixture at one voltage at least.")
        raise InputError("no-spectrum", what, where="file")
    rows = library(reader, purpose=purpose).filter(technique="ms1", peak_count__gt=0, erased=False)
    known: dict[str, dict[str, Spectrum]] = defaultdict(dict)
    first: dict[str, LibrarySpectrum] = {}
    for row in rows.select_related(*RELATED).order_by("-added_at", "id")[:MOST_COMPARED]:
        volts = voltage_of(row.collision_energy)
        if volts in mixture:
            name = _compound(row)
            known[name].setdefault(volts, spectrum_of(row))
            first.setdefault(name, row)
    found = components(mixture, known)
    parts = tuple(Part(first[one.name], one.reverse, one.explained, one.voltages) for one in found.components)
    return Explained(parts, found.explained, tuple(sorted(mixture, key=int)), len(known))


def by_voltage(spectra: Iterable[Spectrum]) -> dict[str, Spectrum]:
    """Spectra of one mixture by the voltage that each names, or an `InputError` for the one that names none."""
    found: dict[str, Spectrum] = {}
    for number, one in enumerate(spectra, 1):
        volts = voltage_of(one.collision_energy)
        if not volts:
            what = message("spectra", "Record {number} does not say at which voltage it was measured.", number=number)
            remedy = message("spectra", "Write it as the collision energy of the record, as in 30 V.")
            raise InputError("voltage-missing", what, where="file", remedy=remedy)
        if volts in found or len(found) == MOST_VOLTAGES:
            what = message("spectra", "One spectrum for each voltage, and at most {count}.", count=MOST_VOLTAGES)
            raise InputError("voltages-wrong", what, where="file")
        found[volts] = one
    return found


def voltage_of(text: str) -> str:
    """The voltage that a collision energy names, as a whole number of volts; empty where it names none.

    >>> voltage_of("30 V"), voltage_of("-60.0"), voltage_of("35 % (nominal)"), voltage_of("")
    ('30', '60', '', '')
    """
    found = VOLTAGE.fullmatch(text.strip())
    return str(int(found[1])) if found else ""


def _compound(row: LibrarySpectrum) -> str:
    standing = row.standing
    return str(standing.pk) if standing else row.inchikey or row.shown_name
