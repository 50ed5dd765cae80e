"""From rows of the index to compounds, each with the evidence of all its spectra."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import Best, Mode, Query, best_of, needs_mass
from comity.science.spectra.mass_differences import neutral_mass
from comity.science.spectra.similarity.cosine import FULL_SCORE, IDENTITY, Weighting, neighbour_ratio, weights
from comity.science.spectra.similarity.preparation import UNITS_PER_DALTON
from comity.science.spectra.spectrum import Spectrum

ROWS: Final = 400
"""Best rows by each way of matching that are looked at closely."""

PRECURSOR: Final = "precursor"
MOLECULE: Final = "molecule"
"""Beside the ways of matching: rows for which their mass speaks, nearest first, be it without a common fragment."""

Bests = dict[str, Best]
"""Positions, scores and matched peaks of best rows; the score by `PRECURSOR` and `MOLECULE` is minus the distance."""


Near = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Positions, and how far each lies from what was asked for."""


@dataclass(slots=True)
class Row:
    """One library spectrum beside the query; scores that were not computed are 0."""

    position: int
    record: Record
    scores: dict[str, float] = field(default_factory=dict)
    matched: dict[str, int] = field(default_factory=dict)
    match_factor: float = 0.0
    reverse_match_factor: float = 0.0
    precursor_distance: float | None = None
    empty: bool = False
    other_ion: bool = False
    """Another ion of a molecule of the same mass (other adduct or polarity): a candidate without a fragment score."""


@dataclass(slots=True)
class Candidate:
    """A compound with those of its spectra that were looked at."""

    compound: str
    rows: list[Row]
    value: float = 0.0

    def best(self, mode: Mode) -> Row:
        """Its spectrum that agrees best by one way of matching."""
        return min(self.rows, key=lambda row: (-row.scores.get(mode, 0.0), row.record.identifier, row.position))

    def score(self, mode: Mode) -> float:
        """Its best score by one way of matching."""
        return max(row.scores.get(mode, 0.0) for row in self.rows)

    def matched(self, mode: Mode) -> int:
        """Its largest number of matched peaks by one way of matching."""
        return max(row.matched.get(mode, 0) for row in self.rows)


def candidates(
    index: Index, query: Query, spectrum: Spectrum, modes: Iterable[Mode], rows: int = ROWS
) -> list[Candidate]:
    """Compounds among the best rows by any of `modes`, spectra of the other polarity left out."""
    return grouped(best_rows(index, query, spectrum, modes, rows))


