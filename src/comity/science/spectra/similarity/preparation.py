"""Peaks as every score of this package sees them: cleaned, on an integer axis, summing to one.

Rules for product-ion spectra, in this order: peaks of height zero out; peaks above the precursor minus 1.6 Da out;
from the highest peak down, everything within 0.05 Da of it is merged into it (m/z as the mean weighted by height)
until no two peaks are closer; peaks under 1 % of the base peak out; heights divided by their sum; m/z rounded to
10 µDa. For electron ionisation: m/z rounded to whole numbers, heights of one number added, peaks under 1 % out.

Integers make "within the tolerance" exact: two peaks match or they do not, whatever the machine's rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.spectrum import Spectrum

UNITS_PER_DALTON: Final = 100_000
LARGEST_MZ: Final = 20_000.0
"""In dalton; an m/z above it does not fit the integer axis (32 bits)."""

LARGEST_PEAK_COUNT: Final = 100_000
WEIGHTED_BELOW: Final = 3.0
"""Entropy (natural logarithm) under which small peaks are lifted (Li et al. 2021)."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How a product-ion spectrum is cleaned before it is compared; lengths in dalton."""

    noise: float = 0.01
    merge: float = 0.05
    below_precursor: float = 1.6

    @property
    def largest_tolerance(self) -> float:
        """Within it a peak has at most one partner: less than half of the merging distance."""
        return self.merge / 2 - 1 / UNITS_PER_DALTON


CLEANING: Final = Cleaning()
NOMINAL_NOISE: Final = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """Cleaned peaks: `mz` in units of 10 µDa (product ions) or 1 Da (`nominal`), `intensity` with sum 1.

    `mass` is the precursor's m/z or the nominal molecular mass in the same unit; 0 when not known.
    """

    mz: NDArray[np.int64]
    intensity: NDArray[np.float64]
    mass: int
    nominal: bool = False

    @property
    def count(self) -> int:
        """Number of peaks."""
        return int(self.mz.size)


def prepare(spectrum: Spectrum, cleaning: Cleaning = CLEANING) -> Peaks:
    """Peaks of `spectrum` as the scores see them, by its technique.

    Raises
    ------
    InputError
        More than 100,000 peaks, or an m/z above 20,000.

    Examples
    --------
    >>> from comity.science.spectra.spectrum import Spectrum
    >>> cleaned = prepare(Spectrum.from_peaks([(58.065, 9), (58.068, 9), (91.05, 6), (120, 0.1)]))
    >>> cleaned.mz.tolist(), cleaned.intensity.tolist()
    ([5806650, 9105000], [0.75, 0.25])
    """
    check_size(spectrum)
    return prepare_nominal(spectrum) if spectrum.technique == "ei" else prepare_product_ions(spectrum, cleaning)


def prepare_product_ions(spectrum: Spectrum, cleaning: Cleaning = CLEANING) -> Peaks:
    """Cleaned peaks on the axis of 10 µDa."""
    keep = spectrum.intensity > 0
    if spectrum.precursor_mz is not None:
        keep &= spectrum.mz <= spectrum.precursor_mz - cleaning.below_precursor
    mz, intensity = merged(spectrum.mz[keep], spectrum.intensity[keep], cleaning.merge)
    mz, intensity = _without_noise(mz, intensity, cleaning.noise)
    units = np.rint(mz * UNITS_PER_DALTON).astype(np.int64)
    return Peaks(units, intensity, round((spectrum.precursor_mz or 0.0) * UNITS_PER_DALTON))


def prepare_nominal(spectrum: Spectrum) -> Peaks:
    """Cleaned peaks at whole m/z."""
    bins = np.floor(spectrum.mz + 0.5).astype(np.int64)
    unique, place = np.unique(bins, return_inverse=True)
    intensity = np.bincount(place, weights=spectrum.intensity, minlength=unique.size).astype(np.float64)
    kept, intensity = _without_noise(unique, intensity, NOMINAL_NOISE)
    return Peaks(kept, intensity, nominal_mass(spectrum), nominal=True)


def nominal_mass(spectrum: Spectrum) -> int:
    """Molecular mass as a whole number: from the exact mass, else the precursor; 0 when neither is known."""
    mass = spectrum.exact_mass if spectrum.exact_mass is not None else spectrum.precursor_mz
    return int(np.floor(mass + 0.5)) if mass is not None and mass <= LARGEST_MZ else 0


def merged(
    mz: NDArray[np.float64], intensity: NDArray[np.float64], distance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Peaks closer than `distance` united, the highest first, until none are left."""
    while mz.size > 1 and float(np.diff(mz).min()) < distance:
        mz, intensity = _merged_once(mz, intensity, distance)
    return mz, intensity


def entropy_weighted(intensity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights lifted where the spectrum has few: I^(0.25 + S/4), S the entropy (natural logarithm), while S < 3.

    Sums to one again.

    References
    ----------
    Y. Li et al. (2021), Nature Methods 18, 1524-1531, section Methods ("weighted entropy").

    Examples
    --------
    >>> entropy_weighted(np.array([0.9, 0.1])).round(4).tolist()
    [0.6743, 0.3257]
    """
    if not intensity.size:
        return intensity
    powered = intensity ** entropy_power(intensity)
    return np.asarray(powered / powered.sum())


def entropy_power(intensity: NDArray[np.float64]) -> float:
    """The exponent that `entropy_weighted` gives to the heights: 1 from an entropy of 3 on."""
    entropy = float(-np.sum(intensity * np.log(intensity)))
    return 0.25 + entropy * 0.25 if entropy < WEIGHTED_BELOW else 1.0


def check_size(spectrum: Spectrum) -> None:
    """Refuse what does not fit the axis or would block a search for others."""
    if spectrum.mz.size > LARGEST_PEAK_COUNT:
        raise InputError(
            "too-many-peaks",
            message("spectra", "The spectrum has {count} peaks; more than {limit} are not searched.",
                    count=int(spectrum.mz.size), limit=LARGEST_PEAK_COUNT),
            where=spectrum.identifier or spectrum.name,
            remedy=message("spectra", "Centroid the spectrum first: this looks like a profile."),
        )  # fmt: skip
    if spectrum.mz.size and max(float(spectrum.mz[-1]), spectrum.precursor_mz or 0.0) > LARGEST_MZ:
        raise InputError(
            "mz-too-large",
            message("spectra", "An m/z lies above {limit}.", limit=LARGEST_MZ),
            where=spectrum.identifier or spectrum.name,
            remedy=message("spectra", "Check that the columns are m/z and intensity, in this order."),
        )


def _merged_once(
    mz: NDArray[np.float64], intensity: NDArray[np.float64], distance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    left = intensity.copy()
    united = []
    for peak in np.argsort(-intensity, kind="stable"):
        if left[peak] <= 0:
            continue
        low = int(np.searchsorted(mz, mz[peak] - distance, "left"))
        high = int(np.searchsorted(mz, mz[peak] + distance, "right"))
        total = left[low:high].sum()
        united.append((float((left[low:high] * mz[low:high]).sum() / total), float(total)))
        left[low:high] = 0
    united.sort()
    return np.array([each[0] for each in united]), np.array([each[1] for each in united])


def _without_noise(
    mz: NDArray[Any], intensity: NDArray[np.float64], noise: float
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    if not intensity.size or intensity.max() <= 0:
        return mz[:0], intensity[:0]
    keep = (intensity > 0) & (intensity >= noise * intensity.max())
    return mz[keep], intensity[keep] / intensity[keep].sum()
