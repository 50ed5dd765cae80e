"""Scores of one query against every spectrum of whole m/z (electron ionisation) of a segment.

The table of spectra × whole m/z is kept column by column within blocks of 65,536 spectra, each column without its
empty cells: number in the block (16 bits) and height. Seven cells of eight are empty, so that skipping them reads
less than a dense table of bytes does, and the heights stay exact (docs/explanation/spectral-scores has the figures).

Spectra lie in order of nominal molecular mass. For the hybrid score a group of equal mass is a stretch of rows, and
one stretch of each column: the query is shifted once for each difference of masses.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.arithmetic import CHUNK, gains
from comity.science.spectra.index.compiled import compiled
from comity.science.spectra.index.layout import BLOCK


@compiled
def add_columns(
    packed: NDArray[Any],
    local: NDArray[np.uint16],
    intensity: NDArray[np.float32],
    start: NDArray[np.int64],
    query: NDArray[np.int64],
    heights: NDArray[np.float32],
    scale: np.float32,
    one: np.int64,
) -> None:
    """Peaks at the same whole m/z."""
    buffer = np.empty(CHUNK, packed.dtype)
    for block in range(start.shape[0]):
        scores = packed[block * BLOCK : (block + 1) * BLOCK]
        for i in range(query.size):
            if query[i] >= start.shape[1] - 1:
                continue
            position, end = start[block, query[i]], start[block, query[i] + 1]
            while position < end:
                stop = min(end, position + CHUNK)
                gains(intensity[position:stop], heights[i], scale, one, buffer)
                spectra = local[position:stop]
                for k in range(spectra.size):
                    scores[spectra[k]] += buffer[k]
                position = stop


@compiled
def add_hybrid_columns(  # noqa: C901 - one loop nest, kept whole for the compiler
    packed: NDArray[Any],
    local: NDArray[np.uint16],
    intensity: NDArray[np.float32],
    start: NDArray[np.int64],
    group_mass: NDArray[np.int64],
    group_first: NDArray[np.int64],
    query: NDArray[np.int64],
    query_mass: int,
    present: NDArray[np.bool_],
    heights: NDArray[np.float32],
    scale: np.float32,
    one: np.int64,
    shifted_only: bool,  # noqa: FBT001 - compiled loops take no keywords
) -> None:
    """Peaks at the same m/z; then peaks shifted by the difference of masses where both are still free.

    With `shifted_only` every peak is matched by its distance to the molecular mass alone (neutral losses).
    """
    buffer = np.empty(CHUNK, packed.dtype)
    matched = np.empty(BLOCK, np.int32)
    columns = start.shape[1] - 1
    for block in range(start.shape[0]):
        base = block * BLOCK
        scores = packed[base : base + BLOCK]
        matched[:] = -1
        first_group = 0
        while group_first[first_group + 1] <= base:
            first_group += 1
        for i in range(query.size):
            if query[i] < columns and not shifted_only:
                position, end = start[block, query[i]], start[block, query[i] + 1]
                while position < end:
                    stop = min(end, position + CHUNK)
                    gains(intensity[position:stop], heights[i], scale, one, buffer)
                    spectra = local[position:stop]
                    for k in range(spectra.size):
                        scores[spectra[k]] += buffer[k]
                        matched[spectra[k]] = i
                    position = stop
            group = first_group
            while group < group_mass.size and group_first[group] < base + BLOCK:
                shifted = query[i] + group_mass[group] - query_mass
                usable = group_mass[group] > 0 and 0 < shifted < columns
                if usable and (shifted_only or not present[shifted]):
                    column = local[start[block, shifted] : start[block, shifted + 1]]
                    position = start[block, shifted] + first_row(column, group_first[group] - base)
                    end = start[block, shifted] + first_row(column, group_first[group + 1] - base)
                    while position < end:
                        stop = min(end, position + CHUNK)
                        gains(intensity[position:stop], heights[i], scale, one, buffer)
                        spectra = local[position:stop]
                        for k in range(spectra.size):
                            scores[spectra[k]] += buffer[k] * (matched[spectra[k]] != i)
                        position = stop
                group += 1


@compiled
def first_row(column: NDArray[np.uint16], row: int) -> int:
    """Position of the first entry of a column at or after `row` of its block."""
    low, high = 0, column.size
    while low < high:
        middle = (low + high) // 2
        if column[middle] < row:
            low = middle + 1
        else:
            high = middle
    return int(low)


@compiled
def take_heights(
    local: NDArray[np.uint16],
    intensity: NDArray[np.float32],
    start: NDArray[np.int64],
    columns: NDArray[np.int64],
    rows: NDArray[np.int64],
    out: NDArray[np.float32],
) -> None:
    """The heights of `rows` at the whole m/z of `columns`, as a dense table; 0 where there is no peak."""
    for r in range(rows.size):
        block, row = rows[r] // BLOCK, rows[r] % BLOCK
        for c in range(columns.size):
            if columns[c] < start.shape[1] - 1:
                begin, end = start[block, columns[c]], start[block, columns[c] + 1]
                place = begin + first_row(local[begin:end], row)
                if place < end and local[place] == row:
                    out[r, c] = intensity[place]
