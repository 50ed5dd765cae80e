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
from comity.science.spectra.candidates import ROWS, Row, best_rows
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.scoring import Mode, Query
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
        return best_rows(self.index, query, spectrum, modes, rows, allowed=self.allowed)


__all__ = ["Narrowed"]
