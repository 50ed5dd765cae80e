"""Decimal marks of one laboratory: who writes 45,2 in one row may mean thousands by the point of 1.234 in another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from comity.base.messages import message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.results.model import Reported
from comity.kernel.tables import Place

NUMERIC_COLUMNS = ("result", "uncertainty", "limit_of_quantification")

_DECIMAL_COMMA = re.compile(r"\d*,\d+")
_POINT_BEFORE_THREE_DIGITS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def check_marks(rows: Iterable[Reported], file: str, faults: FaultList) -> None:
    """Note numbers that have two readings because of how the same laboratory writes its other numbers."""
    cells = [
        (row, column, row.typed.cells.get(column, "").strip().lstrip("<>+-\u2212 "))
        for row in rows
        if row.value is not None or row.limit is not None
        for column in NUMERIC_COLUMNS
    ]
    with_comma = {row.laboratory for row, _, text in cells if _DECIMAL_COMMA.fullmatch(text)}
    for row, column, text in cells:
        if row.laboratory in with_comma and _POINT_BEFORE_THREE_DIGITS.fullmatch(text):
            faults.add(
                "number",
                message(
                    "exercises",
                    "“{text}” can be read in two ways, because this laboratory writes decimal commas elsewhere.",
                    text=text,
                ),
                message("exercises", "Ask the laboratory, and write all its numbers with the same decimal mark."),
                place=Place(file, row.typed.sheet, row.typed.row, column),
                value=text,
            )
