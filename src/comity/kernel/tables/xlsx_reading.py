"""Workbooks (.xlsx): checked from outside before anything is unpacked, then read cell by cell."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from comity.base.messages import Message, message
from comity.kernel.tables.limits import (
    LAST_WORKSHEET_ROW,
    MAXIMUM_CELLS,
    MAXIMUM_UNPACKED_BYTES,
    MAXIMUM_UNPACKED_RATIO,
    MAXIMUM_WORKBOOK_PARTS,
    RATIO_APPLIES_FROM_BYTES,
)
from comity.kernel.tables.places import Place, PlacedError
from comity.kernel.tables.table import Table, TableBuilder

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ENCRYPTED_PART = 0x1  # bit 0 of the general purpose flags, APPNOTE.TXT 4.4.4


def read_xlsx(content: bytes, file: str, *, sheet: str = "") -> Table:
    """The table on the worksheet called `sheet`, or on the only worksheet."""
    check_container(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of features it drops, none of which holds a value
            return _read(content, file, sheet)
    except PlacedError:
        raise
    except Exception as error:
        raise _damaged(file) from error


def check_container(content: bytes, file: str) -> None:
    """Refuse what is no workbook, has macros, is encrypted, or would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            parts = container.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged(file) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise _refused(
            "workbook-kind",
            message("exercises", "The file is not an Excel workbook (.xlsx)."),
            file,
            message("exercises", "Save it as .xlsx, or as CSV UTF-8."),
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refused(
            "workbook-macros",
            message("exercises", "The workbook contains macros."),
            file,
            message("exercises", "Save it as .xlsx, without macros."),
        )
    _check_size(parts, len(content), file)


def _check_size(parts: list[zipfile.ZipInfo], packed: int, file: str) -> None:
    if any(part.flag_bits & ENCRYPTED_PART for part in parts):
        raise _refused(
            "workbook-encrypted",
            message("exercises", "The workbook is encrypted."),
            file,
            message("exercises", "Remove the password and save it again."),
        )
    unpacked = sum(part.file_size for part in parts)
    repetitive = any(
        part.file_size > RATIO_APPLIES_FROM_BYTES
        and part.file_size > MAXIMUM_UNPACKED_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if repetitive or unpacked > MAXIMUM_UNPACKED_BYTES or len(parts) > MAXIMUM_WORKBOOK_PARTS:
        raise _refused(
            "workbook-bomb",
            message(
                "exercises",
                "The workbook would unpack from {packed} to {unpacked} bytes in {parts} parts; no table needs that.",
                packed=packed,
                unpacked=unpacked,
                parts=len(parts),
            ),
            file,
            message("exercises", "Copy the results into a new workbook made from the template."),
        )


def _read(content: bytes, file: str, sheet: str) -> Table:
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        worksheet = workbook[_sheet_name(workbook, file, sheet)]
        builder = TableBuilder(file, str(worksheet.title))
        worksheet.reset_dimensions()  # the stated size may be false
        visited = 0
        for number, cells in enumerate(worksheet.iter_rows(max_row=LAST_WORKSHEET_ROW), start=1):
            visited += len(cells)
            if visited > MAXIMUM_CELLS:
                raise _too_many_cells(builder.place(number))
            builder.add(number, [_text(builder, number, index, cell) for index, cell in enumerate(cells)])
        return builder.table()
    finally:
        workbook.close()


def _sheet_name(workbook: Workbook, file: str, wanted: str) -> str:
    names = [worksheet.title for worksheet in workbook.worksheets]
    found = [name for name in names if name.strip().casefold() == wanted.casefold()] or names
    if len(found) == 1:
        return found[0]
    raise _refused(
        "workbook-sheet",
        message("exercises", "The workbook has the sheets {sheets}.", sheets=", ".join(names)),
        file,
        message("exercises", "Keep one sheet, or call the one to read “{name}”.", name=wanted),
    )


def _text(builder: TableBuilder, number: int, index: int, cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    reason = _not_what_it_shows(cell)
    if reason is None:
        return value if isinstance(value, str) else repr(value)
    what, remedy = reason
    builder.refuse(
        PlacedError(
            "cell-kind",
            what,
            place=builder.place(number, builder.column(index)),
            remedy=remedy,
            value=str(value)[:100],
        )
    )
    return ""


def _not_what_it_shows(cell: Any) -> tuple[Message, Message] | None:
    as_text = message("exercises", "Format the cell as text and type the value again.")
    if cell.data_type == "f":
        return (
            message("exercises", "The cell holds a formula."),
            message("exercises", "Replace the formula by its value (copy, paste as values)."),
        )
    if cell.data_type == "e":
        return message("exercises", "The cell holds a spreadsheet error."), as_text
    if isinstance(cell.value, bool):
        return message("exercises", "The cell holds a truth value."), as_text
    if isinstance(cell.value, date | time | timedelta):
        return message("exercises", "The cell holds a date, which the spreadsheet may have made of a number."), as_text
    if not isinstance(cell.value, str) and "%" in (cell.number_format or ""):
        return message(
            "exercises", "The cell is formatted as a percentage, so it shows 100 times what it holds."
        ), as_text
    return None


def _too_many_cells(place: Place) -> PlacedError:
    return PlacedError(
        "table-too-wide",
        message("exercises", "The sheet claims more than {maximum} cells.", maximum=MAXIMUM_CELLS),
        place=place,
        remedy=message("exercises", "Copy the results into a new workbook made from the template."),
    )


def _refused(code: str, what: Message, file: str, remedy: Message) -> PlacedError:
    return PlacedError(code, what, place=Place(file), remedy=remedy)


def _damaged(file: str) -> PlacedError:
    return _refused(
        "workbook-damaged",
        message("exercises", "The workbook is damaged or not a workbook."),
        file,
        message("exercises", "Open it in a spreadsheet program and save it again as .xlsx, or as CSV UTF-8."),
    )
