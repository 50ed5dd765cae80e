"""Writing JCAMP-DX: mass spectra as peak tables, curves as points or, where evenly spaced, packed.

Points keep every digit. The packed form rounds ordinates to one part in 10^8 of the largest, and is some ten times
smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

import numpy as np

from comity.science.spectra.formats.fields import ESCAPE, kind_text, needs_escape, normal_key
from comity.science.spectra.formats.jcamp.packed import pack
from comity.science.spectra.formats.jcamp.reading import RESERVED
from comity.science.spectra.formats.values import shown
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

CORE: Final = frozenset(
    {"origin", "owner", "date", "time", "class", "sourcereference", "crossreference", "samplingprocedure"}
)
LEVELS: Final = 10**8
EVEN: Final = 1e-6  # of a step
SPECTRUM_LABELS: Final = (
    ("CAS REGISTRY NO", "cas"),
    ("MOLFORM", "formula"),
    ("SPECTROMETER/DATA SYSTEM", "instrument"),
    ("$IDENTIFIER", "identifier"),
    ("$INCHIKEY", "inchikey"),
    ("$SMILES", "smiles"),
    ("$LICENSE", "licence"),
    ("$CONTRIBUTOR", "contributor"),
)
MASS_LABELS: Final = (
    ("$EXACT MASS", "exact_mass"),
    ("$PRECURSOR MZ", "precursor_mz"),
    ("$PRECURSOR TYPE", "precursor_type"),
    ("$ION MODE", "polarity"),
    ("$COLLISION ENERGY", "collision_energy"),
    ("$INSTRUMENT TYPE", "instrument_type"),
    ("$RETENTION INDEX", "retention_index"),
    ("$RETENTION TIME", "retention_time"),
    ("$SPLASH", "splash"),
)
DATA_TYPES: Final = {"infrared": "INFRARED SPECTRUM", "raman": "RAMAN SPECTRUM"}
UNITS: Final = {
    "absorbance": "ABSORBANCE",
    "transmittance": "TRANSMITTANCE",
    "intensity": "INTENSITY",
    "": "ARBITRARY UNITS",
}


def write_jcamp(entry: Spectrum | Trace, target: TextIO, *, packed: bool = False) -> None:
    """One block; `packed` only for evenly spaced curves, others are written as points.

    Examples
    --------
    >>> import io
    >>> text = io.StringIO()
    >>> write_jcamp(Spectrum.from_peaks([(50, 9)], name="A"), text)
    >>> text.getvalue().splitlines()[0]
    '##TITLE= A'
    """
    lines = _mass(entry) if isinstance(entry, Spectrum) else _curve(entry, packed=packed)
    for line in (*_head(entry), *lines, "##END="):
        target.write(f"{line}\n")


def _head(entry: Spectrum | Trace) -> Iterator[str]:
    yield f"##TITLE= {_safe(entry.name)}"
    yield "##JCAMP-DX= 5.00" if isinstance(entry, Spectrum) else "##JCAMP-DX= 4.24"
    yield f"##DATA TYPE= {'MASS SPECTRUM' if isinstance(entry, Spectrum) else DATA_TYPES[entry.technique]}"
    if entry.synonyms:
        yield "##NAMES="
        yield from (_safe(name) for name in entry.synonyms)
    for label, name in SPECTRUM_LABELS + (MASS_LABELS if isinstance(entry, Spectrum) else ()):
        value = getattr(entry, name)
        if value not in ("", None):
            yield f"##{label}= {shown(value) if isinstance(value, float) else _safe(value)}"
    for key, text in entry.other:
        yield f"##{_label(key)}= {_safe(text)}"


def _label(key: str) -> str:
    if needs_escape(key, RESERVED):
        return f".{key.removeprefix(f'{ESCAPE}.')}" if key.startswith(f"{ESCAPE}.") else f"${ESCAPE}{key}"
    return key if normal_key(key) in CORE else f"${key}"


def _safe(text: str) -> str:
    return text.replace("$$", "$ $").replace("##", "# #")  # the signs for a remark and for a label


def _mass(spectrum: Spectrum) -> Iterator[str]:
    yield f"##$SPECTRUM TYPE= {kind_text(spectrum)}"
    yield "##XUNITS= M/Z"
    yield "##YUNITS= RELATIVE ABUNDANCE"
    yield f"##NPOINTS= {spectrum.mz.size}"
    yield "##PEAK TABLE= (XY..XY)"
    for mz, intensity in zip(spectrum.mz.tolist(), spectrum.intensity.tolist(), strict=True):
        yield f"{mz!r}, {intensity!r}"


def _curve(trace: Trace, *, packed: bool) -> Iterator[str]:
    yield "##XUNITS= 1/CM"
    yield f"##YUNITS= {UNITS[trace.ordinate]}"
    yield f"##NPOINTS= {trace.wavenumber.size}"
    if packed and _is_even(trace):
        yield from _packed(trace)
        return
    yield "##XYPOINTS= (XY..XY)"
    for place, height in zip(trace.wavenumber.tolist(), trace.height.tolist(), strict=True):
        yield f"{place!r}, {height!r}"


def _is_even(trace: Trace) -> bool:
    if trace.wavenumber.size < 2:
        return False
    even = np.linspace(trace.wavenumber[0], trace.wavenumber[-1], trace.wavenumber.size)
    return bool(np.abs(trace.wavenumber - even).max() <= EVEN * (even[1] - even[0]))


def _packed(trace: Trace) -> Iterator[str]:
    factor = float(np.abs(trace.height).max()) / LEVELS or 1.0
    first, last = trace.wavenumber[0], trace.wavenumber[-1]
    yield "##XFACTOR= 1.0"
    yield f"##YFACTOR= {factor!r}"
    yield f"##FIRSTX= {float(first)!r}"
    yield f"##LASTX= {float(last)!r}"
    yield "##XYDATA= (X++(Y..Y))"
    yield from pack(np.round(trace.height / factor).astype(np.int64).tolist(), [f"{x:.4f}" for x in trace.wavenumber])
