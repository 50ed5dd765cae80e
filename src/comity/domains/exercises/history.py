"""Scores of earlier rounds, from a file with the columns round, date, laboratory, measurand, z and perhaps zeta."""

from __future__ import annotations

from datetime import date

from comity.base.messages import message
from comity.domains.exercises.evaluation import PastScore
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.numbers import Unreadable, parse_number
from comity.kernel.tables import Place, Row, Table, read_table

COLUMNS = ("round", "date", "laboratory", "measurand", "z")
OPTIONAL_COLUMNS = ("zeta",)
SHEET = "history"


def read_history(content: bytes, file: str) -> tuple[PastScore, ...]:
    """The scores in the file, or all the faults in it."""
    table = read_table(content, file, sheet=SHEET, known_columns=(*COLUMNS, *OPTIONAL_COLUMNS))
    faults = FaultList(table.faults)
    for name in COLUMNS:
        if name not in table.header:
            what = message("exercises", "This column is missing.")
            remedy = message("exercises", "A history has the columns {names}.", names=", ".join(COLUMNS))
            faults.add("column-missing", what, remedy, place=Place(file, table.sheet, 1, name))
    faults.raise_if_any()
    scores = [_score(table, row, faults) for row in table.rows]
    faults.raise_if_any()
    return tuple(score for score in scores if score is not None)


def _score(table: Table, row: Row, faults: FaultList) -> PastScore | None:
    cells = dict(zip(table.header, (cell.strip() for cell in row.cells), strict=True))
    z = _number(table, row, "z", cells["z"], faults)
    zeta = _number(table, row, "zeta", cells["zeta"], faults) if cells.get("zeta") else None
    for name in ("round", "laboratory", "measurand"):
        if not cells[name]:
            what = message("exercises", "The cell is empty.")
            faults.add("empty", what, message("exercises", "Fill it in."), place=_place(table, row, name))
    try:
        day = date.fromisoformat(cells["date"])
    except ValueError:
        what = message("exercises", "“{text}” is not a date.", text=cells["date"][:40])
        remedy = message("exercises", "Write it as in 2025-09-30.")
        faults.add("date", what, remedy, place=_place(table, row, "date"), value=cells["date"])
        return None
    if z is None:
        return None
    return PastScore(cells["round"], day.isoformat(), cells["laboratory"], cells["measurand"], z, zeta)


def _number(table: Table, row: Row, column: str, text: str, faults: FaultList) -> float | None:
    try:
        return float(parse_number(text))
    except Unreadable as error:
        faults.add("number", error.what, error.remedy, place=_place(table, row, column), value=text)
        return None


def _place(table: Table, row: Row, column: str) -> Place:
    return Place(table.file, table.sheet, row.number, column)
