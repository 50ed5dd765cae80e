"""Entropy similarity, peak by peak: slow, short and exact, the measure for every fast search.

    S(A, B) = Σ h(aᵢ/2, bⱼ/2) over matched pairs,   h(x, y) = (x + y) log₂(x + y) − x log₂ x − y log₂ y

with a, b the entropy-weighted heights (sum 1); 1 for equal spectra, 0 without a common peak.

Which peaks are a pair. *Open*: |m_A − m_B| ≤ tolerance. *Neutral loss*: the same with precursor − m/z on both sides.
*Hybrid*: a peak is first matched where it stands; only if neither it nor its partner is matched so, it may match
shifted by the difference of the precursors (Li and Fiehn 2023). Cleaned peaks are more than two tolerances apart, so
that a peak never has two partners of one kind and no choice is left to an order of search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.science.spectra.similarity.preparation import Peaks, entropy_weighted

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A score from 0 to 1 with the number of pairs of peaks behind it."""

    score: float
    matched_peaks: int


def entropy_similarity(query: Peaks, library: Peaks, tolerance: int) -> Match:
    """Similarity of two spectra by peaks at the same m/z.

    Parameters
    ----------
    query, library
        From `prepare`.
    tolerance
        In the unit of the axis: 10 µDa, or whole m/z (then 0) for electron ionisation.

    References
    ----------
    Y. Li et al. (2021), Nature Methods 18, 1524-1531, eq. 1-4.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([5806510, 9105480]), np.array([0.5, 0.5]), 0)
    >>> other = Peaks(np.array([5806600, 11906000]), np.array([0.5, 0.5]), 0)
    >>> entropy_similarity(one, other, 2000)
    Match(score=0.5, matched_peaks=1)
    """
    return _scored(query, library, direct_pairs(query, library, tolerance))


def neutral_loss_similarity(query: Peaks, library: Peaks, tolerance: int) -> Match:
    """Similarity by equal losses from the precursor; 0 when a precursor is not known.

    References
    ----------
    Y. Li, O. Fiehn (2023), Nature Methods 20, 1475-1478.

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([58, 91]), np.array([0.5, 0.5]), 149, nominal=True)
    >>> homologue = Peaks(np.array([72, 105]), np.array([0.5, 0.5]), 163, nominal=True)
    >>> neutral_loss_similarity(one, homologue, 0).score
    1.0
    """
    if not query.mass or not library.mass:
        return Match(0.0, 0)
    return _scored(query, library, shifted_pairs(query, library, tolerance))


def hybrid_similarity(query: Peaks, library: Peaks, tolerance: int) -> Match:
    """Similarity by peaks at the same m/z and, for the rest, by peaks shifted by the difference of the masses.

    References
    ----------
    A. S. Moorthy et al. (2017), Analytical Chemistry 89, 13261-13268 (the idea); Y. Li, O. Fiehn (2023), Nature
    Methods 20, 1475-1478 (which pair goes first).

    Examples
    --------
    >>> from comity.science.spectra.similarity.preparation import Peaks
    >>> one = Peaks(np.array([58, 91]), np.array([0.5, 0.5]), 149, nominal=True)
    >>> homologue = Peaks(np.array([72, 91]), np.array([0.5, 0.5]), 163, nominal=True)
    >>> entropy_similarity(one, homologue, 0).score, hybrid_similarity(one, homologue, 0).score
    (0.5, 1.0)
    """
    direct = direct_pairs(query, library, tolerance)
    if not query.mass or not library.mass:
        return _scored(query, library, direct)
    taken_query, taken_library = {i for i, _ in direct}, {j for _, j in direct}
    shifted = [
        (i, j) for i, j in shifted_pairs(query, library, tolerance) if i not in taken_query and j not in taken_library
    ]
    return _scored(query, library, direct + shifted)


def direct_pairs(query: Peaks, library: Peaks, tolerance: int) -> list[Pair]:
    """Positions (query, library) of peaks at the same m/z."""
    distances = np.abs(query.mz[:, None] - library.mz[None, :])
    return [(int(i), int(j)) for i, j in zip(*np.nonzero(distances <= tolerance), strict=True)]


def shifted_pairs(query: Peaks, library: Peaks, tolerance: int) -> list[Pair]:
    """Positions (query, library) of peaks at the same distance from their precursor."""
    losses = np.abs((query.mass - query.mz)[:, None] - (library.mass - library.mz)[None, :])
    return [(int(i), int(j)) for i, j in zip(*np.nonzero(losses <= tolerance), strict=True)]


def _scored(query: Peaks, library: Peaks, pairs: list[Pair]) -> Match:
    a = entropy_weighted(query.intensity) / 2
    b = entropy_weighted(library.intensity) / 2
    return Match(float(sum(_common(a[i], b[j]) for i, j in pairs)), len(pairs))


def _common(x: float, y: float) -> float:
    return float((x + y) * np.log2(x + y) - x * np.log2(x) - y * np.log2(y))
