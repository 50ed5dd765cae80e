"""Invented spectra for the tests of scores, index and search."""

from __future__ import annotations

import numpy as np

from comity.science.spectra.spectrum import Spectrum

POOL = np.round(np.arange(40.0, 420.0, 0.7), 4)


def product_ions(random: np.random.Generator, identifier: str = "", *, peaks: int = 60, known: float = 0.9) -> Spectrum:
    """Peaks near a common pool, so that spectra share some; one in ten without precursor."""
    count = int(random.integers(1, peaks))
    mz = np.unique(random.choice(POOL, count) + random.normal(0, 0.01, count))
    precursor = float(random.integers(150, 420)) + 0.1 * random.random() if random.random() < known else None
    return Spectrum(mz, random.lognormal(0, 1.3, mz.size), "msms", identifier=identifier, precursor_mz=precursor)


def electron_ionisation(random: np.random.Generator, identifier: str = "", *, peaks: int = 60) -> Spectrum:
    """Whole m/z; one in ten without a molecular mass."""
    mz = np.unique(random.integers(30, 300, int(random.integers(2, peaks)))).astype(float)
    mass = float(max(mz[-1], random.integers(100, 330))) if random.random() < 0.9 else None
    return Spectrum(mz, random.lognormal(0, 1.3, mz.size), "ei", identifier=identifier, exact_mass=mass)
