"""The order of the candidates, and the probability that is shown with each.

Two questions are asked of every candidate: whether it is the compound itself (p; the probabilities of one query exclude
each other, what is left is a, "not in the library"), and whether it would be a relative of a compound that the library
lacks (r). An answer to `open`, `neutral-loss` and `hybrid` is right when it is the compound itself, or a relative where
the library lacks the compound, so the candidates stand in the order of

    p + a · r

The compound itself thus stands before its relatives as soon as it is likelier than any of them, without a threshold.
Shown is p for `identity` and `open`, and for `neutral-loss` and `hybrid`, where the compound counts as its own nearest
relative, p + (1 − p) · r.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from comity.science.spectra.calibration import OPEN_RELATIVES, exclusive, model, shipped
from comity.science.spectra.candidates import Candidate, Row, best_rows, grouped, mass_difference
from comity.science.spectra.evidence import evidence
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.scoring import Mode, Query
from comity.science.spectra.spectrum import Spectrum

WHOLE_MASS: Final = 0.5
"""Electron ionisation is told whole masses; a candidate further away is not the compound itself."""

Ranked = tuple[Candidate, float]
"""A candidate, and a probability."""


class Library(Protocol):
    """What can be searched beside an `Index`: something that gives the best rows of many."""

    @property
    def manifest(self) -> Manifest:
        """How the spectra were cleaned."""
        ...

    def best_rows(self, query: Query, spectrum: Spectrum, modes: Sequence[Mode]) -> list[Row]:
        """As `candidates.best_rows` gives them for one index."""
        ...


def same_compound(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[Ranked]:
    """Candidates with the probability that each is the compound itself, likeliest first."""
    return _excluding(ranking(index, query, spectrum, mode))


def same_compound_then_relatives(
    index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode = "open"
) -> list[Ranked]:
    """The same probabilities, but candidates that are hardly the compound in the order in which they are relatives."""
    found = candidates(index, query, spectrum, mode)
    itself = _excluding(ranked(found, query, spectrum, mode, mode))
    related = _by_compound(ranked(found, query, spectrum, mode, OPEN_RELATIVES))
    absent = 1 - sum(chance for _, chance in itself)
    return sorted(itself, key=lambda pair: -(pair[1] + absent * related[pair[0].compound]))


def relatives(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[Ranked]:
    """Candidates with the probability that each is the compound itself or a relative; the compound comes first."""
    found = ranking(index, query, spectrum, mode)
    same = of_its_mass(same_compound(index, query, spectrum, "identity"), spectrum)
    itself = _by_compound(same)
    absent = 1 - sum(itself.values())
    seen = {each.compound for each, _ in found}
    found += [(each, 0.0) for each, _ in same if each.compound not in seen and _comparable(each, query)]
    chances = [(each, itself.get(each.compound, 0.0), related) for each, related in found]
    chances.sort(key=lambda each: -(each[1] + absent * each[2]))
    return [(each, same + (1 - same) * related) for each, same, related in chances]


def _comparable(candidate: Candidate, query: Query) -> bool:
    """Whether fragments speak for the compound; one of the same mass without any is left to identity search."""
    return not query.peaks.count or any(score > 0 for row in candidate.rows for score in row.scores.values())


def of_its_mass(same: list[Ranked], spectrum: Spectrum) -> list[Ranked]:
    """Electron ionisation, whose identity search asks for no mass: without candidates that the given mass excludes.

    By Bayes' rule what those held falls to the others and to absence, in proportion.
    """
    if spectrum.technique != "ei":
        return same
    absent = 1 - sum(chance for _, chance in same)
    left = [
        (each, chance)
        for each, chance in same
        if abs(mass_difference(each.rows[0].record, spectrum) or 0.0) <= WHOLE_MASS
    ]
    total = absent + sum(chance for _, chance in left)
    return [(each, chance / total) for each, chance in left] if total > 0 else []


def ranking(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[Ranked]:
    """Candidates with the probability of each by itself, best first."""
    return ranked(candidates(index, query, spectrum, mode), query, spectrum, mode, mode)


def candidates(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[Candidate]:
    """Compounds among the best rows by a way of matching."""
    used = ways(query, mode)
    if isinstance(index, Index):
        return grouped(best_rows(index, query, spectrum, used))
    return grouped(index.best_rows(query, spectrum, used))


def ranked(found: list[Candidate], query: Query, spectrum: Spectrum, mode: Mode, asks: str) -> list[Ranked]:
    """Candidates by the coefficients for one question."""
    if not found:
        return []
    fitted = model(query.kind, asks)
    values = fitted.values(evidence(found, mode, query, spectrum, shipped().familiar[query.kind]))
    probabilities = fitted.probabilities(values)
    order = sorted(range(len(found)), key=lambda k: (-values[k], found[k].compound))
    return [(found[k], float(probabilities[k])) for k in order]


def ways(query: Query, mode: Mode) -> tuple[Mode, ...]:
    """Which scores are computed for a way of matching."""
    if mode == "hybrid":
        return ("hybrid", "open", "neutral-loss") if query.peaks.mass else ("hybrid", "open")
    return ("open",) if query.kind == "ei" and mode == "identity" else (mode,)


def _excluding(found: list[Ranked]) -> list[Ranked]:
    chances = exclusive(np.array([chance for _, chance in found])).tolist()
    return [(each, chance) for (each, _), chance in zip(found, chances, strict=True)]


def _by_compound(found: list[Ranked]) -> dict[str, float]:
    return {each.compound: chance for each, chance in found}
