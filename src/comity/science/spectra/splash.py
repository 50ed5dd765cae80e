"""SPLASH, the hashed identifier of a mass spectrum: the same peaks give the same text in every laboratory.

    splash10 - 4 characters: coarse histogram of the strongest peaks - 10 digits: histogram - 20 hex: exact peaks

Source: Wohlgemuth et al., "SPLASH, a hashed identifier for mass spectra", Nature Biotechnology 34 (2016) 1099-1101,
and the published specification of version 10 (mass spectra, version 0).
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.axes import MAXIMUM_PLACE

VERSION: Final = "splash10"
ROUNDING_GUARD: Final = 1e-7  # the specification adds it before every truncation
MZ_FACTOR: Final = 1_000_000
INTENSITY_SCALE: Final = 100
HASH_CHARACTERS: Final = 20
HISTOGRAM_LENGTH: Final = 10
SIMILARITY_BASE, SIMILARITY_BIN = 10, 100
PREFIX_BASE, PREFIX_BIN, PREFIX_CHARACTERS = 3, 5, 4
PREFIX_PEAKS, PREFIX_SHARE_OF_BASE_PEAK = 10, 0.1
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def splash(mz: NDArray[np.float64], intensity: NDArray[np.float64]) -> str:
    """The SPLASH of a list of peaks.

    Parameters
    ----------
    mz
        Mass-to-charge ratios, not negative.
    intensity
        Intensities on any scale, not negative, at least one above 0.

    Raises
    ------
    InputError
        When there is no peak with an intensity above 0.

    References
    ----------
    Wohlgemuth et al., Nature Biotechnology 34 (2016) 1099-1101.

    Examples
    --------
    >>> splash(np.array([100.0, 101.0, 102.0]), np.array([1.0, 2.0, 3.0]))
    'splash10-0udi-0900000000-f5bf6f6a4a1520a35d4f'
    """
    if mz.size and mz.max() > MAXIMUM_PLACE:
        what = message("spectra", "A value on this axis is above {limit}.", limit=MAXIMUM_PLACE)
        raise InputError("too-large", what, where="mz")
    if not intensity.size or intensity.max() <= 0:
        raise InputError(
            "no-signal",
            message("spectra", "No peak has an intensity above zero."),
            where="intensity",
            remedy=message("spectra", "Export the spectrum again with its intensities."),
        )
    relative = intensity / intensity.max() * INTENSITY_SCALE
    return "-".join((VERSION, _prefix(mz, relative), _similarity(mz, relative), _exact(mz, relative)))


def _exact(mz: NDArray[np.float64], relative: NDArray[np.float64]) -> str:
    places = ((mz + ROUNDING_GUARD) * MZ_FACTOR).astype(np.int64)
    heights = (relative + ROUNDING_GUARD).astype(np.int64)
    order = np.lexsort((-heights, places))
    peaks = " ".join(f"{place}:{height}" for place, height in zip(places[order], heights[order], strict=True))
    return hashlib.sha256(peaks.encode()).hexdigest()[:HASH_CHARACTERS]


def _similarity(mz: NDArray[np.float64], relative: NDArray[np.float64]) -> str:
    levels = _histogram(mz, relative, bin_width=SIMILARITY_BIN, base=SIMILARITY_BASE)
    return "".join(DIGITS[level] for level in levels)


def _prefix(mz: NDArray[np.float64], relative: NDArray[np.float64]) -> str:
    # The strongest peaks first; of equal ones the one at the lower m/z.
    kept = np.lexsort((mz, -relative))[:PREFIX_PEAKS]
    kept = kept[relative[kept] + ROUNDING_GUARD >= PREFIX_SHARE_OF_BASE_PEAK * INTENSITY_SCALE]
    number = 0
    for level in _histogram(mz[kept], relative[kept], bin_width=PREFIX_BIN, base=PREFIX_BASE):
        number = number * PREFIX_BASE + level
    return _in_base_36(number).rjust(PREFIX_CHARACTERS, "0")


def _histogram(mz: NDArray[np.float64], relative: NDArray[np.float64], *, bin_width: int, base: int) -> list[int]:
    bins = (mz / bin_width).astype(np.int64) % HISTOGRAM_LENGTH  # bins wrap around
    sums = np.bincount(bins, weights=relative, minlength=HISTOGRAM_LENGTH)
    return [int(level) for level in (base - 1) * sums / sums.max() + ROUNDING_GUARD]


def _in_base_36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text
