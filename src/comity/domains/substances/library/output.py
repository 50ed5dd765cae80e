"""Spectra out again, as other programs read them."""

from __future__ import annotations

import io

from comity.domains.substances.library.peaks import TRACES, spectrum_of, trace_of
from comity.domains.substances.models import LibrarySpectrum
from comity.science.spectra.formats import write_spectra, write_traces


def as_msp(row: LibrarySpectrum) -> bytes:
    """One spectrum as MSP; a curve as JCAMP-DX."""
    stream = io.BytesIO()
    if row.technique in TRACES:
        write_traces([trace_of(row)], stream)
    else:
        write_spectra([spectrum_of(row)], stream, "msp")
    return stream.getvalue()
