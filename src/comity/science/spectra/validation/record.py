"""What can be wrong with one record by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from comity.base.messages import message
from comity.science.spectra.formats.fields import JOINED_PEAKS
from comity.science.spectra.masses import formula_mass, ion_mz
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.splash import splash
from comity.science.spectra.trace import Trace
from comity.science.spectra.validation.findings import CONTEXT, Flaw, Severity

StructureKey = Callable[[str], str]  # InChIKey of a SMILES; empty where it cannot be computed

CAS_NUMBER: Final = re.compile(r"(\d{2,7})-(\d{2})-(\d)", re.ASCII)
INCHIKEY: Final = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
SKELETON: Final = 14  # characters of the first block of an InChIKey
MANY_PEAKS: Final = 2_000  # the median library spectrum has 11, a busy EI spectrum 300
WRONG_PRECURSOR: Final = 0.5  # Da: another ion or another compound
INEXACT_PRECURSOR: Final = 0.02  # Da: outside of what high resolution gives
WRONG_MASS: Final = 0.01  # Da
ISOTOPES_ABOVE: Final = 3.5  # Da above the precursor that its isotopes may reach
COUNTED_ABOVE: Final = 0.01  # share of the base peak
CLOSE_PEAKS: Final = 0.0005  # Da
FEW_POINTS: Final = 100


def check_spectrum(spectrum: Spectrum, structure_key: StructureKey | None = None) -> Iterator[Flaw]:
    """Every flaw of a mass spectrum.

    Parameters
    ----------
    structure_key
        Gives the InChIKey of a SMILES; without it the two are not compared.

    Examples
    --------
    >>> record = Spectrum.from_peaks([(82, 1)], name="A", cas="50-36-1", precursor_mz=304.15, licence="CC0")
    >>> [flaw.code for flaw in check_spectrum(record) if flaw.severity == "error"]
    ['cas-checksum']
    """
    yield from _peaks(spectrum)
    yield from _precursor(spectrum)
    yield from _identity(spectrum, structure_key)
    yield from _record(spectrum)


def check_trace(trace: Trace) -> Iterator[Flaw]:
    """Every flaw of an infrared or Raman curve.

    Examples
    --------
    >>> [flaw.code for flaw in check_trace(Trace.from_points([(400, 0.1), (401, 0.2)], licence="CC0"))]
    ['few-points']
    """
    if trace.wavenumber.size < FEW_POINTS:
        what = message(CONTEXT, "The curve has only {count} points.", count=trace.wavenumber.size)
        yield Flaw("warning", "few-points", what, message(CONTEXT, "Export the whole curve, not a list of bands."))
    yield from _cas(trace.cas)
    yield from _licence(trace.licence)


def is_cas_number(text: str) -> bool:
    """Whether the last digit of a CAS number is right: the others, from the right, times 1, 2, 3 …, modulo 10.

    Examples
    --------
    >>> is_cas_number("50-36-2"), is_cas_number("50-36-1")
    (True, False)
    """
    found = CAS_NUMBER.fullmatch(text)
    if not found:
        return False
    digits = (found[1] + found[2])[::-1]
    return sum(place * int(digit) for place, digit in enumerate(digits, 1)) % 10 == int(found[3])


def _peaks(spectrum: Spectrum) -> Iterator[Flaw]:
    if not spectrum.mz.size:
        yield Flaw("error", "no-peaks", message(CONTEXT, "There are no peaks."), EXPORT_AGAIN)
        return
    if spectrum.base_peak <= 0:
        what = message(CONTEXT, "All intensities are zero.")
        yield Flaw("error", "base-peak-zero", what, EXPORT_AGAIN)
        return
    if spectrum.mz.size > MANY_PEAKS:
        what = message(CONTEXT, "There are {count} peaks; this looks like a profile or noise.", count=spectrum.mz.size)
        yield Flaw("warning", "many-peaks", what, message(CONTEXT, "Export centroided peaks, with noise removed."))
    yield from _duplicates(spectrum)
    joined = any(key == JOINED_PEAKS for key, _ in spectrum.other)  # then the hash is of other rows than these
    if spectrum.splash and not joined and spectrum.splash != splash(spectrum.mz, spectrum.intensity):
        what = message(CONTEXT, "The SPLASH in the record does not belong to these peaks.")
        remedy = message(CONTEXT, "The peaks were changed after it was made: check them, or leave the SPLASH out.")
        yield Flaw("error", "splash-mismatch", what, remedy)


def _duplicates(spectrum: Spectrum) -> Iterator[Flaw]:
    joined = next((text for key, text in spectrum.other if key == JOINED_PEAKS), "")
    close = int((spectrum.mz[1:] - spectrum.mz[:-1] < CLOSE_PEAKS).sum())
    if joined or close:
        what = message(
            CONTEXT, "{count} peaks stand at the same m/z as another.", count=int(joined) if joined.isdigit() else close
        )
        remedy = message(CONTEXT, "Centroid the spectrum again; peaks at the same m/z were added up.")
        yield Flaw("warning", "duplicate-peaks", what, remedy)


def _precursor(spectrum: Spectrum) -> Iterator[Flaw]:
    if spectrum.technique != "msms":
        return
    if not spectrum.polarity:
        what = message(CONTEXT, "The polarity is missing.")
        yield Flaw("warning", "no-polarity", what, message(CONTEXT, "Say whether the ion is positive or negative."))
    if spectrum.precursor_mz is None:
        what = message(CONTEXT, "The precursor m/z is missing.")
        remedy = message(CONTEXT, "Give it: without it only an open search finds the record.")
        yield Flaw("error", "no-precursor", what, remedy)
        return
    yield from _expected_precursor(spectrum, spectrum.precursor_mz)
    limit = spectrum.precursor_mz + ISOTOPES_ABOVE
    above = (spectrum.mz > limit) & (spectrum.intensity >= COUNTED_ABOVE * spectrum.base_peak)
    if above.any() and not re.search(r"\][2-9]", spectrum.precursor_type):
        what = message(CONTEXT, "{count} peaks lie above the precursor.", count=int(above.sum()))
        remedy = message(CONTEXT, "Check the precursor m/z and the charge, or remove what cannot come from this ion.")
        yield Flaw("warning", "above-precursor", what, remedy)


def _expected_precursor(spectrum: Spectrum, given: float) -> Iterator[Flaw]:
    mass = formula_mass(spectrum.formula)
    expected = ion_mz(mass, spectrum.precursor_type) if mass is not None else None
    if expected is None or abs(expected - given) <= INEXACT_PRECURSOR:
        return
    what = message(
        CONTEXT,
        "{kind} of {formula} has m/z {expected}, not {given}.",
        kind=spectrum.precursor_type,
        formula=spectrum.formula,
        expected=f"{expected:.4f}",
        given=f"{given:.4f}",
    )
    remedy = message(CONTEXT, "Check formula, precursor type and precursor m/z.")
    severity: Severity = "error" if abs(expected - given) > WRONG_PRECURSOR else "warning"
    yield Flaw(severity, "precursor-mismatch", what, remedy)


def _identity(spectrum: Spectrum, structure_key: StructureKey | None) -> Iterator[Flaw]:
    yield from _cas(spectrum.cas)
    if not spectrum.name and not spectrum.inchikey:
        what = message(CONTEXT, "Neither name nor InChIKey: the record counts as an unknown.")
        yield Flaw("note", "unnamed", what)
    if spectrum.inchikey and not INCHIKEY.fullmatch(spectrum.inchikey):
        what = message(CONTEXT, "“{key}” is not an InChIKey.", key=spectrum.inchikey[:40])
        yield Flaw("error", "inchikey-form", what, message(CONTEXT, "Compute it again from the structure."))
    elif spectrum.inchikey and spectrum.smiles and structure_key is not None:
        yield from _same_structure(spectrum.inchikey, structure_key(spectrum.smiles))
    mass = formula_mass(spectrum.formula)
    if mass is not None and spectrum.exact_mass is not None and abs(mass - spectrum.exact_mass) > WRONG_MASS:
        what = message(
            CONTEXT,
            "{formula} has the mass {expected}, not {given}.",
            formula=spectrum.formula,
            expected=f"{mass:.4f}",
            given=f"{spectrum.exact_mass:.4f}",
        )
        yield Flaw("warning", "mass-mismatch", what, message(CONTEXT, "Check formula and exact mass."))


def _same_structure(given: str, computed: str) -> Iterator[Flaw]:
    remedy = message(CONTEXT, "Check which of the two is meant, and compute the other from it.")
    if not computed:
        what = message(CONTEXT, "The SMILES cannot be read as a structure.")
        yield Flaw("error", "smiles-unreadable", what, remedy)
    elif given[:SKELETON] != computed[:SKELETON]:
        what = message(
            CONTEXT,
            "InChIKey and SMILES name different substances: {given} and {computed}.",
            given=given,
            computed=computed,
        )
        yield Flaw("error", "structure-mismatch", what, remedy)
    elif given != computed:
        what = message(CONTEXT, "InChIKey and SMILES differ in stereochemistry, isotopes or charge.")
        yield Flaw("note", "stereo-mismatch", what, remedy)


def _cas(cas: str) -> Iterator[Flaw]:
    if cas and not is_cas_number(cas):
        what = message(CONTEXT, "“{cas}” is not a CAS number: its form or its last digit is wrong.", cas=cas[:40])
        yield Flaw("error", "cas-checksum", what, message(CONTEXT, "Look the number up again."))


def _record(spectrum: Spectrum) -> Iterator[Flaw]:
    yield from _licence(spectrum.licence)
    if not spectrum.identifier:
        what = message(CONTEXT, "The record has no identifier of its own.")
        yield Flaw("note", "no-identifier", what, message(CONTEXT, "Give each record one that never changes."))


def _licence(licence: str) -> Iterator[Flaw]:
    if not licence:
        what = message(CONTEXT, "The record does not say under which licence it may be used.")
        yield Flaw("note", "no-licence", what, message(CONTEXT, "Add a licence, such as CC BY or CC0."))


EXPORT_AGAIN = message(CONTEXT, "Export the spectrum again with its peaks and intensities.")
