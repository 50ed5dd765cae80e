"""CSV: UTF-8 with or without a byte order mark; comma, semicolon or tab, told from the headings."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator

from comity.base.messages import message
from comity.kernel.tables.limits import MAXIMUM_LINE_CHARACTERS
from comity.kernel.tables.places import Place, PlacedError
from comity.kernel.tables.table import Table, TableBuilder

DELIMITERS = (",", ";", "\t")
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(content: bytes, file: str, *, known_columns: Collection[str] = frozenset()) -> Table:
    """The table in `content`."""
    text = decode(content, file)
    builder = TableBuilder(file)
    reader = csv.reader(_lines(text, file), delimiter=_delimiter(text, known_columns), strict=True)
    start = 1
    try:
        for cells in reader:
            builder.add(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise PlacedError(
            "csv-malformed",
            message("exercises", "The quotation marks or the length of a cell cannot be understood."),
            place=builder.place(start),
            remedy=message("exercises", "Close every quotation mark, and double those inside a cell."),
        ) from error
    return builder.table()


def _lines(text: str, file: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAXIMUM_LINE_CHARACTERS:
            raise PlacedError(
                "line-too-long",
                message("exercises", "The line has {found} characters.", found=len(line)),
                place=Place(file, row=number),
                remedy=message("exercises", "Keep one result to a line, as in the template."),
            )
        yield line


def decode(content: bytes, file: str) -> str:
    """UTF-8 text without its mark; anything else is refused, since a wrong guess corrupts names silently."""
    if content.startswith(UTF_16_MARKS):
        raise _not_utf_8(file, 1)
    if b"\0" in content:
        raise PlacedError(
            "nul-byte",
            message("exercises", "The file contains a NUL byte, so it is damaged or not a text file."),
            place=Place(file, row=_line(content, content.index(b"\0"))),
            remedy=message("exercises", "Save it again from its source as CSV UTF-8 or .xlsx."),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf_8(file, _line(content, error.start)) from error


def _line(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


def _not_utf_8(file: str, row: int) -> PlacedError:
    return PlacedError(
        "not-utf-8",
        message("exercises", "The text is not encoded in UTF-8."),
        place=Place(file, row=row),
        remedy=message("exercises", "Save the file as “CSV UTF-8”."),
    )


def _delimiter(text: str, known_columns: Collection[str]) -> str:
    """The delimiter that makes most headings known; without known columns the one that occurs most."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    names = set(known_columns)

    def recognised(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip(' "').casefold().replace(" ", "_") for cell in heading.split(delimiter)]
        return len(names.intersection(cells)), len(cells)

    return max(DELIMITERS, key=recognised)
