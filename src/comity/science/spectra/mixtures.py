"""Which substances of a library are in a mixture: spectra taken at several in-source voltages, matched in reverse.

For each candidate and each voltage: the share of the candidate's own peaks (by height) that the mixture shows
(*reverse*), and the share of the mixture's height that the candidate's peaks explain. Candidates are taken one by one:
the one that explains most of what is left, if its reverse share is high enough at every voltage it was measured at.
Low voltage keeps the protonated molecule, high voltage its fragments: both must be there.

References
----------
A. S. Moorthy, E. Sisco (2021), J. Am. Soc. Mass Spectrom. 32, 1725-1734 (inverted library search of mixtures).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.spectrum import Spectrum

LOWEST_REVERSE: Final = 0.7
LEAST_EXPLAINED: Final = 0.02
TOLERANCE: Final = 0.005
"""In dalton."""


@dataclass(frozen=True, slots=True)
class Component:
    """A substance found: its lowest reverse share over the voltages, and the share of height it alone explains."""

    name: str
    reverse: float
    explained: float
    voltages: int


@dataclass(frozen=True, slots=True)
class Mixture:
    """Substances in the order they were found, and the share of the mixture's height that all explain together."""

    components: tuple[Component, ...]
    explained: float


def components(
    mixture: Mapping[str, Spectrum],
    library: Mapping[str, Mapping[str, Spectrum]],
    *,
    tolerance: float = TOLERANCE,
    most: int = 10,
) -> Mixture:
    """Substances that explain a mixture.

    Parameters
    ----------
    mixture
        Spectrum of the mixture by voltage ("30", "60", "90").
    library
        For each substance its spectra by voltage; only voltages that both have are compared.
    tolerance
        For two peaks to be the same, in dalton.
    most
        Number of substances at most.

    Examples
    --------
    >>> one = {"30": Spectrum.from_peaks([(304.154, 100), (182.118, 40)])}
    >>> other = {"30": Spectrum.from_peaks([(337.227, 100), (188.143, 20)])}
    >>> both = {"30": Spectrum.from_peaks([(304.154, 50), (182.118, 20), (337.227, 30), (188.143, 6)])}
    >>> found = components(both, {"A": one, "B": other, "C": {"30": Spectrum.from_peaks([(150.0, 1)])}})
    >>> [each.name for each in found.components], round(found.explained, 6)
    (['A', 'B'], 1.0)
    """
    left = {voltage: spectrum.intensity.astype(np.float64) for voltage, spectrum in mixture.items()}
    whole = sum(float(each.sum()) for each in left.values())
    likely = {
        name: reverse
        for name, spectra in library.items()
        if (reverse := _reverse(mixture, spectra, tolerance)) >= LOWEST_REVERSE
    }
    found: list[Component] = []
    while likely and whole > 0 and len(found) < most:
        shares = {name: _explained(mixture, left, library[name], tolerance) / whole for name in likely}
        name = max(sorted(shares), key=lambda each: shares[each])
        if shares[name] < LEAST_EXPLAINED:
            break
        shared = sum(voltage in mixture for voltage in library[name])
        found.append(Component(name, likely.pop(name), shares[name], shared))
        _take_away(mixture, left, library[name], tolerance)
    explained = 1 - sum(float(each.sum()) for each in left.values()) / whole if whole > 0 else 0.0
    return Mixture(tuple(found), explained)


def _reverse(mixture: Mapping[str, Spectrum], spectra: Mapping[str, Spectrum], tolerance: float) -> float:
    shares = [
        float(
            spectrum.intensity[_present(spectrum.mz, mixture[voltage].mz, tolerance)].sum() / spectrum.intensity.sum()
        )
        for voltage, spectrum in spectra.items()
        if voltage in mixture and spectrum.base_peak
    ]
    return min(shares, default=0.0)


def _explained(
    mixture: Mapping[str, Spectrum],
    left: Mapping[str, NDArray[np.float64]],
    spectra: Mapping[str, Spectrum],
    tolerance: float,
) -> float:
    return sum(
        float(left[voltage][_present(mixture[voltage].mz, spectrum.mz, tolerance)].sum())
        for voltage, spectrum in spectra.items()
        if voltage in mixture
    )


def _take_away(
    mixture: Mapping[str, Spectrum],
    left: dict[str, NDArray[np.float64]],
    spectra: Mapping[str, Spectrum],
    tolerance: float,
) -> None:
    for voltage, spectrum in spectra.items():
        if voltage in mixture:
            left[voltage] = np.where(_present(mixture[voltage].mz, spectrum.mz, tolerance), 0.0, left[voltage])


def _present(mz: NDArray[np.float64], others: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
    """Which of `mz` have a partner among `others`."""
    low = np.searchsorted(others, mz - tolerance, "left")
    return np.asarray(np.searchsorted(others, mz + tolerance, "right") > low)
