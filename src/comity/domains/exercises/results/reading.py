"""From a file, or from an evaluation document, to `Results`, or to all the faults in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.plan import Plan
from comity.domains.exercises.results.checking import RowChecker
from comity.domains.exercises.results.marks import check_marks
from comity.domains.exercises.results.model import COLUMNS, REQUIRED_COLUMNS, Reported, Results, TypedRow
from comity.domains.exercises.results.replicates import check_together
from comity.kernel.tables import Place, Table, read_table

SHEET = "results"


def read_results(content: bytes, file: str, plan: Plan) -> Results:
    """The results in a CSV file or workbook."""
    table = read_table(content, file, sheet=SHEET, known_columns=COLUMNS)
    faults = FaultList(table.faults)
    _check_header(table, faults)
    rows = [TypedRow(row.number, table.sheet, dict(zip(table.header, row.cells, strict=True))) for row in table.rows]
    refused = {(fault.place.row, fault.place.column) for fault in table.faults}
    return _results(rows, file, plan, faults, skip={row for row, _ in refused})


def results_from_data(data: Sequence[Mapping[str, Any]], file: str, plan: Plan) -> Results:
    """The results in an evaluation document."""
    rows = [
        TypedRow(int(row["row"]), str(row["sheet"]), {name: str(row[name]) for name in COLUMNS if row[name]})
        for row in data
    ]
    return _results(rows, file, plan, FaultList(), skip=set())


def _results(rows: Iterable[TypedRow], file: str, plan: Plan, faults: FaultList, *, skip: set[int]) -> Results:
    checker = RowChecker(plan, file, faults)
    reported = [checker.check(row) for row in rows if row.row not in skip]
    kept: tuple[Reported, ...] = tuple(row for row in reported if row is not None)
    check_together(kept, file, faults)
    if not plan.exercise.results.decimal_mark:
        check_marks(kept, file, faults)
    if not rows and not faults.faults:
        what = message("exercises", "There is not a single result.")
        faults.add("results-none", what, _start_from_template(), place=Place(file))
    faults.raise_if_any()
    return Results(file, kept)


def _check_header(table: Table, faults: FaultList) -> None:
    for name in table.header:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            remedy = (
                message("exercises", "Did you mean “{name}”?", name=near[0])
                if near
                else message("exercises", "Known here: {names}.", names=", ".join(COLUMNS))
            )
            what = message("exercises", "This column is unknown.")
            faults.add("column-unknown", what, remedy, place=Place(table.file, table.sheet, 1, name))
    missing = [name for name in REQUIRED_COLUMNS if name not in table.header]
    for name in missing:
        what = message("exercises", "This column is missing.")
        faults.add("column-missing", what, _start_from_template(), place=Place(table.file, table.sheet, 1, name))
    if missing:
        faults.raise_if_any()


def _start_from_template() -> Message:
    return message("exercises", "Start from the template, which has the headings in the first row.")
