"""A spectrum as other nodes get it: in an answer, or as a record of its own."""

from __future__ import annotations

from typing import Any

from comity.domains.substances.library.peaks import OF_BOTH, OF_SPECTRA, unpacked
from comity.domains.substances.models import LibrarySpectrum

OF_STRUCTURE = ("inchikey", "smiles", "formula", "cas")
WORDS = ("identifier", "provisional_code", "technique", "provenance", "country", "confidence", "family", "ordinate")


def content_of(row: LibrarySpectrum) -> dict[str, Any]:
    """What is known of it; what is not known is left out."""
    mz, intensity = unpacked(row.peaks)
    known = {name: getattr(row, name) for name in (*WORDS, *OF_BOTH, *OF_SPECTRA)}
    standing = row.standing
    if standing is not None:
        known["substance"] = standing.name
        known |= {name: known[name] or getattr(standing, name) for name in OF_STRUCTURE}
    peaks = [[float(place), float(height)] for place, height in zip(mz, intensity, strict=True)]
    return {name: value for name, value in known.items() if value not in ("", None)} | {"peaks": peaks}
