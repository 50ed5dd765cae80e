"""From rows of the index to compounds, each with the evidence of all its spectra."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import Mode, Query, best_of, needs_mass
from comity.science.spectra.mass_differences import neutral_mass
from comity.science.spectra.similarity.cosine import FULL_SCORE, IDENTITY, Weighting, neighbour_ratio, weights
from comity.science.spectra.similarity.preparation import UNITS_PER_DALTON
from comity.science.spectra.spectrum import Spectrum

ROWS: Final = 400
"""Best rows by each way of matching that are looked at closely."""


@dataclass(slots=True)
class Row:
    """One library spectrum beside the query; scores that were not computed are 0."""

    position: int
    record: Record
    scores: dict[Mode, float] = field(default_factory=dict)
    matched: dict[Mode, int] = field(default_factory=dict)
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
    found: dict[int, Row] = {}
    for mode in modes:
        if needs_mass(query, mode):
            continue
        best = best_of(index, query, mode, rows, allowed=allowed)
        for position, value, matched in zip(*(each.tolist() for each in best), strict=True):
            row = found.setdefault(position, Row(position, index.record(position)))
            row.scores[mode], row.matched[mode] = value, matched
        if mode == "identity" and query.kind == "msms":
            _add_by_precursor(index, query, found, rows, allowed)
            _add_by_mass(index, query, spectrum, found, rows, allowed)
    wanted = [row for row in found.values() if row.other_ion or _same_polarity(row.record, spectrum)]
    for row in wanted:
        if row.precursor_distance is None and spectrum.precursor_mz and row.record.precursor_mz:
            row.precursor_distance = row.record.precursor_mz - spectrum.precursor_mz
    if query.kind == "ei":
        add_match_factors(index, query, wanted)
    return wanted


def joined_rows(shards: Iterable[list[Row]], modes: Iterable[Mode], rows: int = ROWS) -> list[Row]:
    """The best rows of several indices as one index would have given them."""
    everything = [row for shard in shards for row in shard]
    by_precursor = [row for row in everything if not row.scores]
    for mode in modes:
        scored = sorted(
            (row for row in everything if mode in row.scores), key=lambda row: (-row.scores[mode], row.position)
        )
        for row in scored[rows:]:
            del row.scores[mode], row.matched[mode]
    return [row for row in everything if row.scores] + by_precursor


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


def _add_by_precursor(
    index: Index, query: Query, found: dict[int, Row], rows: int, allowed: NDArray[np.bool_] | None
) -> None:
    """Spectra whose precursor agrees are candidates even without a common fragment."""
    for segment, offset in index.of_kind("msms"):
        low, high = query.peaks.mass - query.precursor_tolerance, query.peaks.mass + query.precursor_tolerance
        first, last = np.searchsorted(segment.arrays["mass"], [low, high + 1])
        for place in _allowed(np.arange(int(first), int(last)), offset, allowed)[:rows].tolist():
            row = found.setdefault(offset + place, Row(offset + place, index.record(offset + place)))
            row.empty = not int(segment.arrays["peaks"][place])


def _add_by_mass(
    index: Index,
    query: Query,
    spectrum: Spectrum,
    found: dict[int, Row],
    rows: int,
    allowed: NDArray[np.bool_] | None,
) -> None:
    """Other ions of molecules of the query's mass are candidates too: the library may hold the other polarity alone."""
    mass = neutral_mass(spectrum.precursor_mz or 0.0, spectrum.precursor_type)
    if mass is None:
        return
    tolerance = query.precursor_tolerance / UNITS_PER_DALTON
    for segment, offset in index.of_kind("msms"):
        distances = segment.arrays["number.exact_mass"] - mass
        near = _allowed(np.flatnonzero(np.abs(distances) <= tolerance), offset, allowed)[:rows]
        for place in near.tolist():
            if offset + place not in found:
                row = Row(offset + place, index.record(offset + place), other_ion=True)
                row.precursor_distance = float(distances[place])
                found[offset + place] = row


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
