"""One query against one index: compounds in order, each with score, matched peaks, probability and difference.

Ways of matching (`mode`): `identity` (product ions: precursors agree; electron ionisation: match factor), `open`
(fragments alone), `neutral-loss`, `hybrid` (fragments, or fragments shifted by the difference of the masses). The
first two ask for the same compound, the last two for relatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from comity.science.spectra.candidates import Candidate, mass_difference
from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import MODES, Mode, Query, Tolerances, needs_mass, ready
from comity.science.spectra.mass_differences import Difference, likely_difference
from comity.science.spectra.ranking import (
    Library,
    Ranked,
    ranking,
    relatives,
    same_compound,
    same_compound_then_relatives,
)
from comity.science.spectra.similarity.cosine import FULL_SCORE
from comity.science.spectra.spectrum import Spectrum

NEAR_TIE: Final = 0.05
"""Scores this close do not tell isomers apart: measured spectra of one compound differ by more (see docs)."""

UNLIKELY: Final = 0.5
IDENTITY_WAYS: Final[tuple[Mode, ...]] = ("identity", "open")
FAMILY_HITS: Final = 10
TOLERANCES: Final = Tolerances()
_RANKINGS: Final[Mapping[Mode, Callable[[Index | Library, Query, Spectrum, Mode], list[Ranked]]]] = {
    "identity": same_compound,
    "open": same_compound_then_relatives,
    "neutral-loss": relatives,
    "hybrid": relatives,
}


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
    ranked = _RANKINGS[used](index, query, spectrum, used)
    hits = _hits(ranked, used, spectrum, top)
    absence = _absence(index, query, spectrum, [chance for _, chance in ranked]) if same else None
    return Hits(mode, tuple(hits[:top]), absence, query.peaks.count, without_mass)


def _hits(ranked: list[Ranked], mode: Mode, spectrum: Spectrum, top: int) -> list[Hit]:
    return _with_ties([_hit(each, chance, mode, spectrum) for each, chance in ranked[: max(top, FAMILY_HITS)]])


def _hit(candidate: Candidate, chance: float, mode: Mode, spectrum: Spectrum) -> Hit:
    electron = spectrum.technique == "ei"
    way = _way(candidate, "open" if electron and mode == "identity" else mode)
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


def _way(candidate: Candidate, mode: Mode) -> Mode:
    """Where `mode` found the compound by the scores of identity search alone: that way of matching."""
    scored = {way for row in candidate.rows for way in row.scores}
    return next((way for way in (mode, *IDENTITY_WAYS) if way in scored), mode)


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


def _absence(index: Index | Library, query: Query, spectrum: Spectrum, chances: list[float]) -> Absence:
    """Family and nearest relative are looked for only when the compound is probably not there."""
    left = max(0.0, 1.0 - sum(nlargest(FAMILY_HITS, chances)))
    if left < UNLIKELY:
        return Absence(left)
    near = _hits(ranking(index, query, spectrum, "hybrid"), "hybrid", spectrum, FAMILY_HITS)
    weight: dict[str, float] = {}
    for hit in near:
        weight[hit.record.family] = weight.get(hit.record.family, 0.0) + hit.probability
    named = {family: value for family, value in weight.items() if family}
    total = sum(weight.values())
    family = max(named, key=lambda each: named[each], default="")
    return Absence(left, family, named[family] / total if family and total else 0.0, near[0] if near else None)


__all__ = ["MODES", "Absence", "Hit", "Hits", "Tolerances", "search"]
