"""The best spectra of whole m/z without the exact score of all: an upper bound of each first, then only what can win.

Beside its exact height every peak has a code of one byte: code k stands for heights up to ½·2^(−k/20), so that a bound
is at most 3.5 % of a height too high. Per query peak a table of 256 numbers gives the most that a peak of that code can
add; a bound is a sum of such numbers. The `count` rows with the highest bounds are scored exactly; rows whose bound is
below the lowest of these scores cannot be among the best; the few others are scored exactly too. The answer is that of
scoring everything (tested), with half of the bytes read and no logarithm in the inner loop.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.arithmetic import gains
from comity.science.spectra.index.compiled import compiled
from comity.science.spectra.index.layout import BLOCK, CODES_OF_AN_OCTAVE, LARGEST_HEIGHT
from comity.science.spectra.index.nominal import first_row

STEPS: Final = 60_000
"""Of a bound: a whole score is 60,000, and 16 bits hold it with what rounding up can add."""
MOST_PEAKS: Final = 1000
STRETCH: Final = 16_384
"""Rows worked on at a time: their bounds fit the first-level cache."""
HALF_A_STEP: Final = 0.5 / STEPS


def tables(heights: NDArray[np.float32]) -> NDArray[np.uint16]:
    """For each query peak (half height) the most that a library peak of each code adds, in steps, rounded up."""
    x = heights.astype(np.float64)[:, None]
    y = LARGEST_HEIGHT * 2.0 ** (-np.arange(256) / CODES_OF_AN_OCTAVE)[None, :] * (1 + 1e-5)
    gain = (x + y) * np.log2(x + y) - x * np.log2(x) - y * np.log2(y)
    return np.ceil(gain * STEPS).astype(np.uint16)


@compiled
def add_bounds(
    bounds: NDArray[np.uint16],
    local: NDArray[np.uint16],
    code: NDArray[np.uint8],
    start: NDArray[np.int64],
    query: NDArray[np.int64],
    most: NDArray[np.uint16],
) -> None:
    """Add up the tables over the peaks at the query's m/z, a stretch of rows at a time."""
    position = np.empty(query.size, np.int64)
    for block in range(start.shape[0]):
        scores = bounds[block * BLOCK : (block + 1) * BLOCK]
        for i in range(query.size):
            position[i] = start[block, query[i]] if query[i] < start.shape[1] - 1 else -1
        for row in range(STRETCH, BLOCK + 1, STRETCH):
            for i in range(query.size):
                if position[i] < 0:
                    continue
                begin, end = position[i], start[block, query[i] + 1]
                stop = begin + first_row(local[begin:end], row)
                rows, codes, table = local[begin:stop], code[begin:stop], most[i]
                for k in range(rows.size):
                    scores[rows[k]] += table[codes[k]]
                position[i] = stop


@compiled
def highest(bounds: NDArray[np.uint16], count: int) -> int:
    """The bound of the `count`-th highest row, 1 where there are fewer."""
    seen = np.zeros(65_536, np.int64)
    for row in range(bounds.size):
        seen[bounds[row]] += 1
    total = 0
    for value in range(65_535, 0, -1):
        total += seen[value]
        if total >= count:
            return value
    return 1


@compiled
def rows_from(bounds: NDArray[np.uint16], low: int, high: int) -> NDArray[np.int64]:
    """Rows whose bound is at least `low` and below `high`, in order."""
    count = 0
    for row in range(bounds.size):
        count += low <= bounds[row] < high
    out = np.empty(count, np.int64)
    count = 0
    for row in range(bounds.size):
        if low <= bounds[row] < high:
            out[count] = row
            count += 1
    return out


@compiled
def score_rows(
    rows: NDArray[np.int64],
    local: NDArray[np.uint16],
    intensity: NDArray[np.float32],
    start: NDArray[np.int64],
    query: NDArray[np.int64],
    heights: NDArray[np.float32],
    scale: np.float32,
    one: np.int64,
    packed: NDArray[Any],
) -> None:
    """The exact scores of some rows, which must be in order."""
    buffer = np.empty(1, packed.dtype)
    for i in range(query.size):
        if query[i] >= start.shape[1] - 1:
            continue
        block, begin = -1, 0
        for r in range(rows.size):
            row = rows[r] % BLOCK
            if rows[r] // BLOCK != block:
                block = rows[r] // BLOCK
                begin = start[block, query[i]]
            end = start[block, query[i] + 1]
            step = 1
            while begin + step < end and local[begin + step] < row:
                step *= 2
            limit = min(end, begin + step + 1)
            begin += first_row(local[begin:limit], row)
            if begin < end and local[begin] == row:
                gains(intensity[begin : begin + 1], heights[i], scale, one, buffer)
                packed[r] += buffer[0]
