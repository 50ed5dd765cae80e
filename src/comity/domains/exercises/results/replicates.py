"""Rows that belong together: replicates of one laboratory must be told apart and agree in what they share."""

from __future__ import annotations

from collections.abc import Sequence

from comity.base.messages import message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.results.model import Reported
from comity.kernel.tables import Place

Key = tuple[str, str, str]


def check_together(rows: Sequence[Reported], file: str, faults: FaultList) -> None:
    """Note duplicate rows and replicates that contradict each other."""
    first: dict[tuple[Key, int], Reported] = {}
    group: dict[Key, Reported] = {}
    for row in rows:
        key = (row.laboratory, row.item, row.measurand)
        earlier = first.setdefault((key, row.replicate), row)
        leader = group.setdefault(key, row)
        if earlier is not row:
            _duplicate(row, earlier, file, faults)
        elif leader is not row:
            _compare(row, leader, file, faults)


def _duplicate(row: Reported, earlier: Reported, file: str, faults: FaultList) -> None:
    what = message(
        "exercises",
        "Row {row} already has this laboratory, item, measurand and replicate.",
        row=earlier.typed.row,
    )
    remedy = message("exercises", "Remove one of the rows, or number the replicates.")
    faults.add("duplicate", what, remedy, place=_place(row, file, "replicate"), value=row.laboratory)


def _compare(row: Reported, leader: Reported, file: str, faults: FaultList) -> None:
    if bool(row.not_tested_reason) != bool(leader.not_tested_reason):
        what = message("exercises", "One replicate has a result and another a reason for not having tested.")
        remedy = message("exercises", "Leave out replicates that were not measured.")
        faults.add("both", what, remedy, place=_place(row, file, "not_tested_reason"), value=row.not_tested_reason)
    if _uncertainty(row) != _uncertainty(leader):
        what = message("exercises", "The replicates of one result state different uncertainties.")
        remedy = message("exercises", "State the uncertainty of the mean of the replicates, the same in every row.")
        place = _place(row, file, "uncertainty")
        faults.add("uncertainty-differs", what, remedy, place=place, value=row.typed.cells.get("uncertainty", ""))
    if row.level != leader.level or row.substances != leader.substances:
        what = message("exercises", "A qualitative result has no replicates.")
        remedy = message("exercises", "Report one conclusion for each item.")
        faults.add("replicate", what, remedy, place=_place(row, file, "result"), value=row.typed.cells["result"])


def _uncertainty(row: Reported) -> tuple[float | None, float | None]:
    return row.expanded_uncertainty, row.coverage_factor


def _place(row: Reported, file: str, column: str) -> Place:
    return Place(file, row.typed.sheet, row.typed.row, column)
