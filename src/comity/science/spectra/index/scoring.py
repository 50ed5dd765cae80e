"""Scores of one query against the whole index, by any of the four ways of matching."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.index.layout import BLOCK, Packing, packing_for
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.segment import Kind, Segment
from comity.science.spectra.similarity.preparation import (
    UNITS_PER_DALTON,
    Peaks,
    entropy_weighted,
    prepare_nominal,
    prepare_product_ions,
)
from comity.science.spectra.spectrum import Spectrum

Mode = Literal["identity", "open", "neutral-loss", "hybrid"]
MODES: Final[tuple[Mode, ...]] = ("identity", "open", "neutral-loss", "hybrid")
CONTEXT: Final = "spectra search"
FEW: Final = 50
"""Of a million spectra the ten best are found faster by bounds, the 400 best by scoring everything (measured)."""


class Searchable(Protocol):
    """Anything that says how its spectra were cleaned."""

    @property
    def manifest(self) -> Manifest:
        """The list of segments, with the rules of cleaning."""
        ...


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How near two peaks and two precursors must be, in dalton."""

    fragment: float = 0.02
    precursor: float = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A spectrum made ready for one index."""

    kind: Kind
    peaks: Peaks
    heights: NDArray[np.float32]
    tolerance: int
    precursor_tolerance: int
    packing: Packing


Best = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]
"""Positions, scores and matched peaks, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Packed scores of the segments of one kind; `offset` is the position of each segment's first spectrum."""

    packing: Packing
    segments: tuple[Segment, ...]
    offset: tuple[int, ...]
    packed: tuple[NDArray[Any], ...]

    def only(self, allowed: NDArray[np.bool_]) -> Scores:
        """The same with nothing for positions that are not `allowed`."""
        for segment, offset, packed in zip(self.segments, self.offset, self.packed, strict=True):
            packed[: segment.count][~allowed[offset : offset + segment.count]] = 0
        return self

    def best(self, count: int) -> Best:
        """Positions, scores and matched peaks of the best spectra, best first, ties by position."""
        from comity.science.spectra.index import product_ions

        positions, packed = [], []
        for segment, offset, each in zip(self.segments, self.offset, self.packed, strict=True):
            out = np.empty(min(count, segment.count), np.int64)
            mask = self.packing.dtype(self.packing.one - 1)
            found = product_ions.largest(each[: segment.count], mask, out.size, out) if out.size else 0
            positions.append(out[:found] + offset)
            packed.append(each[out[:found]])
        place = np.concatenate([np.empty(0, np.int64), *positions])
        values = np.concatenate([np.empty(0, self.packing.dtype), *packed])
        scores = self.packing.score(values)
        order = np.lexsort((place, -scores))[:count]
        return place[order], scores[order], self.packing.count(values[order])

    def dense(self) -> Best:
        """Positions, scores and matched peaks of every spectrum of the kind."""
        positions = [np.arange(each.count) + at for each, at in zip(self.segments, self.offset, strict=True)]
        values = [packed[: each.count] for each, packed in zip(self.segments, self.packed, strict=True)]
        packed = np.concatenate([np.empty(0, self.packing.dtype), *values])
        place = np.concatenate([np.empty(0, np.int64), *positions])
        return place, self.packing.score(packed), self.packing.count(packed)


def ready(index: Searchable, spectrum: Spectrum, tolerances: Tolerances = Tolerances()) -> Query:
    """Clean a query as the index cleaned its spectra.

    Raises
    ------
    InputError
        No peak is left, the spectrum is not of a kind that is indexed, or the tolerance is out of range.
    """
    cleaning = index.manifest.cleaning
    if not 0 < tolerances.fragment <= cleaning.largest_tolerance or tolerances.precursor <= 0:
        raise InputError(
            "tolerance-out-of-range",
            message(CONTEXT, "The tolerance must be above 0 and at most {limit} Da.", limit=cleaning.largest_tolerance),
            where=spectrum.identifier,
        )
    if spectrum.technique == "ei":
        return _query("ei", prepare_nominal(spectrum), 0, 0, spectrum)
    return _query(
        "msms",
        prepare_product_ions(spectrum, cleaning),
        round(tolerances.fragment * UNITS_PER_DALTON),
        round(tolerances.precursor * UNITS_PER_DALTON),
        spectrum,
    )


