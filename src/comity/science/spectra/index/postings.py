"""Cleaned spectra turned round: for every m/z the spectra that have a peak there, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.layout import BLOCK, OFFSET_BITS


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Cleaned spectra one after another: keys (m/z, loss or whole m/z), half heights, where each spectrum begins."""

    key: NDArray[np.int32]
    height: NDArray[np.float32]
    start: NDArray[np.int64]

    def __len__(self) -> int:
        return self.start.size - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Peaks of each spectrum."""
        return np.diff(self.start)

    def take(self, order: NDArray[np.int64]) -> Rows:
        """The spectra of `order`, in that order."""
        lengths = self.lengths[order]
        start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        source = np.repeat(self.start[order] - start[:-1], lengths) + np.arange(start[-1])
        return Rows(self.key[source], self.height[source], start)

    def stretch(self, first: int, last: int) -> Rows:
        """The spectra from `first` up to `last`."""
        low, high = self.start[first], self.start[last]
        return Rows(self.key[low:high], self.height[low:high], self.start[first : last + 1] - low)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Peaks of one block by key: spectrum in the block, low bits of the key, half height, where cells begin."""

    local: NDArray[np.uint16]
    offset: NDArray[np.uint16]
    height: NDArray[np.float32]
    start: NDArray[np.int64]


def cells_needed(key: NDArray[np.int32], bits: int = OFFSET_BITS) -> int:
    """How many cells of 2^bits hold all keys."""
    return (int(key.max()) >> bits) + 1 if key.size else 1


def turned(rows: Rows, cells: int, bits: int = OFFSET_BITS) -> Postings:
    """The peaks of at most 65,536 spectra in order of key, then of spectrum."""
    spectrum = np.repeat(np.arange(len(rows), dtype=np.uint16), rows.lengths)
    packed = rows.key.astype(np.uint64) << np.uint64(32) | np.arange(rows.key.size, dtype=np.uint64)
    packed.sort()
    order = (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    keys = (packed >> np.uint64(32)).astype(np.int64)
    start = np.searchsorted(keys, np.arange(cells + 1, dtype=np.int64) << bits).astype(np.int64)
    return Postings(spectrum[order], (keys & 0xFFFF).astype(np.uint16), rows.height[order], start)


def turned_back(postings: Postings, count: int, bits: int = OFFSET_BITS) -> Rows:
    """The spectra of one block from its postings."""
    cells = np.repeat(np.arange(postings.start.size - 1, dtype=np.int32), np.diff(postings.start))
    keys = (cells << bits) | (postings.offset.astype(np.int32) if bits else 0)
    order = np.argsort(postings.local, kind="stable")
    lengths = np.bincount(postings.local, minlength=count)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Rows(keys[order].astype(np.int32), postings.height[order], start)


def blocks_of(count: int) -> Iterator[tuple[int, int, int]]:
    """Number, first and last spectrum (exclusive) of every block."""
    for block in range((count + BLOCK - 1) // BLOCK):
        yield block, block * BLOCK, min((block + 1) * BLOCK, count)


def joined(parts: list[Rows]) -> Rows:
    """Several sets of spectra as one."""
    if not parts:
        return Rows(np.empty(0, np.int32), np.empty(0, np.float32), np.zeros(1, np.int64))
    shifts = np.cumsum([0, *(part.key.size for part in parts[:-1])])
    starts = [part.start[:-1] + shift for part, shift in zip(parts, shifts, strict=True)]
    total = sum(part.key.size for part in parts)
    return Rows(
        np.concatenate([part.key for part in parts]),
        np.concatenate([part.height for part in parts]),
        np.concatenate([*starts, [total]]).astype(np.int64),
    )
