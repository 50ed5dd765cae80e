"""Entries out: what is read back gives the same entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import zip_longest
from typing import Any

from comity.domains.directory.interchange.building import (
    CONTACT_FIELDS,
    ENTRY_FIELDS,
    IDENTITY_FIELDS,
    MEMBERSHIP_FIELDS,
    SCOPE_FIELDS,
)
from comity.domains.directory.interchange.csv_form import COLUMNS, value_of
from comity.domains.directory.interchange.model import FORMAT, FORMAT_VERSION, Entry
from comity.kernel.tables import csv_text


def entries_as_csv(entries: Iterable[Entry]) -> str:
    """All entries as CSV; text that looks like a formula is kept from being one."""
    return csv_text(COLUMNS, (cells for entry in entries for cells in _rows(entry)))


def entries_as_json(entries: Iterable[Entry]) -> str:
    """All entries as JSON; what is empty is left out."""
    data = {"format": FORMAT, "version": FORMAT_VERSION, "entries": [_record(entry) for entry in entries]}
    return json.dumps(data, ensure_ascii=False, indent=1)


def _rows(entry: Entry) -> Iterator[list[str]]:
    parts = list(zip_longest(entry.contacts, entry.scopes, entry.memberships)) or [(None, None, None)]
    for index, (contact, scope, membership) in enumerate(parts):
        own = [_cell(value_of(entry, name)) if index == 0 or name in IDENTITY_FIELDS else "" for name in ENTRY_FIELDS]
        yield (
            own + _cells(contact, CONTACT_FIELDS) + _cells(scope, SCOPE_FIELDS) + _cells(membership, MEMBERSHIP_FIELDS)
        )


def _cells(part: object | None, names: Iterable[str]) -> list[str]:
    return [_cell(getattr(part, name)) if part is not None else "" for name in names]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _record(entry: Entry) -> dict[str, Any]:
    record = asdict(entry)
    profile = record.pop("profile")
    profile.pop("listed")
    return _plain(record | profile)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items() if value not in ("", None, ())}


def _json(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return _plain(value)
    return value.isoformat() if isinstance(value, date) else value
