"""How much a file of spectra may ask of the machine; every limit with its reason, and all of them can be set lower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAXIMUM_FILE_BYTES: Final = 8 * 2**30  # a run of a high-resolution instrument as mzML; read in passing, never whole
MAXIMUM_EXPANDED_BYTES: Final = 2 * 2**30  # what a .gz may become
MAXIMUM_EXPANSION: Final = 100  # times its size; texts of peaks shrink by 3 to 10, a decompression bomb by 1000
EXPANSION_CHECKED_FROM: Final = 16 * 2**20  # bytes; small files may shrink a lot
MAXIMUM_RECORDS: Final = 5_000_000  # five times the largest library in use
MAXIMUM_PEAKS: Final = 200_000  # a profile scan; MassBank's largest record has 10,280
MAXIMUM_LINE_CHARACTERS: Final = 1_000_000  # some libraries write all peaks of a record in one line
MAXIMUM_HEADER_LINES: Final = 20_000  # of one record, peaks not counted


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings for one reading; a server that takes uploads sets its own."""

    file_bytes: int = MAXIMUM_FILE_BYTES
    expanded_bytes: int = MAXIMUM_EXPANDED_BYTES
    expansion: int = MAXIMUM_EXPANSION
    records: int = MAXIMUM_RECORDS
    peaks: int = MAXIMUM_PEAKS
    line_characters: int = MAXIMUM_LINE_CHARACTERS
    header_lines: int = MAXIMUM_HEADER_LINES


DEFAULT_LIMITS: Final = Limits()
