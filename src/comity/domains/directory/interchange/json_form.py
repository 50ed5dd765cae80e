"""Entries as JSON: `{"format": "comity-directory", "version": 1, "entries": [{…}]}`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

from comity.base.messages import Message, message
from comity.domains.directory import rules
from comity.domains.directory.interchange import building
from comity.domains.directory.interchange.checking import CONTEXT, Checker
from comity.domains.directory.interchange.csv_form import too_many, too_many_parts
from comity.domains.directory.interchange.model import (
    FORMAT,
    FORMAT_VERSION,
    MAXIMUM_ENTRIES,
    MAXIMUM_PARTS,
    Entry,
    PlacedEntry,
    Reading,
)
from comity.kernel.tables.places import Place, PlacedError

LISTS = {
    "contacts": building.CONTACT_FIELDS,
    "scopes": building.SCOPE_FIELDS,
    "memberships": building.MEMBERSHIP_FIELDS,
}
FIELDS = (*building.ENTRY_FIELDS, *LISTS)
Part = TypeVar("Part")


def read_json_entries(content: bytes, file: str) -> Reading:
    """The entries of a JSON file."""
    records = _records(content, file)
    if len(records) > MAXIMUM_ENTRIES:
        raise too_many(Place(file))
    entries: list[PlacedEntry] = []
    faults: list[PlacedError] = []
    seen: dict[tuple[str, ...], int] = {}
    for index, record in enumerate(records):
        reader = _Reader(file, f"entries[{index}]")
        entry = reader.entry(record)
        key = (entry.id,) if entry.id else rules.identity(entry.kind, entry.name, entry.country)
        if not reader.faults and seen.setdefault(key, index) != index:
            reader.refuse(
                "",
                "entry-twice",
                message(CONTEXT, "The same party stands at {place} already.", place=f"entries[{seen[key]}]"),
            )
        faults.extend(reader.faults)
        if not reader.faults:
            entries.append(PlacedEntry(entry, Place(file, key=reader.key)))
    return Reading(file, tuple(entries), tuple(faults))


def _twice(index: int) -> Message:
    return message(CONTEXT, "The same party stands at {place} already.", place=f"entries[{index}]")


def _records(content: bytes, file: str) -> list[Any]:
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _unusable(file, message(CONTEXT, "The file is not JSON in UTF-8.")) from error
    if not isinstance(data, Mapping) or data.get("format") != FORMAT or not isinstance(data.get("entries"), list):
        raise _unusable(file, message(CONTEXT, "The file does not hold entries of a directory."))
    if data.get("version") != FORMAT_VERSION:
        raise _unusable(
            file, message(CONTEXT, "The file is of another version than {version}.", version=FORMAT_VERSION)
        )
    records: list[Any] = data["entries"]
    return records


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unusable(file: str, what: Message) -> PlacedError:
    remedy = message(CONTEXT, "Start from an export, which shows the form.")
    return PlacedError("json-unusable", what, place=Place(file), remedy=remedy)


class _Reader:
    """Reads one record; faults name the key, as in `entries[3].contacts[0].email`."""

    def __init__(self, file: str, key: str) -> None:
        self.file = file
        self.key = key
        self.faults: list[PlacedError] = []

    def refuse(self, name: str, code: str, what: Message) -> None:
        remedy = message(CONTEXT, "Correct it in the file.")
        place = Place(self.file, key=f"{self.key}.{name}" if name else self.key)
        self.faults.append(PlacedError(code, what, place=place, remedy=remedy))

    def entry(self, record: Any) -> Entry:
        values = self._checker(record, "", FIELDS)
        entry = building.entry_of(values)
        self.faults.extend(values.faults)
        return replace(
            entry,
            contacts=self._parts(record, "contacts", building.contact_of),
            scopes=self._parts(record, "scopes", building.scope_of),
            memberships=self._parts(record, "memberships", building.membership_of),
        )

    def _parts(self, record: Any, name: str, build: Callable[[Checker], Part | None]) -> tuple[Part, ...]:
        given = record.get(name, []) if isinstance(record, Mapping) else []
        if not isinstance(given, list):
            self.refuse(name, "not-a-list", message(CONTEXT, "This is not a list."))
            return ()
        if len(given) > MAXIMUM_PARTS:
            self.faults.append(too_many_parts(Place(self.file, key=f"{self.key}.{name}")))
            return ()
        found: list[Part] = []
        for index, part in enumerate(given):
            values = self._checker(part, f"{name}[{index}]", LISTS[name])
            built = build(values)
            self.faults.extend(values.faults)
            if built is not None:
                found.append(built)
        return tuple(dict.fromkeys(found))

    def _checker(self, record: Any, inside: str, fields: tuple[str, ...]) -> Checker:
        prefix = f"{self.key}.{inside}" if inside else self.key
        if not isinstance(record, Mapping):
            self.refuse(inside, "not-an-object", message(CONTEXT, "This is not an object with names and values."))
            record = {}
        for name in record:
            if name not in fields:
                what = message(CONTEXT, "Nothing is known of “{name}”.", name=str(name)[:40])
                self.refuse(inside, "name-unknown", what)
        values = {name: self._plain(value, inside, name) for name, value in record.items() if name not in LISTS}
        return Checker(values, lambda name: Place(self.file, key=f"{prefix}.{name}"))

    def _plain(self, value: Any, inside: str, name: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)[:100]
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return ";".join(value)
        self.refuse(
            f"{inside}.{name}" if inside else str(name)[:40],
            "value-unreadable",
            message(CONTEXT, "This is neither text nor a number."),
        )
        return ""
