"""One query against one index: compounds in order, each with score, matched peaks, probability and difference.

Ways of matching (`mode`): `identity` (product ions: precursors agree; electron ionisation: match factor), `open`
(fragments alone), `neutral-loss`, `hybrid` (fragments, or fragments shifted by the difference of the masses). The
first two ask for the same compound, the last two for relatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from comity.science.spectra.calibration import exclusive, model, shipped
from comity.science.spectra.candidates import Candidate, Row, best_rows, grouped, mass_difference
from comity.science.spectra.evidence import evidence
from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.scoring import MODES, Mode, Query, Tolerances, needs_mass, ready
from comity.science.spectra.mass_differences import Difference, likely_difference
from comity.science.spectra.similarity.cosine import FULL_SCORE
from comity.science.spectra.spectrum import Spectrum

NEAR_TIE: Final = 0.05
"""Scores this close do not tell isomers apart: measured spectra of one compound differ by more (see docs)."""

UNLIKELY: Final = 0.5
LIKELY: Final = 0.5
FAMILY_HITS: Final = 10
TOLERANCES: Final = Tolerances()


@dataclass(frozen=True, slots=True)
class Hit:
    """A compound of the library as an answer, by its best spectrum."""

    position: int
    record: Record
    score: float
    matched_peaks: int
    probability: float
    spectra: int
    near_tie: int | None
    """Number of the group of isomers that the scores do not tell apart; None when the hit stands alone."""
    mass_difference: float | None
    difference: Difference | None
    match_factor: float | None = None
    reverse_match_factor: float | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """How likely it is that the compound is not in the library, and what it is then most plausibly."""

    probability: float
    family: str = ""
    family_share: float = 0.0
    nearest: Hit | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer: hits in order, and for `identity` and `open` the chance that none of them is right."""

    mode: Mode
    hits: tuple[Hit, ...]
    absence: Absence | None
    peaks: int
    without_mass: bool
    """The way of matching wanted a precursor or molecular mass and the query has none: fragments alone were used."""


class Library(Protocol):
    """What can be searched beside an `Index`: something that gives the best rows of many."""

    @property
    def manifest(self) -> Manifest:
        """How the spectra were cleaned."""
        ...

    def best_rows(self, query: Query, spectrum: Spectrum, modes: Sequence[Mode]) -> list[Row]:
        """As `candidates.best_rows` gives them for one index."""
        ...


def search(
    index: Index | Library,
    spectrum: Spectrum,
    mode: Mode = "identity",
    *,
    top: int = 10,
    tolerances: Tolerances = TOLERANCES,
) -> Hits:
    """Compounds of the library that explain a spectrum.

    Parameters
    ----------
    index
        An open index.
    spectrum
        Product ions or electron ionisation; searched among the library's spectra of its kind.
    mode
        How peaks are matched, see above.
    top
        Number of compounds at most.
    tolerances
        For fragments and precursors, in dalton; not used for electron ionisation (whole m/z).

    Raises
    ------
    InputError
        No peak is left to search with, or a tolerance is out of range.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> library = [Spectrum.from_peaks([(58.065, 9), (91.054, 6)], name="Invented", precursor_mz=150.128)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = Index.build(pathlib.Path(folder), library)
    ...     hit = search(index, library[0]).hits[0]
    >>> hit.record.name, round(hit.score, 4), hit.matched_peaks
    ('Invented', 1.0, 2)
    """
    query = ready(index, spectrum, tolerances)
    without_mass = needs_mass(query, mode)
    used: Mode = "open" if without_mass else mode
    same = used in ("identity", "open")
    ranked = ranking(index, query, spectrum, used) if same else relatives(index, query, spectrum, used)
    hits = _hits(ranked, used, spectrum, top, exclusive_answers=same)
    absence = _absence(index, query, spectrum, hits) if same else None
    return Hits(mode, tuple(hits[:top]), absence, query.peaks.count, without_mass)


