"""Peaks of a row: packed into bytes, and back into the values that science works with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from comity.domains.substances.models.library import LibrarySpectrum, SpectrumTechnique
from comity.science.spectra.index.columns import family_of
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

DIGITS = 19  # of the number by which the index names a spectrum, with leading zeros
OF_BOTH = ("name", "inchikey", "smiles", "formula", "cas", "instrument", "licence", "contributor")
OF_SPECTRA = (
    "exact_mass",
    "precursor_mz",
    "precursor_type",
    "polarity",
    "collision_energy",
    "instrument_type",
    "retention_index",
    "retention_time",
    "splash",
)
TRACES = (SpectrumTechnique.INFRARED, SpectrumTechnique.RAMAN)


def packed(mz: NDArray[np.float64], intensity: NDArray[np.float64]) -> bytes:
    """Both columns as little-endian doubles, peak after peak."""
    return np.column_stack([mz, intensity]).astype("<f8").tobytes()


def unpacked(peaks: bytes | memoryview) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The two columns."""
    pairs = np.frombuffer(bytes(peaks), dtype="<f8").reshape(-1, 2)
    return pairs[:, 0].astype(np.float64), pairs[:, 1].astype(np.float64)


def fields_of(entry: Spectrum | Trace) -> dict[str, Any]:
    """The columns of a row that follow from what was read."""
    known = {name: _fitting(name, getattr(entry, name)) for name in OF_BOTH}
    if isinstance(entry, Trace):
        place, height = entry.wavenumber, entry.height
        known["ordinate"] = entry.ordinate
    else:
        place, height = entry.mz, entry.intensity
        known |= {name: _fitting(name, getattr(entry, name)) for name in OF_SPECTRA}
        known["family"] = _fitting("family", family_of(entry))
    return known | {"technique": entry.technique, "peaks": packed(place, height), "peak_count": int(place.size)}


def spectrum_of(row: LibrarySpectrum, *, identifier: str = "") -> Spectrum:
    """A row as a spectrum, under its substance's or its provisional name."""
    mz, intensity = unpacked(row.peaks)
    known = {name: getattr(row, name) for name in (*OF_BOTH, *OF_SPECTRA) if name != "name"}
    technique: Any = row.technique
    other = (("family", row.family),) if row.family else ()
    return Spectrum(
        mz=mz,
        intensity=intensity,
        technique=technique,
        identifier=identifier or row.identifier,
        name=row.name or row.provisional_code,
        other=other,
        **known,
    )


def trace_of(row: LibrarySpectrum) -> Trace:
    """A row as an infrared or Raman curve."""
    place, height = unpacked(row.peaks)
    technique: Any = row.technique
    known: dict[str, Any] = {name: getattr(row, name) for name in OF_BOTH}
    known["ordinate"] = row.ordinate
    return Trace(wavenumber=place, height=height, technique=technique, identifier=row.identifier, **known)


def number_of(key: UUID) -> int:
    """The number by which the index names a row: 63 bits of its identifier."""
    return key.int >> 65


def index_name(number: int) -> str:
    """The number as the index keeps it: always of one length."""
    return f"{number:0{DIGITS}d}"


def _fitting(name: str, value: Any) -> Any:
    """Texts as long as their column takes."""
    if not isinstance(value, str):
        return value
    longest: int | None = getattr(LibrarySpectrum._meta.get_field(name), "max_length", None)  # noqa: SLF001 - Django documents it as public
    return value[:longest]
