"""Infrared and Raman curves against those of the library: correlation of slopes on the part of the axis both have.

As with mass spectra, what a reader may not see takes no part. The curves are few (no index is kept for them): each is
compared, newest first up to a ceiling, and the answer says how many were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.domains.substances.library.peaks import trace_of
from comity.domains.substances.library.queries import RELATED, library
from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.handling.models import Reader
from comity.science.spectra.similarity.correlation import search_traces
from comity.science.spectra.trace import Trace

MOST_COMPARED = 20_000
MOST_HITS, USUAL_HITS = 100, 10


@dataclass(frozen=True, slots=True)
class CurveMatch:
    """A curve of the library: correlation of slopes from −1 to 1, and the stretch of axis it rests on (cm⁻¹)."""

    row: LibrarySpectrum
    correlation: float
    overlap: float


@dataclass(frozen=True, slots=True)
class FoundCurves:
    """The answer to a reader."""

    technique: str
    points: int
    matches: tuple[CurveMatch, ...]
    library: int
    """Curves of this technique that were compared: those of this reader."""


def search_curves(reader: Reader, curve: Trace, *, top: int = USUAL_HITS, purpose: str = "") -> FoundCurves:
    """What of the library runs as this curve does, for this reader."""
    rows = library(reader, purpose=purpose).filter(technique=curve.technique, peak_count__gt=1, erased=False)
    rows = rows.select_related(*RELATED).order_by("-added_at", "id")[:MOST_COMPARED]
    held = {str(row.number): row for row in rows}
    known = (replace(trace_of(row), identifier=number) for number, row in held.items())
    hits = search_traces(known, curve, top=min(top, MOST_HITS))
    matches = tuple(CurveMatch(held[hit.trace.identifier], hit.correlation, hit.overlap) for hit in hits)
    return FoundCurves(curve.technique, int(curve.wavenumber.size), matches, len(held))
