"""One door for files: the kind is told by the content where it is not said."""

from __future__ import annotations

from comity.base.messages import message
from comity.domains.directory.interchange.checking import CONTEXT
from comity.domains.directory.interchange.csv_form import read_csv_entries
from comity.domains.directory.interchange.json_form import read_json_entries
from comity.domains.directory.interchange.model import MAXIMUM_BYTES, Reading
from comity.kernel.tables.places import Place, PlacedError


def read_entries(content: bytes, file: str, *, kind: str = "") -> Reading:
    """The entries in `content`: CSV, a workbook, or JSON."""
    if len(content) > MAXIMUM_BYTES:
        raise too_large(file)
    if kind == "json" or (not kind and looks_like_json(content)):
        return read_json_entries(content, file)
    return read_csv_entries(content, file)


def looks_like_json(content: bytes) -> bool:
    """Whether the first sign opens an object."""
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def too_large(file: str) -> PlacedError:
    """A file that is not even read."""
    return PlacedError(
        "file-too-large",
        message(CONTEXT, "The file is larger than {maximum} MB.", maximum=MAXIMUM_BYTES // 1_000_000),
        place=Place(file),
        remedy=message(CONTEXT, "Remove what is not needed, or split it."),
    )
