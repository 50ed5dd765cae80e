"""The evidence for each candidate compound as numbers, in a fixed order, for ranking and for probabilities."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.candidates import Candidate, mass_difference
from comity.science.spectra.familiar import Familiar
from comity.science.spectra.index.scoring import Mode, Query
from comity.science.spectra.mass_differences import NO_DIFFERENCE_FOUND, difference_costs
from comity.science.spectra.similarity.cosine import FULL_SCORE
from comity.science.spectra.spectrum import Spectrum

FEATURES: Final = (
    "score",
    "matched",
    "score × matched",
    "score²",
    "score behind best",
    "share of peaks",
    "hybrid",
    "open",
    "neutral loss",
    "hybrid matched",
    "open matched",
    "neutral loss matched",
    "open behind best",
    "neutral loss behind best",
    "open × matched",
    "neutral loss × matched",
    "open²",
    "neutral loss²",
    "match factor",
    "reverse match factor",
    "match factor behind best",
    "reverse behind best",
    "match factor²",
    "nothing left, as in the query",
    "precursor agrees",
    "agreeing spectra",
    "difference known",
    "isomer",
    "size of difference",
    "share of mass",
    "simple difference",
    "very simple difference",
    "no difference found",
    "simple difference × hybrid",
    "simple difference × open",
    "simple difference × neutral loss",
    "mass",
    "familiar difference",
    "familiar pairs",
    "familiar difference × hybrid",
    "familiar difference × open",
    "familiar difference × neutral loss",
    "familiar pairs × hybrid",
    "retention index known",
    "retention index within 15",
    "retention index within 60",
)
ISOMER: Final = 0.003
RETENTION_WIDTHS: Final = (15.0, 60.0)
"""In units of the index: one column and programme, or two of a kind."""
CLOSE: Final = 0.9
"""Of the best score: spectra of a compound that reach it count as agreeing too."""


def evidence(
    candidates: list[Candidate], mode: Mode, query: Query, spectrum: Spectrum, familiar: Familiar
) -> NDArray[np.float64]:
    """One row for each candidate, one column for each of `FEATURES`."""
    columns = [
        *_columns(candidates, mode, query),
        *_electron_ionisation(candidates),
        *_measurement(candidates, mode, query),
        *_differences(candidates, spectrum, familiar),
        *_retention(candidates, spectrum),
    ]
    return np.column_stack(columns)


def _columns(candidates: list[Candidate], mode: Mode, query: Query) -> list[NDArray[np.float64]]:
    def scores(name: Mode) -> NDArray[np.float64]:
        return np.array([each.score(name) for each in candidates])

    def matched(name: Mode) -> NDArray[np.float64]:
        return np.array([each.matched(name) for each in candidates], dtype=np.float64)

    main, count = scores(mode), matched(mode)
    hybrid, same, loss = scores("hybrid"), scores("open"), scores("neutral-loss")
    same_count, loss_count = np.log1p(matched("open")), np.log1p(matched("neutral-loss"))
    return [
        main, np.log1p(count), main * np.log1p(count), main**2, main - main.max(),
        count / max(query.peaks.count, 1),
        hybrid, same, loss, np.log1p(matched("hybrid")), same_count, loss_count,
        same - same.max(), loss - loss.max(), same * same_count, loss * loss_count, same**2, loss**2,
    ]  # fmt: skip


def _electron_ionisation(candidates: list[Candidate]) -> list[NDArray[np.float64]]:
    factor = np.array([max(row.match_factor for row in each.rows) for each in candidates]) / FULL_SCORE
    reverse = np.array([max(row.reverse_match_factor for row in each.rows) for each in candidates]) / FULL_SCORE
    return [factor, reverse, factor - factor.max(), reverse - reverse.max(), factor**2]


def _measurement(candidates: list[Candidate], mode: Mode, query: Query) -> list[NDArray[np.float64]]:
    empty = [float(not query.peaks.count and any(row.empty for row in each.rows)) for each in candidates]
    tolerance = max(query.precursor_tolerance, 1) / 100_000
    near = [max(_agreement(row.precursor_distance, tolerance) for row in each.rows) for each in candidates]
    support = [_close(each, mode) for each in candidates]
    return [np.array(empty), np.array(near), np.log1p(np.array(support, dtype=np.float64))]


def _close(candidate: Candidate, mode: Mode) -> int:
    """Spectra of a compound that agree nearly as well as its best."""
    best = candidate.score(mode)
    return sum(row.scores.get(mode, 0.0) >= CLOSE * best for row in candidate.rows) if best > 0 else 0


def _agreement(distance: float | None, tolerance: float) -> float:
    return 0.0 if distance is None else max(1 - abs(distance) / tolerance, 0.0)


def _differences(candidates: list[Candidate], spectrum: Spectrum, familiar: Familiar) -> list[NDArray[np.float64]]:
    given = [mass_difference(each.rows[0].record, spectrum) for each in candidates]
    known = np.array([each is not None for each in given], dtype=np.float64)
    size = np.abs(np.array([each or 0.0 for each in given]))
    cost = np.where(known > 0, difference_costs(size), NO_DIFFERENCE_FOUND)
    simple = np.exp(-cost / 3) * known
    mass = np.array([each.rows[0].record.exact_mass or each.rows[0].record.precursor_mz or 0.0 for each in candidates])
    hybrid, same, loss = (
        np.array([each.score(name) for each in candidates]) for name in ("hybrid", "open", "neutral-loss")
    )
    odds, pairs = familiar.values(size)
    odds, pairs = odds * known, pairs * known
    return [
        known, known * (size < ISOMER), known * np.log1p(size), known * size / np.maximum(mass, 50.0),
        simple, np.exp(-cost) * known, known * (cost >= NO_DIFFERENCE_FOUND),
        simple * hybrid, simple * same, simple * loss, mass / 300,
        odds, pairs, odds * hybrid, odds * same, odds * loss, pairs * hybrid,
    ]  # fmt: skip


def _retention(candidates: list[Candidate], spectrum: Spectrum) -> list[NDArray[np.float64]]:
    """Agreement of the retention index with the nearest of a compound's, where query and library give one."""
    asked = spectrum.retention_index
    distances = [
        min(
            (
                abs(row.record.retention_index - asked)
                for row in each.rows
                if asked is not None and row.record.retention_index is not None
            ),
            default=np.inf,
        )
        for each in candidates
    ]
    distance = np.array(distances)
    return [np.isfinite(distance).astype(np.float64), *(np.exp(-distance / width) for width in RETENTION_WIDTHS)]