def score(index: Index, query: Query, mode: Mode) -> Scores:
    """Scores of all spectra of the query's kind."""
    segments = list(index.of_kind(query.kind))
    add = _WAYS[query.kind, mode]
    packed = []
    for segment, _ in segments:
        scores = np.zeros(-(-segment.count // BLOCK) * BLOCK, query.packing.dtype)
        add(segment, query, scores)
        packed.append(scores)
    places = tuple(segment for segment, _ in segments), tuple(offset for _, offset in segments)
    return Scores(query.packing, *places, tuple(packed))


def best_of(index: Index, query: Query, mode: Mode, count: int, *, allowed: NDArray[np.bool_] | None = None) -> Best:
    """Positions, scores and matched peaks of the `count` best spectra; without those that are not `allowed`."""
    if count <= FEW and _can_be_bounded(index, query, mode):
        return _best_by_bounds(index, query, count, allowed)
    scores = score(index, query, mode)
    return scores.best(count) if allowed is None else scores.only(allowed).best(count)


def _can_be_bounded(index: Index, query: Query, mode: Mode) -> bool:
    """Open search at whole m/z, in segments that have the codes (older ones do not)."""
    from comity.science.spectra.index.bounds import MOST_PEAKS

    open_search = _WAYS[query.kind, mode] is _nominal_open
    coded = all("ion.code" in segment.arrays for segment, _ in index.of_kind("ei"))
    return open_search and coded and query.peaks.count <= MOST_PEAKS


def _best_by_bounds(index: Index, query: Query, count: int, allowed: NDArray[np.bool_] | None) -> Best:
    from comity.science.spectra.index import bounds

    most, places, found = bounds.tables(query.heights), [], []
    for segment, offset in index.of_kind("ei"):
        highest = np.zeros(-(-segment.count // BLOCK) * BLOCK, np.uint16)
        columns = segment.arrays["ion.local"], segment.arrays["ion.code"], segment.arrays["ion.start"]
        bounds.add_bounds(highest, *columns, query.peaks.mz, most)
        highest = highest[: segment.count]
        if allowed is not None:
            highest[~allowed[offset : offset + segment.count]] = 0
        for rows, packed in _rows_that_can_win(segment, query, highest, count):
            places.append(rows + offset)
            found.append(packed)
    place = np.concatenate([np.empty(0, np.int64), *places])
    values = np.concatenate([np.empty(0, query.packing.dtype), *found])
    scores = query.packing.score(values)
    order = np.lexsort((place, -scores))[:count]
    return place[order], scores[order], query.packing.count(values[order])


def _rows_that_can_win(
    segment: Segment, query: Query, highest: NDArray[np.uint16], count: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
    """The rows with the highest bounds, then those whose bound reaches the lowest of the best exact scores."""
    from comity.science.spectra.index import bounds

    first = bounds.highest(highest, count)
    rows = bounds.rows_from(highest, first, bounds.STEPS * 2)
    packed = _exact(segment, query, rows)
    yield rows, packed
    if rows.size >= count:
        lowest = float(np.sort(query.packing.score(packed))[-count])
        least = max(int(lowest * bounds.STEPS) - 1, 1)
        more = bounds.rows_from(highest, least, first)
        yield more, _exact(segment, query, more)


def _exact(segment: Segment, query: Query, rows: NDArray[np.int64]) -> NDArray[Any]:
    from comity.science.spectra.index import bounds

    packed = np.zeros(rows.size, query.packing.dtype)
    columns = segment.arrays["ion.local"], segment.arrays["ion.height"], segment.arrays["ion.start"]
    scale, one = np.float32(query.packing.scale), np.int64(query.packing.one)
    bounds.score_rows(rows, *columns, query.peaks.mz, query.heights, scale, one, packed)
    return packed


def needs_mass(query: Query, mode: Mode) -> bool:
    """Whether the way of matching needs a precursor or molecular mass that the query lacks."""
    identity = mode == "identity" and query.kind == "msms"
    return not query.peaks.mass and (identity or mode in ("neutral-loss", "hybrid"))


def _query(kind: Kind, peaks: Peaks, tolerance: int, precursor_tolerance: int, spectrum: Spectrum) -> Query:
    if not peaks.count and not (kind == "msms" and peaks.mass):
        raise InputError(
            "no-peaks-left",
            message(CONTEXT, "No peak is left to search with once the spectrum is cleaned."),
            where=spectrum.identifier or spectrum.name,
            remedy=message(CONTEXT, "Check the precursor: peaks less than 1.6 Da below it are not used."),
        )
    heights = (entropy_weighted(peaks.intensity) / 2).astype(np.float32)
    return Query(kind, peaks, heights, tolerance, precursor_tolerance, packing_for(peaks.count))


def _runs(segment: Segment, name: str, keys: NDArray[np.int64], tolerance: int, blocks: NDArray[np.int64]) -> Any:
    from comity.science.spectra.index import product_ions

    out = np.empty((blocks.size, keys.size, 2), np.int64)
    start, offset = segment.arrays[f"{name}.start"], segment.arrays[f"{name}.offset"]
    product_ions.runs(start, offset, keys - tolerance, keys + tolerance, blocks, out)
    return out


def _add_runs(segment: Segment, query: Query, scores: NDArray[Any], name: str, blocks: NDArray[np.int64]) -> None:
    from comity.science.spectra.index import product_ions

    keys = query.peaks.mz if name == "ion" else query.peaks.mass - query.peaks.mz
    product_ions.add_runs(
        scores,
        segment.arrays[f"{name}.local"],
        segment.arrays[f"{name}.height"],
        _runs(segment, name, keys, query.tolerance, blocks),
        blocks,
        query.heights,
        np.float32(query.packing.scale),
        np.int64(query.packing.one),
    )


def _all_blocks(segment: Segment) -> NDArray[np.int64]:
    return np.arange(segment.arrays["ion.start"].shape[0], dtype=np.int64)


def _open(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    _add_runs(segment, query, scores, "ion", _all_blocks(segment))


def _neutral_loss(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    if query.peaks.mass:
        _add_runs(segment, query, scores, "loss", _all_blocks(segment))


def _identity(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    """Open search over the stretch of rows whose precursor agrees: rows lie in order of mass."""
    mass = segment.arrays["mass"]
    first = int(np.searchsorted(mass, query.peaks.mass - query.precursor_tolerance, "left"))
    last = int(np.searchsorted(mass, query.peaks.mass + query.precursor_tolerance, "right"))
    if not query.peaks.mass or first == last:
        return
    _add_runs(segment, query, scores, "ion", np.arange(first // BLOCK, (last - 1) // BLOCK + 1, dtype=np.int64))
    scores[:first] = 0
    scores[last:] = 0


def _hybrid(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    from comity.science.spectra.index import product_ions

    if not query.peaks.mass:
        return _open(segment, query, scores)
    arrays, mz, blocks = segment.arrays, query.peaks.mz, _all_blocks(segment)
    masses = np.zeros(scores.size, np.int32)
    masses[: segment.count] = arrays["mass"]
    return product_ions.add_hybrid_runs(
        scores,
        arrays["ion.local"],
        arrays["ion.height"],
        _runs(segment, "ion", mz, query.tolerance, blocks),
        arrays["loss.local"],
        arrays["loss.offset"],
        arrays["loss.height"],
        arrays["loss.start"],
        _runs(segment, "loss", query.peaks.mass - mz, query.tolerance, blocks),
        masses,
        blocks,
        mz,
        query.peaks.mass,
        product_ions.near_table(mz, query.tolerance, segment.largest),
        query.tolerance,
        query.heights,
        np.float32(query.packing.scale),
        np.int64(query.packing.one),
    )


def _nominal_open(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    from comity.science.spectra.index import nominal

    nominal.add_columns(
        scores,
        segment.arrays["ion.local"],
        segment.arrays["ion.height"],
        segment.arrays["ion.start"],
        query.peaks.mz,
        query.heights,
        np.float32(query.packing.scale),
        np.int64(query.packing.one),
    )


def _nominal_hybrid(segment: Segment, query: Query, scores: NDArray[Any], *, shifted_only: bool = False) -> None:
    from comity.science.spectra.index import nominal

    if not query.peaks.mass:
        return _nominal_open(segment, query, scores)
    arrays = segment.arrays
    present = np.zeros(max(int(query.peaks.mz[-1]), segment.largest) + 2, np.bool_)
    present[query.peaks.mz] = True
    return nominal.add_hybrid_columns(
        scores,
        arrays["ion.local"],
        arrays["ion.height"],
        arrays["ion.start"],
        arrays["group.mass"],
        arrays["group.first"],
        query.peaks.mz,
        query.peaks.mass,
        present,
        query.heights,
        np.float32(query.packing.scale),
        np.int64(query.packing.one),
        shifted_only,
    )


def _nominal_loss(segment: Segment, query: Query, scores: NDArray[Any]) -> None:
    if query.peaks.mass:
        _nominal_hybrid(segment, query, scores, shifted_only=True)


Way = Callable[[Segment, Query, NDArray[Any]], None]
_WAYS: Final[Mapping[tuple[Kind, Mode], Way]] = {
    ("msms", "identity"): _identity,
    ("msms", "open"): _open,
    ("msms", "neutral-loss"): _neutral_loss,
    ("msms", "hybrid"): _hybrid,
    ("ei", "identity"): _nominal_open,
    ("ei", "open"): _nominal_open,
    ("ei", "neutral-loss"): _nominal_loss,
    ("ei", "hybrid"): _nominal_hybrid,
}