def ranking(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[tuple[Candidate, float]]:
    """Candidates with the probability of each by itself, best first."""
    used = ways(query, mode)
    if isinstance(index, Index):
        rows = best_rows(index, query, spectrum, used)
    else:
        rows = index.best_rows(query, spectrum, used)
    found = grouped(rows)
    if not found:
        return []
    fitted = model(query.kind, mode)
    values = fitted.values(evidence(found, mode, query, spectrum, shipped().familiar[query.kind]))
    probabilities = fitted.probabilities(values)
    order = sorted(range(len(found)), key=lambda k: (-values[k], found[k].compound))
    return [(found[k], float(probabilities[k])) for k in order]


def relatives(index: Index | Library, query: Query, spectrum: Spectrum, mode: Mode) -> list[tuple[Candidate, float]]:
    """Candidates for relatives; a compound that `identity` holds for the likelier answer than absence comes first.

    The coefficients for relatives come from compounds that the library lacks. Where it has the compound, that is its
    own nearest relative, and identity search knows it better.
    """
    ranked = ranking(index, query, spectrum, mode)
    if needs_mass(query, "identity"):
        return ranked
    same = ranking(index, query, spectrum, "identity")
    if not same:
        return ranked
    likely = dict(
        zip([each.compound for each, _ in same], exclusive(np.array([chance for _, chance in same])), strict=True)
    )
    raised = [(each, max(chance, float(likely.get(each.compound, 0.0)))) for each, chance in ranked]
    return sorted(raised, key=lambda pair: likely.get(pair[0].compound, 0.0) < LIKELY)


def ways(query: Query, mode: Mode) -> tuple[Mode, ...]:
    """Which scores are computed for a way of matching."""
    if mode == "hybrid":
        return ("hybrid", "open", "neutral-loss") if query.peaks.mass else ("hybrid", "open")
    return ("open",) if query.kind == "ei" and mode == "identity" else (mode,)


def _hits(
    ranked: list[tuple[Candidate, float]], mode: Mode, spectrum: Spectrum, top: int, *, exclusive_answers: bool
) -> list[Hit]:
    chances = np.array([chance for _, chance in ranked])
    if exclusive_answers and chances.size:
        chances = exclusive(chances)
    shown = ranked[: max(top, FAMILY_HITS)]
    hits = [_hit(each, float(chance), mode, spectrum) for (each, _), chance in zip(shown, chances, strict=False)]
    return _with_ties(hits)


def _hit(candidate: Candidate, chance: float, mode: Mode, spectrum: Spectrum) -> Hit:
    electron = spectrum.technique == "ei"
    way: Mode = "open" if electron and mode == "identity" else mode
    row = (
        max(candidate.rows, key=lambda each: each.match_factor)
        if electron and mode == "identity"
        else candidate.best(way)
    )
    delta = mass_difference(row.record, spectrum)
    return Hit(
        position=row.position,
        record=row.record,
        score=row.match_factor / FULL_SCORE if electron and mode == "identity" else row.scores.get(way, 0.0),
        matched_peaks=row.matched.get(way, 0),
        probability=chance,
        spectra=len(candidate.rows),
        near_tie=None,
        mass_difference=delta,
        difference=likely_difference(delta) if delta is not None and not (electron and abs(delta) > 0.5) else None,
        match_factor=row.match_factor if electron else None,
        reverse_match_factor=row.reverse_match_factor if electron else None,
    )


def _with_ties(hits: list[Hit]) -> list[Hit]:
    """Groups of isomers whose scores lie within `NEAR_TIE` of the group's first."""
    from dataclasses import replace

    groups: list[list[int]] = []
    for place, hit in enumerate(hits):
        for group in groups:
            first = hits[group[0]]
            if (
                hit.record.formula
                and hit.record.formula == first.record.formula
                and abs(hit.score - first.score) <= NEAR_TIE
            ):
                group.append(place)
                break
        else:
            groups.append([place])
    number = {place: at for at, group in enumerate(groups, 1) if len(group) > 1 for place in group}
    return [replace(hit, near_tie=number.get(place)) for place, hit in enumerate(hits)]


def _absence(index: Index | Library, query: Query, spectrum: Spectrum, hits: list[Hit]) -> Absence:
    """Family and nearest relative are looked for only when the compound is probably not there."""
    left = max(0.0, 1.0 - sum(hit.probability for hit in hits))
    if left < UNLIKELY:
        return Absence(left)
    near = _hits(ranking(index, query, spectrum, "hybrid"), "hybrid", spectrum, FAMILY_HITS, exclusive_answers=False)
    weight: dict[str, float] = {}
    for hit in near:
        weight[hit.record.family] = weight.get(hit.record.family, 0.0) + hit.probability
    named = {family: value for family, value in weight.items() if family}
    total = sum(weight.values())
    family = max(named, key=lambda each: named[each], default="")
    return Absence(left, family, named[family] / total if family and total else 0.0, near[0] if near else None)


__all__ = ["MODES", "Absence", "Hit", "Hits", "Tolerances", "search"]
