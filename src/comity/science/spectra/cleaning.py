"""Cleaning before comparison: each rule a small function over two columns, and the usual set of them in one.

Order, as in Li et al. (Nature Methods 18 (2021) 1524-1531) and Li & Fiehn (Nature Methods 20 (2023) 1475-1478):

1. peaks without intensity go; 2. peaks near and above the precursor go; 3. peaks closer than a window become one;
4. peaks below a share of the base peak go; 5. intensities are normalised.

Electron-ionisation spectra at nominal mass are binned to whole numbers instead of 2 and 3. Measured values stay in the
`Spectrum`; cleaning makes another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.spectrum import Spectrum

Column = NDArray[np.float64]
Normalisation = Literal["sum", "base peak", "none"]

NOISE_SHARE: Final = 0.01  # of the base peak
MERGE_WINDOW: Final = 0.05  # dalton
PRECURSOR_MARGIN: Final = 1.6  # dalton below the precursor, so that its isotopes and itself do not decide a match
NOMINAL_SHIFT: Final = 0.3  # a nominal mass n reaches from n - 0.3 to n + 0.7, as quadrupole software bins it


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """What to apply; the defaults are those of entropy similarity for MS/MS.

    Parameters
    ----------
    noise_share
        Peaks below this share of the base peak go; 0 keeps all.
    merge_window
        Peaks closer than this (Da) become one; 0 keeps all.
    precursor_margin
        Peaks above precursor minus this (Da) go; `None` keeps them. Nothing happens where the precursor is unknown.
    nominal
        Whether peaks are binned to whole m/z (electron ionisation); the two rules before are then left out.
    normalisation
        `sum` (intensities add up to 1), `base peak` (largest is 1) or `none`.
    """

    noise_share: float = NOISE_SHARE
    merge_window: float = MERGE_WINDOW
    precursor_margin: float | None = PRECURSOR_MARGIN
    nominal: bool = False
    normalisation: Normalisation = "sum"

    def __post_init__(self) -> None:
        if not 0 <= self.noise_share < 1:
            what = message(
                "spectra", "The noise share must lie between 0 and 1; it is {value}.", value=self.noise_share
            )
            raise InputError("noise-share", what, where="noise_share")
        if not 0 <= self.merge_window < 1:
            what = message(
                "spectra", "The merge window must lie between 0 and 1 Da; it is {value}.", value=self.merge_window
            )
            raise InputError("merge-window", what, where="merge_window")


MSMS_RULES: Final = CleaningRules()
EI_RULES: Final = CleaningRules(nominal=True, precursor_margin=None)


def clean(spectrum: Spectrum, rules: CleaningRules | None = None) -> Spectrum:
    """The spectrum ready for comparison; without `rules`, those for its technique.

    Examples
    --------
    >>> raw = Spectrum.from_peaks([(82.06, 60.0), (82.07, 20.0), (182.1, 20.0), (303.9, 50.0)], precursor_mz=304.15)
    >>> clean(raw).intensity.tolist()
    [0.8, 0.2]
    """
    chosen = rules or (EI_RULES if spectrum.technique == "ei" else MSMS_RULES)
    mz, intensity = without_empty(spectrum.mz, spectrum.intensity)
    if chosen.nominal:
        mz, intensity = nominal_bins(mz, intensity)
    else:
        if spectrum.precursor_mz is not None and chosen.precursor_margin is not None:
            mz, intensity = below(mz, intensity, spectrum.precursor_mz - chosen.precursor_margin)
        mz, intensity = merged(mz, intensity, window=chosen.merge_window)
    mz, intensity = without_noise(mz, intensity, share=chosen.noise_share)
    return spectrum.with_peaks(mz, normalised(intensity, chosen.normalisation))


def without_empty(mz: Column, intensity: Column) -> tuple[Column, Column]:
    """Only peaks with an intensity above zero."""
    keep = intensity > 0
    return mz[keep], intensity[keep]


def below(mz: Column, intensity: Column, limit: float) -> tuple[Column, Column]:
    """Only peaks at or below `limit`.

    Examples
    --------
    >>> below(np.array([50.0, 300.0]), np.array([1.0, 2.0]), 298.0)[0].tolist()
    [50.0]
    """
    end = int(np.searchsorted(mz, limit, side="right"))
    return mz[:end], intensity[:end]


def without_noise(mz: Column, intensity: Column, *, share: float = NOISE_SHARE) -> tuple[Column, Column]:
    """Only peaks of at least `share` of the base peak."""
    if not intensity.size:
        return mz, intensity
    keep = intensity >= share * intensity.max()
    return mz[keep], intensity[keep]


def merged(mz: Column, intensity: Column, *, window: float = MERGE_WINDOW) -> tuple[Column, Column]:
    """Peaks closer than `window` joined, strongest first; m/z weighted by intensity, intensities added.

    Repeated until all gaps are at least `window` wide.

    Examples
    --------
    >>> merged(np.array([100.00, 100.04, 100.2]), np.array([3.0, 1.0, 1.0]))[0].round(3).tolist()
    [100.01, 100.2]
    """
    while mz.size > 1 and (np.diff(mz) < window).any():
        mz, intensity = _merged_once(mz, intensity, window)
    return mz, intensity


def _merged_once(mz: Column, intensity: Column, window: float) -> tuple[Column, Column]:
    lower = np.searchsorted(mz, mz - window, side="left")
    upper = np.searchsorted(mz, mz + window, side="right")
    free = np.ones(mz.size, dtype=bool)
    joined: list[tuple[float, float]] = []
    for peak in np.argsort(intensity, kind="stable")[::-1]:
        if free[peak]:
            group = np.arange(lower[peak], upper[peak])[free[lower[peak] : upper[peak]]]
            total = float(intensity[group].sum())
            # Without any intensity there is nothing to weigh by; the place of the peak itself stands.
            centre = float(np.dot(mz[group], intensity[group]) / total) if total > 0 else float(mz[peak])
            joined.append((centre, total))
            free[group] = False
    table = np.array(sorted(joined))
    return table[:, 0], table[:, 1]


def nominal_bins(mz: Column, intensity: Column, *, shift: float = NOMINAL_SHIFT) -> tuple[Column, Column]:
    """Whole m/z with the intensities added: n holds everything from n - `shift` to n + 1 - `shift`.

    Examples
    --------
    >>> nominal_bins(np.array([43.02, 43.05, 57.9]), np.array([1.0, 2.0, 5.0]))
    (array([43., 58.]), array([3., 5.]))
    """
    if not mz.size:
        return mz, intensity
    whole = np.maximum(np.floor(mz + shift), 1.0)
    starts = np.flatnonzero(np.concatenate(([True], whole[1:] != whole[:-1])))
    return whole[starts], np.add.reduceat(intensity, starts)


def normalised(intensity: Column, how: Normalisation = "sum") -> Column:
    """Intensities divided by their sum or by the largest; unchanged where all are zero.

    Examples
    --------
    >>> normalised(np.array([1.0, 3.0])).tolist(), normalised(np.array([1.0, 4.0]), "base peak").tolist()
    ([0.25, 0.75], [0.25, 1.0])
    """
    if how == "none" or not intensity.size:
        return intensity
    size = float(intensity.sum() if how == "sum" else intensity.max())
    return intensity / size if size > 0 else intensity
