"""Reads the text of single values; what cannot be used is noted as a fault with place, reason and remedy."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.tables.places import Place, PlacedError

CONTEXT = "directory file"
Value = TypeVar("Value")


class Checker:
    """The values of one record. `place` says where a field stands."""

    def __init__(self, values: Mapping[str, str], place: Callable[[str], Place]) -> None:
        self.values = values
        self.place = place
        self.faults: list[PlacedError] = []

    def refuse(self, field: str, code: str, what: Message, remedy: Message | None = None) -> None:
        """Note a fault of one field."""
        self.faults.append(
            PlacedError(
                code,
                what,
                place=self.place(field),
                remedy=remedy or message(CONTEXT, "Correct it in the file."),
                value=self.values.get(field, "")[:200],
            )
        )

    def raw(self, field: str) -> str:
        """What stands there, without blanks around it."""
        return self.values.get(field, "").strip()

    def words(self, field: str) -> tuple[str, ...]:
        """Words separated by semicolons."""
        return tuple(part.strip() for part in self.raw(field).split(";") if part.strip())

    def checked(self, field: str, check: Callable[[], Value], otherwise: Value) -> Value:
        """What `check` returns; where it refuses, the fault is noted at the field it names."""
        try:
            return check()
        except InputError as error:
            named = error.where if error.where in self.values else field
            self.refuse(named, error.code, error.what, error.remedy)
            return otherwise

    def choice(self, field: str, known: Collection[str]) -> str:
        """One of the known words; required."""
        word = self.raw(field).casefold()
        if word in known:
            return word
        what = message(CONTEXT, "“{word}” is none of the possible words.", word=word[:40])
        self.refuse(field, "word-unknown", what, message(CONTEXT, "Use one of: {words}.", words=", ".join(known)))
        return ""

    def day(self, field: str) -> date | None:
        """A day, or nothing."""
        text = self.raw(field)
        try:
            if not text or len(text) == len("2026-03-31"):
                return date.fromisoformat(text) if text else None
        except ValueError:
            pass
        what = message(CONTEXT, "“{text}” is not a day.", text=text[:40])
        self.refuse(field, "day-unreadable", what, message(CONTEXT, "Write year-month-day, as in 2027-03-31."))
        return None

    def degrees(self, field: str) -> float | None:
        """A number of degrees, or nothing; a decimal comma is understood."""
        text = self.raw(field)
        if not text:
            return None
        try:
            number = float(text.replace(",", ".")) if len(text) <= 40 and "_" not in text else math.nan
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        what = message(CONTEXT, "“{text}” is not a number of degrees.", text=text[:40])
        self.refuse(field, "degrees-unreadable", what, message(CONTEXT, "Write a decimal, as in 52.06 or -1.29."))
        return None

    def whole(self, field: str) -> int | None:
        """A whole number, or nothing."""
        text = self.raw(field)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        what = message(CONTEXT, "“{text}” is not a whole number.", text=text[:40])
        self.refuse(field, "number-unreadable", what, message(CONTEXT, "Leave it as it was exported, or empty."))
        return None

    def identifier(self, field: str) -> str:
        """The identifier of an entry, or nothing."""
        text = self.raw(field)
        try:
            return str(UUID(text)) if text else ""
        except ValueError:
            what = message(CONTEXT, "This is not the identifier of an entry.")
            remedy = message(CONTEXT, "Leave it as it was exported, or empty.")
            self.refuse(field, "identifier-unreadable", what, remedy)
            return ""
