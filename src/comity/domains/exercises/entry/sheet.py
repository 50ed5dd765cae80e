"""The page of a round as a laboratory fills it in: one line for each thing asked, made from rows and back to rows.

Rows that fit nothing asked get lines of their own at the end, so that nothing typed or uploaded disappears.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from comity.domains.exercises.conduct.public import PublicItem, PublicMeasurand, PublicPlan
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.submission.checking import Fault
from comity.domains.exercises.submission.rows import SHARED, Row
from comity.domains.exercises.submission.spreadsheet import asked_rows

MOST_LINES = 500
MOST_CHOICES = 60  # substances shown as boxes to tick; a longer menu is typed
FEW = ("technique", "method", "analyst", "not_tested_reason", "comment")
SEPARATOR = "|"

Pair = tuple[str, str]


@dataclass
class Slot:
    """One result, or one replicate of it."""

    replicate: str
    result: str = ""
    row: int | None = None
    errors: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One thing asked, or one row that fits nothing asked."""

    number: int
    item: str
    measurand: str
    kind: str  # quantity | ordinal | identification | other
    slots: list[Slot]
    asks: PublicMeasurand | None = None
    cells: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    menu: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def pair(self) -> str:
        """What the button for a further replicate names."""
        return f"{self.item}{SEPARATOR}{self.measurand}"

    @property
    def opened(self) -> bool:
        """Whether the less usual fields are shown at once."""
        return any(self.cells.get(name) or self.errors.get(name) for name in FEW)

    @property
    def units(self) -> tuple[str, ...]:
        """Units to choose from, with one that was typed and is not declared."""
        return self._options("unit", self.asks.units if self.asks else ())

    @property
    def forms(self) -> tuple[str, ...]:
        """Forms to choose from."""
        return self._options("form", self.asks.forms if self.asks else ())

    @property
    def chosen(self) -> list[tuple[str, bool]]:
        """The substances of the menu, each with whether it was found."""
        typed = {name.casefold() for name in _names(self.slots[0].result)}
        return [(name, name.casefold() in typed) for name in self.menu]

    @property
    def typed_names(self) -> str:
        """What was found besides the menu."""
        on_menu = {name.casefold() for name in self.menu}
        return "; ".join(name for name in _names(self.slots[0].result) if name.casefold() not in on_menu)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every error with the id of its field, for the summary."""
        own = [(f"f{self.number}-{column}", text) for column, texts in self.errors.items() for text in texts]
        return own + [(f"f{self.number}-result-{n}", t) for n, slot in enumerate(self.slots, 1) for t in slot.errors]

    def _options(self, name: str, declared: tuple[str, ...]) -> tuple[str, ...]:
        typed = self.cells.get(name, "")
        return declared if not typed or typed in declared else (*declared, typed)


@dataclass
class Part:
    """One item with its lines; without an item: rows that fit nothing."""

    item: PublicItem | None
    lines: list[Line]


@dataclass
class Sheet:
    """The whole page."""

    parts: list[Part]
    general: list[str]

    @property
    def lines(self) -> list[Line]:
        """All lines in order."""
        return [line for part in self.parts for line in part.lines]


def build(plan: PublicPlan, rows: Sequence[Row], faults: Iterable[tuple[Fault, str]] = (), more: str = "") -> Sheet:
    """The page for these rows; `faults` with their words, `more`: the pair that gets a further replicate."""
    grouped = _grouped(rows)
    asks = {measurand.code: measurand for measurand in plan.measurands}
    items = {item.code: item for item in plan.items}
    lines: dict[str, list[Line]] = {code: [] for code in items}
    for pair in asked_rows(plan):
        found = grouped.pop(pair, None) or [_blank(pair)]
        for line in found:
            _describe(line, asks.get(pair[1]), plan.menu, repeated=len(found) > 1)
        lines[pair[0]] += found
    parts = [Part(item, lines[code]) for code, item in items.items() if lines[code]]
    rest = [line for found in grouped.values() for line in found]
    sheet = Sheet([*parts, *([Part(None, rest)] if rest else [])], [])
    for number, line in enumerate(sheet.lines):
        line.number = number
        if line.pair == more and line.kind == "quantity":
            line.slots.append(Slot(_next(line)))
            more = ""
    _place(sheet, faults)
    return sheet


def typed_rows(sent: QueryDict, plan: PublicPlan) -> list[Row]:
    """The rows in a form that was sent; a line that only holds what stood there before anybody typed gives none."""
    asks = {measurand.code: measurand for measurand in plan.measurands}
    rows: list[Row] = []
    count = sent.get("lines", "")
    for number in range(min(int(count), MOST_LINES) if count.isascii() and count.isdecimal() else 0):
        shared = {name: sent.get(f"{number}-{name}", "") for name in ("item", "measurand", *SHARED)}
        results = sent.getlist(f"{number}-result") or [""]
        numbers = sent.getlist(f"{number}-replicate")
        results[0] = "; ".join(part for part in (*sent.getlist(f"{number}-found"), results[0].strip("; ")) if part)
        for place, result in enumerate(results):
            replicate = numbers[place] if place < len(numbers) else str(place + 1)
            row = {**shared, "replicate": replicate, "result": result}
            if not _untouched(row, asks.get(shared["measurand"])):
                rows.append({name: text for name, text in row.items() if text.strip()})
    return rows


def _untouched(row: Row, asks: PublicMeasurand | None) -> bool:
    """Whether nobody has typed anything: unit and form may have been the only choice."""
    prepared = {"unit": asks.units if asks else (), "form": asks.forms if asks else ()}
    given = {
        name: text for name, text in row.items() if text.strip() and name not in ("item", "measurand", "replicate")
    }
    return all(name in prepared and prepared[name] == (text,) for name, text in given.items())


def _grouped(rows: Sequence[Row]) -> dict[Pair, list[Line]]:
    """Lines by what they are about; replicates that have all else in common share one."""
    found: dict[Pair, list[Line]] = {}
    for position, row in enumerate(rows):
        pair = (row.get("item", ""), row.get("measurand", ""))
        cells: dict[str, str] = {name: row[name] for name in SHARED if name in row}
        slot = Slot(row.get("replicate", "1"), row.get("result", ""), position)
        there = found.setdefault(pair, [])
        fits = [
            line for line in there if line.cells == cells and slot.replicate not in {s.replicate for s in line.slots}
        ]
        if fits and pair[1] != IDENTIFICATION:
            fits[0].slots.append(slot)
        else:
            there.append(Line(0, pair[0], pair[1], "other", [slot], cells=cells))
    return found


def _blank(pair: Pair) -> Line:
    return Line(0, pair[0], pair[1], "other", [Slot("1")])


def _describe(line: Line, asks: PublicMeasurand | None, menu: tuple[str, ...], *, repeated: bool) -> None:
    line.asks, line.repeated = asks, repeated
    line.kind = asks.kind if asks else "identification"
    if line.kind == "identification" and len(menu) <= MOST_CHOICES:
        line.menu = menu


def _place(sheet: Sheet, faults: Iterable[tuple[Fault, str]]) -> None:
    by_row = {slot.row: (line, slot) for line in sheet.lines for slot in line.slots}
    for fault, words in faults:
        if fault.row is None or fault.row not in by_row:
            sheet.general.append(words)
            continue
        line, slot = by_row[fault.row]
        shown = SHARED if line.kind in {"quantity", "other"} else FEW
        if fault.column in shown or (line.kind == "other" and fault.column in ("item", "measurand")):
            texts = line.errors.setdefault(fault.column, [])
        else:
            texts = slot.errors
        if words not in texts:
            texts.append(words)


def _next(line: Line) -> str:
    used = [int(slot.replicate) for slot in line.slots if slot.replicate.isdecimal() and len(slot.replicate) < 5]
    return str(max(used, default=0) + 1)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]
