"""Searching the library: one spectrum against everything that its reader may see, and nothing else.

What may not be seen takes no part: it is left out before anything is ranked, so that no count, gap, probability or
group of isomers tells of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.domains.substances.library import index
from comity.domains.substances.library.queries import by_number, of_splash, searched
from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.handling.models import Reader
from comity.science.spectra.index.scoring import Mode
from comity.science.spectra.narrowed import Narrowed
from comity.science.spectra.search import Absence, Hit, search
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.splash import splash

MOST_HITS = 100
USUAL_HITS = 10


@dataclass(frozen=True, slots=True)
class Match:
    """A hit with the row it stands for."""

    hit: Hit
    row: LibrarySpectrum


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a reader."""

    mode: Mode
    matches: tuple[Match, ...]
    absence: Absence | None
    peaks: int
    without_mass: bool
    library: int
    """Spectra that were searched: those of this reader."""
    same_peaks: LibrarySpectrum | None
    """A spectrum with the very same peaks, that the reader may see."""
    nearest: LibrarySpectrum | None = None
    """Where the compound is probably not there: what it is most like."""

    @property
    def family(self) -> str:
        """The structural group in which the register holds what it is most like, else what the library says itself."""
        standing = self.nearest.standing if self.nearest else None
        of_register = standing.structural_group if standing else ""
        return of_register or (self.absence.family if self.absence else "")

    @property
    def family_words(self) -> str:
        """The same in the reader's words."""
        standing = self.nearest.standing if self.nearest else None
        return standing.get_structural_group_display() if standing and standing.structural_group else self.family


def search_library(
    reader: Reader, spectrum: Spectrum, mode: Mode = "identity", *, top: int = USUAL_HITS, purpose: str = ""
) -> Found:
    """What of the library explains a spectrum, for this reader."""
    held = index.in_step()
    numbers = np.fromiter(searched(reader, purpose=purpose).values_list("number", flat=True), np.int64)
    return _found(reader, held, numbers, spectrum, mode, top, purpose)


def search_among(reader: Reader, numbers: NDArray[np.int64], spectrum: Spectrum, mode: Mode, *, top: int) -> Found:
    """The same among given spectra, by their numbers; for whoever has decided what an asker may have."""
    return _found(reader, index.in_step(), numbers, spectrum, mode, top, "")


def _found(
    reader: Reader,
    held: index.Opened,
    numbers: NDArray[np.int64],
    spectrum: Spectrum,
    mode: Mode,
    top: int,
    purpose: str,
) -> Found:
    narrowed = Narrowed(held.index, np.isin(held.numbers, numbers))
    hits = search(narrowed, spectrum, mode, top=min(top, MOST_HITS))
    like = hits.absence.nearest if hits.absence else None
    wanted = [int(hit.record.identifier) for hit in (*hits.hits, *([like] if like else []))]
    rows = by_number(reader, wanted, purpose=purpose)
    matches = [Match(hit, rows[int(hit.record.identifier)]) for hit in hits.hits if int(hit.record.identifier) in rows]
    same = _same_peaks(reader, spectrum, purpose)
    nearest = rows.get(int(like.record.identifier)) if like else None
    size = int(numbers.size)
    return Found(mode, tuple(matches), hits.absence, hits.peaks, hits.without_mass, size, same, nearest)


def _same_peaks(reader: Reader, spectrum: Spectrum, purpose: str) -> LibrarySpectrum | None:
    if spectrum.mz.size < 2 or spectrum.base_peak <= 0:  # a single peak is no fingerprint
        return None
    own = splash(spectrum.mz, spectrum.intensity)
    return of_splash(searched(reader, purpose=purpose), [own]).get(own)
