"""Typed access to plain data that a person wrote; every refusal names the key."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from comity.base.messages import Message, message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.numbers import LARGEST_MAGNITUDE, SMALLEST_MAGNITUDE
from comity.kernel.tables import Place

LONGEST_TEXT = 2_000
"""A paragraph; reports set texts in narrow columns."""

MOST_ENTRIES = 10_000
"""Laboratories, evaluations or numbers in one list; the largest rounds have some hundreds."""

CODE = re.compile(r"\w[\w.\-]{0,31}")
"""A code becomes part of file names and addresses: letters and digits of any script, and `_ . -` inside."""

Default = TypeVar("Default")

LARGEST_WHOLE_NUMBER = 2**53  # JSON readers keep whole numbers up to here


class Fields:
    """One table of a plan: asks for its keys one by one, notes faults, and at the end which keys nobody knew."""

    def __init__(self, data: object, faults: FaultList, *, file: str, key: str = "") -> None:
        self.faults = faults
        self.file = file
        self.key = key
        self.known: set[str] = set()
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.refuse("", message("exercises", "A table of keys and values is expected here."), data)

    def text(self, name: str, default: str = "", *, required: bool = False, longest: int = LONGEST_TEXT) -> str:
        """A text, usually of at most a paragraph."""
        value = self._take(name, default, required=required)
        if isinstance(value, str) and len(value) > longest:
            too_long = message("exercises", "The text is longer than {longest} characters.", longest=longest)
            return self._wrong(name, too_long, f"{value[:40]}…", default)
        if not isinstance(value, str) or any(ord(c) < 32 and c != "\n" for c in value):
            return self._wrong(name, message("exercises", "A text in quotation marks is expected."), value, default)
        if required and not value.strip():
            return self._wrong(name, message("exercises", "The text must not be empty."), value, default)
        return value

    def code(self, name: str = "code", *, required: bool = True) -> str:
        """A short code fit for file names."""
        value = self.text(name, required=required)
        if value and not CODE.fullmatch(value):
            expected = message("exercises", "A code of at most 32 letters and digits is expected (and _ . - inside).")
            return self._wrong(name, expected, value, "")
        return value

    def choice(self, name: str, options: Collection[str], default: str = "") -> str:
        """One of `options`."""
        value = self._take(name, default)
        if value == default or value in options:
            return str(value)
        expected = message("exercises", "One of these is expected: {options}.", options=", ".join(sorted(options)))
        return self._wrong(name, expected, value, default)

    def number(self, name: str, *, positive: bool = False, negative: bool = True) -> float | None:
        """A number, or None where the key is absent."""
        value = self._take(name, None)
        if value is None:
            return None
        if not _is_number(value):
            return self._wrong(name, message("exercises", "A number is expected."), value, None)
        if (value < 0 and not negative) or (value <= 0 and positive):
            return self._wrong(name, message("exercises", "The number must be positive."), value, None)
        return float(value)

    def whole(self, name: str, default: int | None, *, minimum: int = 0, maximum: int = LARGEST_WHOLE_NUMBER) -> Any:
        """A whole number within bounds."""
        value = self._take(name, default)
        if value == default and not isinstance(value, bool):
            return value
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            expected = message(
                "exercises", "A whole number from {minimum} to {maximum} is expected.", minimum=minimum, maximum=maximum
            )
            return self._wrong(name, expected, value, default)
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where the key is absent."""
        value = self._take(name, default=False)
        if isinstance(value, bool):
            return value
        return bool(self._wrong(name, message("exercises", "true or false is expected."), value, default=False))

    def instant(self, name: str) -> datetime | None:
        """A point in time with its time zone."""
        value = self._take(name, None)
        if isinstance(value, str):
            value = parse_instant(value) or value
        if value is None:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        expected = message("exercises", "A date and time with its time zone is expected, as in 2026-03-31T16:00:00Z.")
        return self._wrong(name, expected, value, None)

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of numbers."""
        value = self._take(name, ())
        if isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES and all(_is_number(entry) for entry in value):
            return tuple(float(entry) for entry in value)
        return tuple(self._wrong(name, message("exercises", "A list of numbers is expected."), value, ()))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(name, ())
        if isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES and all(isinstance(v, str) for v in value):
            return tuple(entry[:LONGEST_TEXT] for entry in value)
        return tuple(self._wrong(name, message("exercises", "A list of texts is expected."), value, ()))

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        value = self._take(name, ())
        if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
            return self._wrong(name, message("exercises", "A list of lists of texts is expected."), value, ())
        numbered = {str(position): entry for position, entry in enumerate(value, start=1)}
        inside = Fields(numbered, self.faults, file=self.file, key=self._path(name))
        return tuple(inside.texts(position) for position in numbered)

    def named_texts(self, name: str) -> dict[str, tuple[str, ...]]:
        """Names with a list of texts each."""
        inside = self.table(name)
        return {str(key): inside.texts(str(key)) for key in inside.data}

    def factors(self, name: str) -> dict[str, float]:
        """Names with a positive factor each."""
        value = self._take(name, {})
        if not isinstance(value, Mapping):
            expected = message("exercises", "A factor is needed for every name, as in hydrochloride = 0.8932.")
            return dict(self._wrong(name, expected, value, {}))
        inside = Fields(value, self.faults, file=self.file, key=self._path(name))
        found = {str(key): inside.number(str(key), positive=True) for key in value}
        return {key: factor for key, factor in found.items() if factor is not None}

    def table(self, name: str) -> Fields:
        """A table inside this one; empty where the key is absent."""
        return Fields(self._take(name, {}), self.faults, file=self.file, key=self._path(name))

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self.data

    def tables(self, name: str) -> list[Fields]:
        """A list of tables, as written with double brackets."""
        value = self._take(name, [])
        if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
            self._wrong(name, message("exercises", "A list of tables is expected, written with [[ ]]."), value, [])
            return []
        return [
            Fields(entry, self.faults, file=self.file, key=f"{self._path(name)}[{position}]")
            for position, entry in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Every key that nobody asked for is a fault: a misspelt key must not be silently without effect."""
        for name in self.data:
            if name not in self.known:
                self.refuse(str(name), message("exercises", "This key is unknown."), "", self._suggestion(str(name)))

    def refuse(self, name: str, what: Message, value: object, remedy: Message | None = None) -> None:
        """Note a fault at a key of this table."""
        remedy = remedy or message("exercises", "See the template for what is meant here.")
        self.faults.add("plan", what, remedy, place=Place(self.file, key=self._path(name)), value=value)

    def _path(self, name: str) -> str:
        return ".".join(part for part in (self.key, name) if part)

    def _take(self, name: str, default: Any, *, required: bool = False) -> Any:
        self.known.add(name)
        if required and name not in self.data:
            self.refuse(name, message("exercises", "This key is missing."), "")
            return default
        return self.data.get(name, default)

    def _wrong(self, name: str, what: Message, value: object, default: Default) -> Default:
        if name in self.data:  # an absent key has been named already
            self.refuse(name, what, value)
        return default

    def _suggestion(self, name: str) -> Message:
        near = difflib.get_close_matches(name, self.known, n=1)
        if near:
            return message("exercises", "Did you mean “{name}”?", name=near[0])
        return message("exercises", "Known here: {names}.", names=", ".join(sorted(self.known)))


def parse_instant(text: str) -> datetime | None:
    """A date and time with its time zone from ISO 8601 text, or None when it is not one."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == 0 or (math.isfinite(value) and SMALLEST_MAGNITUDE <= abs(value) <= LARGEST_MAGNITUDE)
