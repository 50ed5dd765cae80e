"""Files of spectra, read record by record within bounds, and written again.

Formats: `massbank`, `msp` (NIST), `msp-riken`, `mgf`, `mzml`, `jcamp`, `csv`. Good records are kept: a record that
cannot be used becomes a `RecordError` with file, record, line and reason, and reading goes on. What concerns the whole
file (a vendor's format, a decompression bomb, a line without end) raises `InputError`.
"""

from comity.science.spectra.formats.kinds import FORMATS, detect_format
from comity.science.spectra.formats.limits import DEFAULT_LIMITS, Limits
from comity.science.spectra.formats.reading import read_entries, read_spectra, read_traces
from comity.science.spectra.formats.records import Entry, Read, RecordError
from comity.science.spectra.formats.sources import Input
from comity.science.spectra.formats.writing import WRITTEN_FORMATS, write_spectra, write_traces

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "WRITTEN_FORMATS",
    "Entry",
    "Input",
    "Limits",
    "Read",
    "RecordError",
    "detect_format",
    "read_entries",
    "read_spectra",
    "read_traces",
    "write_spectra",
    "write_traces",
]
