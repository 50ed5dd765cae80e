"""One door for every kind of table file; the kind is told by the first bytes, never by the name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from comity.base.messages import message
from comity.kernel.tables.csv_reading import read_csv
from comity.kernel.tables.limits import MAXIMUM_FILE_BYTES
from comity.kernel.tables.places import Place, PlacedError
from comity.kernel.tables.table import Table

ZIP_SIGNATURE = b"PK\x03\x04"
COMPOUND_FILE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")


def read_table(content: bytes, file: str, *, sheet: str = "", known_columns: Collection[str] = frozenset()) -> Table:
    """The table in a CSV file or workbook; `known_columns` help to tell the delimiter, `sheet` names the worksheet."""
    if content.startswith(COMPOUND_FILE_SIGNATURE):
        raise _compound_file(file)
    if content.startswith(ZIP_SIGNATURE):
        from comity.kernel.tables.xlsx_reading import read_xlsx  # openpyxl takes a third of a second to import

        return read_xlsx(content, file, sheet=sheet)
    return read_csv(content, file, known_columns=known_columns)


def read_bounded(path: Path, *, maximum: int = MAXIMUM_FILE_BYTES) -> bytes:
    """The whole file, or an error when it is not a readable file or larger than `maximum` bytes."""
    try:
        if not path.is_file():
            raise PlacedError(
                "file-missing",
                message("exercises", "There is no such file."),
                place=Place(str(path)),
                remedy=message("exercises", "Check the path."),
            )
        with path.open("rb") as stream:
            content = stream.read(maximum + 1)
    except OSError as error:
        raise PlacedError(
            "file-unreadable",
            message("exercises", "The file cannot be read: {reason}.", reason=error.strerror or str(error)),
            place=Place(str(path)),
            remedy=message("exercises", "Check the path and the permissions."),
        ) from error
    if len(content) > maximum:
        raise PlacedError(
            "file-too-large",
            message("exercises", "The file is larger than {maximum} MB.", maximum=maximum // 1_000_000),
            place=Place(str(path)),
            remedy=message("exercises", "Remove what is not needed, or split it."),
        )
    return content


def _compound_file(file: str) -> PlacedError:
    return PlacedError(
        "workbook-encrypted",
        message("exercises", "The file is an encrypted workbook or one of a format from before 2007."),
        place=Place(file),
        remedy=message("exercises", "Remove the password and save it as .xlsx, or as CSV UTF-8."),
    )