def best_rows(
    index: Index,
    query: Query,
    spectrum: Spectrum,
    modes: Iterable[Mode],
    rows: int = ROWS,
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> list[Row]:
    """The best rows by any of `modes`; a row that is not among the best by some way has no score by it.

    Where `allowed` is given, positions without it take no part.
    """
    return rows_of(index, query, spectrum, best_scores(index, query, spectrum, modes, rows, allowed=allowed))


def best_scores(
    index: Index,
    query: Query,
    spectrum: Spectrum,
    modes: Iterable[Mode],
    rows: int = ROWS,
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> Bests:
    """The best rows by each of `modes`; for identity of product ions also those that the mass alone speaks for."""
    used = [mode for mode in modes if not needs_mass(query, mode)]
    best: Bests = {mode: best_of(index, query, mode, rows, allowed=allowed) for mode in used}
    if "identity" in used and query.kind == "msms":
        best[PRECURSOR] = _nearest(_by_precursor(index, query, spectrum, allowed), rows)
        best[MOLECULE] = _nearest(_by_molecule(index, query, spectrum, allowed), rows)
    return best


def belonging(best: Bests, modes: Sequence[Mode]) -> Bests:
    """What belongs to some of the ways of matching."""
    wanted = (*modes, *((PRECURSOR, MOLECULE) if "identity" in modes else ()))
    return {way: best[way] for way in wanted if way in best}


def rows_of(index: Index, query: Query, spectrum: Spectrum, best: Bests) -> list[Row]:
    """What is known about the best rows, without those of the other polarity."""
    found: dict[int, Row] = {}
    for way, columns in best.items():
        for position, value, matched in zip(*(each.tolist() for each in columns), strict=True):
            row = found.get(position)
            if row is None:
                row = found[position] = Row(position, index.record(position), other_ion=way == MOLECULE)
            if way == PRECURSOR:
                segment, place = index.locate(position)
                row.empty = not int(segment.arrays["peaks"][place])
            elif way == MOLECULE:
                row.precursor_distance = -value if row.other_ion else None
            else:
                row.scores[way], row.matched[way] = value, matched
    wanted = [row for row in found.values() if row.other_ion or _same_polarity(row.record, spectrum)]
    for row in wanted:
        if row.precursor_distance is None and spectrum.precursor_mz and row.record.precursor_mz:
            row.precursor_distance = row.record.precursor_mz - spectrum.precursor_mz
    if query.kind == "ei":
        add_match_factors(index, query, wanted)
    return wanted


def best_of_shards(shards: Sequence[Bests], rows: int = ROWS) -> list[Bests]:
    """For each shard those of its best rows that are among the best `rows` of all shards; ties by order of shards."""
    kept: list[Bests] = [{} for _ in shards]
    for mode in shards[0] if shards else ():
        scores = np.concatenate([each[mode][1] for each in shards])
        shard = np.repeat(np.arange(len(shards)), [each[mode][1].size for each in shards])
        chosen = np.zeros(scores.size, np.bool_)
        chosen[np.argsort(-scores, kind="stable")[:rows]] = True
        for number, each in enumerate(shards):
            positions, values, matched = each[mode]
            here = chosen[shard == number]
            kept[number][mode] = positions[here], values[here], matched[here]
    return kept


def joined_rows(shards: Iterable[list[Row]], modes: Sequence[Mode]) -> list[Row]:
    """The rows of several shards in the order in which one index would have given them."""

    def place(row: Row) -> tuple[int, float, int]:
        for number, mode in enumerate(modes):
            if mode in row.scores:
                return number, -row.scores[mode], row.position
        return len(modes) + row.other_ion, abs(row.precursor_distance or 0.0), row.position

    return sorted((row for shard in shards for row in shard), key=place)


def grouped(rows: Iterable[Row]) -> list[Candidate]:
    """Rows by compound, in order of first appearance."""
    by_compound: dict[str, list[Row]] = {}
    for row in rows:
        by_compound.setdefault(row.record.compound, []).append(row)
    return [Candidate(compound, members) for compound, members in by_compound.items()]


def mass_difference(record: Record, spectrum: Spectrum) -> float | None:
    """Query minus library in dalton: of the molecules where both ions are understood, else of the precursors."""
    library, query = _mass(record), _mass(spectrum)
    if library is not None and query is not None:
        return query - library
    if spectrum.precursor_mz and record.precursor_mz:
        return spectrum.precursor_mz - record.precursor_mz
    return None


def add_match_factors(index: Index, query: Query, rows: list[Row], weighting: Weighting = IDENTITY) -> None:
    """Composite match factor and its reverse for rows of whole m/z, from their peaks at the query's m/z."""
    from comity.science.spectra.index import nominal

    own = weights(query.peaks, weighting)
    for row in rows:
        segment, place = index.locate(row.position)
        out = np.zeros((1, query.peaks.count), np.float32)
        nominal.take_heights(
            segment.arrays["ion.local"],
            segment.arrays["ion.height"],
            segment.arrays["ion.start"],
            query.peaks.mz,
            np.array([place]),
            out,
        )
        common = out[0] > 0
        if not common.any():
            continue
        raised = (2.0 * out[0][common].astype(np.float64)) ** (1 / float(segment.arrays["power"][place]))
        height = raised / float(segment.arrays["total"][place])
        mz = query.peaks.mz[common].astype(np.float64)
        library = mz**weighting.mass * height**weighting.intensity
        dot = float(own[common] @ library) ** 2 / float(segment.arrays["norm"][place])
        ratio = neighbour_ratio(query.peaks.intensity[common] / height)
        pairs = int(common.sum())
        row.match_factor = _composite(dot / float(own @ own), ratio, query.peaks.count, pairs)
        row.reverse_match_factor = _composite(dot / float(own[common] @ own[common]), ratio, pairs, pairs)


def _composite(dot: float, ratio: float, count: int, pairs: int) -> float:
    neighbours = pairs if pairs > 1 else 0
    return FULL_SCORE * min((count * dot + neighbours * ratio) / (count + neighbours), 1.0)


def _by_precursor(index: Index, query: Query, spectrum: Spectrum, allowed: NDArray[np.bool_] | None) -> list[Near]:
    """Spectra whose precursor agrees are candidates even without a common fragment."""
    found = []
    for segment, offset in index.of_kind("msms"):
        low, high = query.peaks.mass - query.precursor_tolerance, query.peaks.mass + query.precursor_tolerance
        first, last = np.searchsorted(segment.arrays["mass"], [low, high + 1])
        places = _allowed(np.arange(int(first), int(last)), offset, allowed)
        found.append((places + offset, segment.arrays["number.precursor_mz"][places] - (spectrum.precursor_mz or 0.0)))
    return found


def _by_molecule(index: Index, query: Query, spectrum: Spectrum, allowed: NDArray[np.bool_] | None) -> list[Near]:
    """Other ions of molecules of the query's mass are candidates too: the library may hold the other polarity alone."""
    mass = neutral_mass(spectrum.precursor_mz or 0.0, spectrum.precursor_type)
    if mass is None:
        return []
    found, tolerance = [], query.precursor_tolerance / UNITS_PER_DALTON
    for segment, offset in index.of_kind("msms"):
        distances = segment.arrays["number.exact_mass"] - mass
        places = _allowed(np.flatnonzero(np.abs(distances) <= tolerance), offset, allowed)
        found.append((places + offset, distances[places]))
    return found


def _nearest(found: list[Near], rows: int) -> Best:
    place = np.concatenate([np.empty(0, np.int64), *(each for each, _ in found)])
    distance = np.abs(np.concatenate([np.empty(0), *(each for _, each in found)]))
    order = np.lexsort((place, distance))[:rows]
    return place[order], -distance[order], np.zeros(order.size, np.int64)


def _allowed(places: NDArray[np.int64], offset: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    return places if allowed is None else places[allowed[offset + places]]


def _same_polarity(record: Record, spectrum: Spectrum) -> bool:
    return not record.polarity or not spectrum.polarity or record.polarity == spectrum.polarity


def _mass(known: Record | Spectrum) -> float | None:
    if known.precursor_mz and known.precursor_type:
        mass = neutral_mass(known.precursor_mz, known.precursor_type)
        if mass is not None:
            return mass
    return known.exact_mass
