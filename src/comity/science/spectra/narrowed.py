"""A search that knows only some of the spectra of an index: those that a reader may see.

The others take no part in anything: not in the best rows, not in probabilities, not in groups of isomers, not in the
number of spectra of a compound. The answer is the one that an index of the allowed spectra alone would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.candidates import ROWS, Row, add_match_factors
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.scoring import Mode, Query, Scores, needs_mass, score
from comity.science.spectra.spectrum import Spectrum


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """An index of which only some positions are searched.

    Parameters
    ----------
    index
        The open index.
    allowed
        One truth value for each position of the index.

    Raises
    ------
    InputError
        `allowed` is not as long as the index.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from comity.science.spectra.search import search
    >>> peaks = [(58.065, 9), (91.054, 6)]
    >>> library = [Spectrum.from_peaks(peaks, name=name, precursor_mz=150.128) for name in ("Open", "Hidden")]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = Index.build(pathlib.Path(folder), library)
    ...     seen = np.array([index.record(place).name == "Open" for place in range(2)])
    ...     [hit.record.name for hit in search(Narrowed(index, seen), library[0]).hits]
    ['Open']
    """

    index: Index
    allowed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.allowed.shape != (len(self.index),):
            what = message("spectra search", "For every spectrum of the index it must be said whether it is searched.")
            raise InputError("mask-does-not-fit", what, where="allowed")

    @property
    def manifest(self) -> Manifest:
        """How the spectra were cleaned."""
        return self.index.manifest

    def best_rows(self, query: Query, spectrum: Spectrum, modes: Sequence[Mode], rows: int = ROWS) -> list[Row]:
        """The best of the allowed rows by any of `modes`, as `candidates.best_rows` finds them in a whole index."""
        found: dict[int, Row] = {}
        for mode in modes:
            if needs_mass(query, mode):
                continue
            scores = self._without_hidden(score(self.index, query, mode))
            for position, value, matched in zip(*(each.tolist() for each in scores.best(rows)), strict=True):
                row = found.setdefault(position, Row(position, self.index.record(position)))
                row.scores[mode], row.matched[mode] = value, matched
            if mode == "identity" and query.kind == "msms":
                self._add_by_precursor(query, scores, found, rows)
        wanted = [row for row in found.values() if _same_polarity(row, spectrum)]
        for row in wanted:
            if spectrum.precursor_mz and row.record.precursor_mz:
                row.precursor_distance = row.record.precursor_mz - spectrum.precursor_mz
        if query.kind == "ei":
            add_match_factors(self.index, query, wanted)
        return wanted

    def _without_hidden(self, scores: Scores) -> Scores:
        for segment, offset, packed in zip(scores.segments, scores.offset, scores.packed, strict=True):
            packed[: segment.count][~self.allowed[offset : offset + segment.count]] = 0
        return scores

    def _add_by_precursor(self, query: Query, scores: Scores, found: dict[int, Row], rows: int) -> None:
        """Allowed spectra whose precursor agrees are candidates even without a common fragment."""
        for segment, offset in zip(scores.segments, scores.offset, strict=True):
            low, high = query.peaks.mass - query.precursor_tolerance, query.peaks.mass + query.precursor_tolerance
            first, last = np.searchsorted(segment.arrays["mass"], [low, high + 1])
            places = np.flatnonzero(self.allowed[offset + first : offset + last]) + int(first)
            for place in places[:rows].tolist():
                row = found.setdefault(offset + place, Row(offset + place, self.index.record(offset + place)))
                row.empty = not int(segment.arrays["peaks"][place])


def _same_polarity(row: Row, spectrum: Spectrum) -> bool:
    return not row.record.polarity or not spectrum.polarity or row.record.polarity == spectrum.polarity


__all__ = ["Narrowed"]
