"""Rows of a file: cells by column, and every fault with its place; what the files of this room have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances.queries.suggesting import suggest
from comity.kernel.accounts.actor import Actor
from comity.kernel.tables import Place, PlacedError, Row, Table

CONTEXT = "report file"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells by column."""

    row: Row
    cells: dict[str, str]


def lines_of(table: Table) -> list[Line]:
    """The rows with their cells by the name of the column, as it is written without capitals and spaces."""
    names = [column_named(name) for name in table.header]
    return [Line(row, dict(zip(names, row.cells, strict=False))) for row in table.rows]


def check_header(table: Table, needed: Sequence[str]) -> None:
    """Every column that is needed is there."""
    names = {column_named(name) for name in table.header}
    missing = [name for name in needed if name not in names]
    if missing:
        what = message(CONTEXT, "The column {name} is missing.", name=missing[0])
        remedy = message(CONTEXT, "Start from the template, which has the headings in the first row.")
        raise PlacedError("column-missing", what, place=Place(table.file, table.sheet, 1), remedy=remedy)


def column_named(name: str) -> str:
    """A heading as columns are called here."""
    return name.strip().casefold().replace(" ", "_")


def unconfirmed(actor: Actor, typed: str) -> InputError:
    """No entry is meant for sure: what could be, for a person to decide."""
    found = suggest(actor, typed, limit=4)
    what = message(CONTEXT, "“{name}” does not name one entry of the register for sure.", name=typed[:80])
    if found:
        names = "; ".join(one.substance.name + f" ({one.substance.inchikey or one.substance.pk})" for one in found)
        remedy = message(CONTEXT, "Write the InChIKey or the exact name of the one you mean: {names}.", names=names)
    else:
        remedy = message(CONTEXT, "Register it first, or give it a provisional code as an unknown.")
    return InputError("substance-unconfirmed", what, where="substance", remedy=remedy)


def placed(table: Table, line: Line, error: ComityError) -> PlacedError:
    """A fault with its row and column."""
    if isinstance(error, PlacedError):
        return error
    column = error.where if error.where in line.cells else ""
    place = Place(table.file, table.sheet, line.row.number, column or error.where)
    remedy = error.remedy or message(CONTEXT, "Correct it in the file.")
    return PlacedError(error.code, error.what, place=place, remedy=remedy, value=line.cells.get(column, ""))


def day_in(cells: dict[str, str], name: str) -> date:
    """A day of the calendar, written as 2026-03-31."""
    typed = cells.get(name, "").strip()
    try:
        return date.fromisoformat(typed[:10])
    except ValueError as error:
        remedy = message(CONTEXT, "Write it as 2026-03-31.")
        raise InputError("date-wrong", message(CONTEXT, "This is not a date."), where=name, remedy=remedy) from error
