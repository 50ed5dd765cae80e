"""A table as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.messages import message
from comity.kernel.tables.limits import MAXIMUM_CELL_CHARACTERS, MAXIMUM_COLUMNS, MAXIMUM_FAULTS, MAXIMUM_ROWS
from comity.kernel.tables.places import Place, PlacedError

LINE_BREAKS_AND_TABS = "\t\n\r"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet program shows it, and as many cells as the header has."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of text, and the faults of single cells (which then read as empty)."""

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[PlacedError, ...] = ()


class TableBuilder:
    """Takes rows one after the other and applies the bounds that CSV files and workbooks share."""

    def __init__(self, file: str, sheet: str = "") -> None:
        self.file = file
        self.sheet = sheet
        self.header: tuple[str, ...] = ()
        self.rows: list[Row] = []
        self.faults: list[PlacedError] = []

    def place(self, row: int = 0, column: str = "") -> Place:
        """A place in this table."""
        return Place(self.file, self.sheet, row, column)

    def column(self, index: int) -> str:
        """What a column is called: its heading, else its letters."""
        return self.header[index] if index < len(self.header) and self.header[index] else column_letters(index)

    def refuse(self, fault: PlacedError) -> None:
        """Note a faulty cell and go on, up to the bound."""
        if len(self.faults) < MAXIMUM_FAULTS:
            self.faults.append(fault)

    def add(self, number: int, cells: list[str]) -> None:
        """The first row that is not blank is the header; blank rows are skipped."""
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        self._check_size(number, cells)
        if not self.header:
            self._set_header(number, cells)
            return
        if len(cells) > len(self.header):
            self.refuse(self._too_many_cells(number, cells))
        checked = [self._checked(number, index, text) for index, text in enumerate(cells[: len(self.header)])]
        self.rows.append(Row(number, tuple(checked + [""] * (len(self.header) - len(checked)))))

    def table(self) -> Table:
        """What was read; a file without a header is refused."""
        if not self.header:
            raise PlacedError(
                "table-empty",
                message("exercises", "The table is empty."),
                place=self.place(),
                remedy=message("exercises", "Start from the template, which has the headings in the first row."),
            )
        return Table(self.file, self.sheet, self.header, tuple(self.rows), tuple(self.faults))

    def _check_size(self, number: int, cells: list[str]) -> None:
        if len(cells) > MAXIMUM_COLUMNS:
            raise PlacedError(
                "table-too-wide",
                message("exercises", "The row has {found} columns.", found=len(cells)),
                place=self.place(number),
                remedy=message(
                    "exercises",
                    "Keep at most {maximum} columns, one result per row, as in the template.",
                    maximum=MAXIMUM_COLUMNS,
                ),
            )
        if len(self.rows) >= MAXIMUM_ROWS:
            raise PlacedError(
                "table-too-long",
                message("exercises", "The table has more than {maximum} rows.", maximum=MAXIMUM_ROWS),
                place=self.place(number),
                remedy=message("exercises", "Split the round into several files."),
            )

    def _set_header(self, number: int, cells: list[str]) -> None:
        names = tuple("_".join(cell.strip().casefold().split()) for cell in cells)
        for index, name in enumerate(names):
            if not name or name in names[:index]:
                raise PlacedError(
                    "table-header",
                    message("exercises", "A heading is missing or occurs twice."),
                    place=self.place(number, name or column_letters(index)),
                    remedy=message("exercises", "Give every column one heading of its own, as in the template."),
                    value=cells[index],
                )
        self.header = names

    def _too_many_cells(self, number: int, cells: list[str]) -> PlacedError:
        return PlacedError(
            "row-too-long",
            message(
                "exercises",
                "The row has {found} cells, but there are {expected} headings.",
                found=len(cells),
                expected=len(self.header),
            ),
            place=self.place(number),
            remedy=message(
                "exercises",
                "If a decimal comma was cut in two, put quotation marks around the number or use semicolons.",
            ),
            value=cells[len(self.header)][:100],
        )

    def _checked(self, number: int, index: int, text: str) -> str:
        if len(text) > MAXIMUM_CELL_CHARACTERS:
            what = message("exercises", "The cell holds {found} characters.", found=len(text))
            remedy = message("exercises", "Keep at most {maximum} characters.", maximum=MAXIMUM_CELL_CHARACTERS)
        elif any(ord(character) < 32 and character not in LINE_BREAKS_AND_TABS for character in text):
            what = message("exercises", "The cell holds an invisible control character.")
            remedy = message("exercises", "Type the cell anew.")
        else:
            return text
        self.refuse(
            PlacedError(
                "cell-text", what, place=self.place(number, self.column(index)), remedy=remedy, value=repr(text[:100])
            )
        )
        return ""


def column_letters(index: int) -> str:
    """A, B … Z, AA … as spreadsheet programs call their columns.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
