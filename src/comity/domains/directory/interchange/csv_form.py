"""Entries as a table (CSV or workbook): one row for each party, and one more for each further part of it.

A row carries at most one contact point, one scope and one membership. A party with three contact points has three rows
that agree in kind, name and country (or in `id`); the further rows may leave the other columns empty. Sorting the
table in a spreadsheet therefore breaks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from comity.base.messages import message
from comity.domains.directory import rules
from comity.domains.directory.interchange import building
from comity.domains.directory.interchange.checking import CONTEXT, Checker
from comity.domains.directory.interchange.model import (
    MAXIMUM_ENTRIES,
    MAXIMUM_PARTS,
    Entry,
    PlacedEntry,
    Reading,
)
from comity.kernel.tables import Place, PlacedError, Row, Table, read_table

CONTACT = {name: f"contact_{name}" for name in building.CONTACT_FIELDS}
SCOPE = {name: f"scope_{name}" for name in building.SCOPE_FIELDS}
MEMBERSHIP = {name: f"member_{name}" for name in building.MEMBERSHIP_FIELDS}
COLUMNS = (*building.ENTRY_FIELDS, *CONTACT.values(), *SCOPE.values(), *MEMBERSHIP.values())
FURTHER = ("short_name", "country", *building.PROFILE_FIELDS)
FORMULA_GUARD = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def read_csv_entries(content: bytes, file: str) -> Reading:
    """The entries of a table."""
    table = read_table(content, file, known_columns=frozenset(COLUMNS))
    _check_columns(table)
    gathered = _Gathered()
    gathered.faults.extend(table.faults)
    for row in table.rows:
        gathered.take(table, row)
    return gathered.reading(file)


def _check_columns(table: Table) -> None:
    unknown = [name for name in table.header if name not in COLUMNS]
    if unknown:
        raise PlacedError(
            "column-unknown",
            message(CONTEXT, "Nothing is known of a column with this heading."),
            place=Place(table.file, table.sheet, 1, unknown[0]),
            remedy=message(CONTEXT, "Use these headings, or remove the column: {columns}.", columns=", ".join(COLUMNS)),
            value=unknown[0],
        )
    for needed in ("kind", "name"):
        if needed not in table.header:
            raise PlacedError(
                "column-missing",
                message(CONTEXT, "The column is missing."),
                place=Place(table.file, table.sheet, 1, needed),
                remedy=message(CONTEXT, "Start from an export, which has all headings in the first row."),
            )


@dataclass
class _Gathered:
    """Rows put together by what they agree in; a fault in one row refuses the whole entry."""

    entries: dict[tuple[str, ...], PlacedEntry] = field(default_factory=dict)
    faults: list[PlacedError] = field(default_factory=list)
    refused: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, table: Table, row: Row) -> None:
        entry, faults, has_parts = _entry_in(table, row)
        key = (entry.id,) if entry.id else rules.identity(entry.kind, entry.name, entry.country)
        place = Place(table.file, table.sheet, row.number)
        if key in self.entries and not faults:
            entry, fault = _merged(self.entries[key], entry, place, has_parts=has_parts)
            faults = [fault] if fault else []
            place = self.entries[key].place
        if faults:
            self.faults.extend(faults)
            self.refused.add(key)
            return
        self.entries[key] = PlacedEntry(entry, place)
        if len(self.entries) > MAXIMUM_ENTRIES:
            raise too_many(place)

    def reading(self, file: str) -> Reading:
        kept = tuple(placed for key, placed in self.entries.items() if key not in self.refused)
        return Reading(file, kept, tuple(self.faults))


def value_of(entry: Entry, name: str) -> Any:
    """The value of a column, which stands in the entry or in its profile."""
    return getattr(entry.profile if name in building.PROFILE_FIELDS else entry, name)


def too_many(place: Place) -> PlacedError:
    """The file holds more entries than are taken at once."""
    return PlacedError(
        "entries-too-many",
        message(CONTEXT, "The file holds more than {maximum} parties.", maximum=MAXIMUM_ENTRIES),
        place=place,
        remedy=message(CONTEXT, "Split it into several files."),
    )


def _entry_in(table: Table, row: Row) -> tuple[Entry, list[PlacedError], bool]:
    cells = {name: _unguarded(text) for name, text in zip(table.header, row.cells, strict=True)}

    def part(names: Mapping[str, str]) -> Checker | None:
        values = {name: cells.get(column, "") for name, column in names.items()}
        if not any(value.strip() for value in values.values()):
            return None
        return Checker(values, lambda name: Place(table.file, table.sheet, row.number, names[name]))

    whole = Checker(cells, lambda name: Place(table.file, table.sheet, row.number, name))
    entry = building.entry_of(whole)
    contact, scope, membership = part(CONTACT), part(SCOPE), part(MEMBERSHIP)
    joined = building.membership_of(membership) if membership else None
    entry = replace(
        entry,
        contacts=(building.contact_of(contact),) if contact else (),
        scopes=(building.scope_of(scope),) if scope else (),
        memberships=(joined,) if joined else (),
    )
    faults = [fault for checker in (whole, contact, scope, membership) if checker for fault in checker.faults]
    return entry, faults, any((contact, scope, membership))


def _unguarded(text: str) -> str:
    """Without the apostrophe that our own export puts before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith(FORMULA_GUARD) else text


def _merged(placed: PlacedEntry, more: Entry, place: Place, *, has_parts: bool) -> tuple[Entry, PlacedError | None]:
    before = placed.entry
    for name in FURTHER:
        said = value_of(more, name)
        if said not in ("", None, ()) and said != value_of(before, name):
            return before, _contradiction(place, placed.place, name)
    if not has_parts:
        return before, _twice(place, placed.place)
    merged = replace(
        before,
        contacts=tuple(dict.fromkeys(before.contacts + more.contacts)),
        scopes=tuple(dict.fromkeys(before.scopes + more.scopes)),
        memberships=tuple(dict.fromkeys(before.memberships + more.memberships)),
    )
    if max(map(len, (merged.contacts, merged.scopes, merged.memberships))) > MAXIMUM_PARTS:
        return before, too_many_parts(place)
    return merged, None


def too_many_parts(place: Place) -> PlacedError:
    """One entry has more parts than anybody reads."""
    return PlacedError(
        "parts-too-many",
        message(CONTEXT, "One party has more than {maximum} of the same thing.", maximum=MAXIMUM_PARTS),
        place=place,
        remedy=message(CONTEXT, "Check whether rows of several parties carry the same name."),
    )


def _contradiction(place: Place, first: Place, column: str) -> PlacedError:
    return PlacedError(
        "rows-contradict",
        message(CONTEXT, "This says something else than row {row} about the same party.", row=first.row),
        place=replace(place, column=column),
        remedy=message(CONTEXT, "Leave it empty here, or write the same in both rows."),
    )


def _twice(place: Place, first: Place) -> PlacedError:
    return PlacedError(
        "entry-twice",
        message(CONTEXT, "The same party stands in row {row} already.", row=first.row),
        place=place,
        remedy=message(CONTEXT, "Remove one of the two rows, or tell the parties apart by name or country."),
    )
