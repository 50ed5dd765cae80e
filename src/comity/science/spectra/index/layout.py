"""How postings and scores lie in memory; apart from the compiled loops, whose import loads a compiler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 65_536
OFFSET_BITS: Final = 16
LARGEST_HEIGHT: Final = 0.5
CODES_OF_AN_OCTAVE: Final = 20
"""Heights of whole m/z are also kept as codes of one byte; see `bounds`."""


def codes_of(heights: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Code k for heights above ½·2^(−(k+1)/20) and up to ½·2^(−k/20); 255 for all that are lower.

    Examples
    --------
    >>> codes_of(np.array([0.5, 0.49, 0.25, 1e-9], np.float32)).tolist()
    [0, 0, 20, 255]
    """
    steps = np.floor(np.log2(LARGEST_HEIGHT / np.maximum(heights, 1e-12).astype(np.float32)) * CODES_OF_AN_OCTAVE)
    return np.asarray(np.clip(steps, 0, 255), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Packing:
    """How a score and a count share an integer."""

    dtype: type[np.unsignedinteger[Any]]
    count_shift: int
    scale: float

    @property
    def one(self) -> int:
        """One matched peak."""
        return 1 << self.count_shift

    def score(self, packed: NDArray[Any]) -> NDArray[np.float64]:
        """Scores between 0 and 1."""
        return np.asarray(np.minimum((packed & self.dtype(self.one - 1)) / self.scale, 1.0), dtype=np.float64)

    def count(self, packed: NDArray[Any]) -> NDArray[np.int64]:
        """Numbers of matched peaks."""
        return np.asarray(packed >> self.dtype(self.count_shift), dtype=np.int64)


NARROW: Final = Packing(np.uint32, 24, 2.0**23)
WIDE: Final = Packing(np.uint64, 40, 2.0**23)


def packing_for(peaks: int) -> Packing:
    """The narrow form while 8 bits can count the query's peaks."""
    return NARROW if peaks <= 255 else WIDE
