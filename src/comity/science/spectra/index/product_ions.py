"""Scores of one query against every product-ion spectrum of a segment.

A segment lies in blocks of 65,536 spectra; a block's peaks lie in order of m/z, once by m/z and once by neutral
loss, each with the spectrum's number in the block (16 bits) and its height. A query peak thus meets one run of peaks
in each block, and the scores of a block (256 kB) stay in the second-level cache while they are added to.

A score and its number of matched peaks share one integer: the count in the upper bits, the score in steps of 2⁻²³ in
the lower ones; 32 bits, or 64 for queries of more than 255 peaks.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.arithmetic import CHUNK, gains
from comity.science.spectra.index.compiled import compiled
from comity.science.spectra.index.layout import BLOCK, OFFSET_BITS

NEAR_BITS: Final = 12
"""4,096 units (0.04 Da), less than the distance of two cleaned peaks: at most two of them touch one cell."""


@compiled
def runs(
    start: NDArray[np.int64],
    offset: NDArray[np.uint16],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    blocks: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    """For every block and query peak, where the run of peaks from `low` to `high` (inclusive) begins and ends."""
    for b in range(blocks.size):
        for i in range(low.size):
            out[b, i, 0] = first_from(start, offset, blocks[b], low[i])
            out[b, i, 1] = first_from(start, offset, blocks[b], high[i] + 1)


@compiled
def first_from(start: NDArray[np.int64], offset: NDArray[np.uint16], block: int, key: int) -> int:
    """Position of the first peak of `block` with m/z at or above `key`."""
    cells = start.shape[1] - 1
    if key <= 0:
        return int(start[block, 0])
    cell = key >> OFFSET_BITS
    if cell >= cells:
        return int(start[block, cells])
    low, high, wanted = start[block, cell], start[block, cell + 1], key & 0xFFFF
    while low < high:
        middle = (low + high) // 2
        if offset[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return int(low)


@compiled
def add_runs(
    packed: NDArray[Any],
    local: NDArray[np.uint16],
    intensity: NDArray[np.float32],
    runs: NDArray[np.int64],
    blocks: NDArray[np.int64],
    heights: NDArray[np.float32],
    scale: np.float32,
    one: np.int64,
) -> None:
    """Add the gains of every run to the scores of its block."""
    buffer = np.empty(CHUNK, packed.dtype)
    for b in range(blocks.size):
        scores = packed[blocks[b] * BLOCK : (blocks[b] + 1) * BLOCK]
        for i in range(heights.size):
            position, end = runs[b, i, 0], runs[b, i, 1]
            while position < end:
                stop = min(end, position + CHUNK)
                gains(intensity[position:stop], heights[i], scale, one, buffer)
                spectra = local[position:stop]
                for k in range(spectra.size):
                    scores[spectra[k]] += buffer[k]
                position = stop


@compiled
def add_hybrid_runs(
    packed: NDArray[Any],
    ion_local: NDArray[np.uint16],
    ion_intensity: NDArray[np.float32],
    ion_runs: NDArray[np.int64],
    loss_local: NDArray[np.uint16],
    loss_offset: NDArray[np.uint16],
    loss_intensity: NDArray[np.float32],
    loss_start: NDArray[np.int64],
    loss_runs: NDArray[np.int64],
    precursor: NDArray[np.int32],
    blocks: NDArray[np.int64],
    query: NDArray[np.int64],
    query_precursor: int,
    near: NDArray[np.int32],
    tolerance: int,
    heights: NDArray[np.float32],
    scale: np.float32,
    one: np.int64,
) -> None:
    """Direct matches first; then shifted ones where neither the query's nor the library's peak is matched directly."""
    buffer = np.empty(CHUNK, packed.dtype)
    matched = np.empty(BLOCK, np.int32)
    for b in range(blocks.size):
        first = blocks[b] * BLOCK
        scores = packed[first : first + BLOCK]
        masses = precursor[first : first + BLOCK]
        matched[:] = -1
        for i in range(heights.size):
            position, end = ion_runs[b, i, 0], ion_runs[b, i, 1]
            while position < end:
                stop = min(end, position + CHUNK)
                gains(ion_intensity[position:stop], heights[i], scale, one, buffer)
                spectra = ion_local[position:stop]
                for k in range(spectra.size):
                    scores[spectra[k]] += buffer[k]
                    matched[spectra[k]] = i
                position = stop
            position, end = loss_runs[b, i, 0], loss_runs[b, i, 1]
            while position < end:
                # A run covers less than one cell of 0.65 Da, hence at most two cells: cut where the next begins.
                loss_cell = max((query_precursor - query[i] - tolerance) >> OFFSET_BITS, 0)
                if position >= loss_start[blocks[b], loss_cell + 1]:
                    loss_cell += 1
                stop = min(end, position + CHUNK, loss_start[blocks[b], loss_cell + 1])
                gains(loss_intensity[position:stop], heights[i], scale, one, buffer)
                spectra = loss_local[position:stop]
                offsets = loss_offset[position:stop]
                base = np.int32(loss_cell << OFFSET_BITS)
                for k in range(spectra.size):
                    spectrum = spectra[k]
                    mz = masses[spectrum] - base - np.int32(offsets[k])
                    cell = near[np.uint32(mz) >> np.uint32(NEAR_BITS)]
                    free = matched[spectrum] != i
                    if cell >= 0:
                        free = free and abs(mz - query[cell]) > tolerance
                        free = free and (cell + 1 >= query.size or abs(mz - query[cell + 1]) > tolerance)
                    scores[spectrum] += buffer[k] * free
                position = stop


def near_table(query: NDArray[np.int64], tolerance: int, largest: int) -> NDArray[np.int32]:
    """For every cell of the axis the first query peak whose window touches it, else −1."""
    table = np.full((largest >> NEAR_BITS) + 2, -1, dtype=np.int32)
    for peak in range(query.size - 1, -1, -1):
        low = max(int(query[peak]) - tolerance, 0) >> NEAR_BITS
        table[low : ((int(query[peak]) + tolerance) >> NEAR_BITS) + 1] = peak
    return table


@compiled
def largest(packed: NDArray[Any], mask: Any, count: int, out: NDArray[np.int64]) -> int:
    """Rows of the `count` largest scores, best first, ties by row; returns how many there are above zero."""
    kept = np.zeros(count, packed.dtype)
    found = 0
    for row in range(packed.size):
        score = packed[row] & mask
        if score == 0 or (found == count and score <= kept[count - 1]):
            continue
        place = min(found, count - 1)
        while place > 0 and kept[place - 1] < score:
            kept[place] = kept[place - 1]
            out[place] = out[place - 1]
            place -= 1
        kept[place] = score
        out[place] = row
        found = min(found + 1, count)
    return found
