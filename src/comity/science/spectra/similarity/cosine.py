"""Cosine scores with weights m^a I^b, the composite score of electron ionisation, and its reverse.

    dot  = (Σ w_A w_B)² / (Σ w_A² Σ w_B²)                      Stein and Scott's F_D; `weighted_cosine` is its root
    ratio = Σ (w_B,i w_A,i−1 / (w_B,i−1 w_A,i))^±1 / N          their F_R over neighbouring common peaks, exponent so
                                                               that each term is at most 1, w = m I^b without mass here
    match factor = 999 (N_A dot + N_AB ratio) / (N_A + N_AB)

Reverse: the query's peaks that the library spectrum lacks are left out, which forgives a mixture its other parts.

Pairs are assigned one to one so that the sum is largest (linear assignment), also where two peaks compete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.similarity.entropy import Match, Pair
from comity.science.spectra.similarity.preparation import UNITS_PER_DALTON, Peaks

FULL_SCORE: Final = 999.0


@dataclass(frozen=True, slots=True)
class Weighting:
    """Powers of m/z and of height."""

    mass: float
    intensity: float


IDENTITY: Final = Weighting(mass=1.3, intensity=0.53)
"""For finding the same compound: heavy peaks tell more (Kim et al. 2012 found these powers for EI)."""
ANALOGUE: Final = Weighting(mass=0.0, intensity=0.5)
"""For finding relatives: their heavy peaks are just those that differ."""


def weighted_cosine(query: Peaks, library: Peaks, tolerance: int, weighting: Weighting = ANALOGUE) -> Match:
    """Cosine of the weighted heights, peaks at the same m/z.

    References
    ----------
    S. E. Stein, D. R. Scott (1994), J. Am. Soc. Mass Spectrom. 5, 859-866.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([58, 91]), np.array([0.5, 0.5]), 0, nominal=True)
    >>> other = Peaks(np.array([58, 119]), np.array([0.5, 0.5]), 0, nominal=True)
    >>> round(weighted_cosine(one, other, 0).score, 6)
    0.5
    """
    return _cosine(query, library, _near(query.mz, library.mz, tolerance), weighting)


def modified_cosine(query: Peaks, library: Peaks, tolerance: int, weighting: Weighting = ANALOGUE) -> Match:
    """Cosine where a peak may also match shifted by the difference of the masses, assigned for the largest sum.

    References
    ----------
    J. Watrous et al. (2012), PNAS 109, E1743-E1752.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([58, 91]), np.array([0.5, 0.5]), 149, nominal=True)
    >>> homologue = Peaks(np.array([72, 91]), np.array([0.5, 0.5]), 163, nominal=True)
    >>> round(modified_cosine(one, homologue, 0).score, 6)
    1.0
    """
    allowed = _near(query.mz, library.mz, tolerance)
    if query.mass and library.mass:
        allowed |= _near(query.mass - query.mz, library.mass - library.mz, tolerance)
    return _cosine(query, library, allowed, weighting)


def match_factor(query: Peaks, library: Peaks, weighting: Weighting = IDENTITY) -> Match:
    """Composite match factor from 0 to 999 for spectra at whole m/z.

    References
    ----------
    S. E. Stein, D. R. Scott (1994), J. Am. Soc. Mass Spectrom. 5, 859-866, eq. 5-7.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([58, 91]), np.array([0.75, 0.25]), 0, nominal=True)
    >>> round(match_factor(one, one).score, 6)
    999.0
    """
    return composite(query, library, weighting, query.count)


def reverse_match_factor(query: Peaks, library: Peaks, weighting: Weighting = IDENTITY) -> Match:
    """The match factor without the query's peaks that the library spectrum lacks.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> mixture = Peaks(np.array([58, 82, 91]), np.array([0.6, 0.2, 0.2]), 0, nominal=True)
    >>> pure = Peaks(np.array([58, 91]), np.array([0.75, 0.25]), 0, nominal=True)
    >>> round(reverse_match_factor(mixture, pure).score, 6)
    999.0
    """
    common = np.isin(query.mz, library.mz)
    reduced = Peaks(query.mz[common], query.intensity[common], query.mass, query.nominal)
    return composite(reduced, library, weighting, reduced.count)


def composite(query: Peaks, library: Peaks, weighting: Weighting, count: int) -> Match:
    """Dot product and ratio of neighbours, weighed by the number of peaks behind each."""
    _, i, j = np.intersect1d(query.mz, library.mz, assume_unique=True, return_indices=True)
    if not i.size:
        return Match(0.0, 0)
    a, b = weights(query, weighting), weights(library, weighting)
    dot = float((a[i] @ b[j]) ** 2 / ((a @ a) * (b @ b)))
    ratio = neighbour_ratio(query.intensity[i] / library.intensity[j])
    common = i.size if i.size > 1 else 0
    return Match(FULL_SCORE * (count * dot + common * ratio) / (count + common), int(i.size))


def neighbour_ratio(quotients: NDArray[np.float64], power: float = IDENTITY.intensity) -> float:
    """Mean agreement of neighbouring common peaks: 1 when all heights stand in one proportion."""
    if quotients.size < 2:
        return 0.0
    steps = (quotients[1:] / quotients[:-1]) ** power
    return float(np.mean(np.minimum(steps, 1 / steps)))


def weights(peaks: Peaks, weighting: Weighting) -> NDArray[np.float64]:
    """m^a I^b, m in dalton."""
    dalton = peaks.mz if peaks.nominal else peaks.mz / UNITS_PER_DALTON
    return np.asarray(dalton**weighting.mass * peaks.intensity**weighting.intensity, dtype=np.float64)


def _near(a: NDArray[np.int64], b: NDArray[np.int64], tolerance: int) -> NDArray[np.bool_]:
    return np.asarray(np.abs(a[:, None] - b[None, :]) <= tolerance)


def _cosine(query: Peaks, library: Peaks, allowed: NDArray[np.bool_], weighting: Weighting) -> Match:
    if not query.count or not library.count:
        return Match(0.0, 0)
    a, b = weights(query, weighting), weights(library, weighting)
    products = np.outer(a, b) * allowed
    pairs = _best_pairs(products)
    norm = np.sqrt((a @ a) * (b @ b))
    return Match(min(float(sum(products[i, j] for i, j in pairs) / norm), 1.0), len(pairs))


def _best_pairs(products: NDArray[np.float64]) -> list[Pair]:
    from scipy.optimize import linear_sum_assignment  # slow to import, and only this score needs it

    rows, columns = linear_sum_assignment(products, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if products[i, j] > 0]
