"""Tables out: CSV and workbooks in which text stays text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.kernel.tables.repeatable import repeatable

Cell = str | int | float | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[0-9.,]+([eE][+-]?[0-9]+)?")
NOT_ALLOWED_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOT_ALLOWED_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
LONGEST_TITLE = 31  # characters in a sheet's name, by the spreadsheet programs
WIDEST_COLUMN = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: a title, headings, rows."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> None:
    """CSV UTF-8 with a byte order mark, by which spreadsheet programs know it."""
    path.write_text("\ufeff" + csv_text(header, rows, delimiter=delimiter), encoding="utf-8", newline="")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> str:
    """The same as text, without the mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([_defused(cell) for cell in row] for row in rows)
    return stream.getvalue()


def write_xlsx(path: Path, sheets: Sequence[Sheet], *, made_at: datetime | None = None, rtl: bool = False) -> None:
    """A workbook with bold, frozen headings; with `made_at` the same content gives the same bytes."""
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(sheet_title(sheet.title)), sheet, rtl=rtl)
    stream = io.BytesIO()
    workbook.save(stream)
    path.write_bytes(stream.getvalue() if made_at is None else repeatable(stream.getvalue(), made_at))


def sheet_title(title: str) -> str:
    """A title that spreadsheet programs accept."""
    return NOT_ALLOWED_IN_TITLES.sub("-", title)[:LONGEST_TITLE].strip("'") or "-"


def _write_sheet(worksheet: Any, sheet: Sheet, *, rtl: bool) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    worksheet.freeze_panes = "A2"
    worksheet.sheet_view.rightToLeft = rtl
    for index, width in enumerate(_widths(sheet), start=1):
        worksheet.column_dimensions[get_column_letter(index)].width = width
    bold = Font(bold=True)
    heading = [_text_cell(worksheet, name) for name in sheet.header]
    for cell in heading:
        cell.font = bold
    worksheet.append(heading)
    for row in sheet.rows:
        worksheet.append([_text_cell(worksheet, cell) if isinstance(cell, str) else cell for cell in row])


def _widths(sheet: Sheet) -> list[int]:
    sample = [sheet.header, *sheet.rows[:200]]
    longest = [max((len(str(row[i])) for row in sample if i < len(row)), default=0) for i in range(len(sheet.header))]
    return [min(length + 2, WIDEST_COLUMN) for length in longest]


def _text_cell(worksheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(worksheet, value=NOT_ALLOWED_IN_XML.sub("\ufffd", text))
    cell.data_type = "s"  # also when it begins with "=": text from a laboratory is never a formula
    return cell


def _defused(cell: Cell) -> Cell:
    """Text that a spreadsheet program would take for a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
