"""Entries of the directory as files: CSV and JSON, read within bounds, every fault with place, reason and remedy."""

from comity.domains.directory.interchange.model import (
    Entry,
    MembershipRow,
    PlacedEntry,
    Reading,
)
from comity.domains.directory.interchange.reading import read_entries
from comity.domains.directory.interchange.writing import entries_as_csv, entries_as_json

__all__ = [
    "Entry",
    "MembershipRow",
    "PlacedEntry",
    "Reading",
    "entries_as_csv",
    "entries_as_json",
    "read_entries",
]
