"""Series of events from a table: a date (or a number) and a count in each row, several series in one file by a column.

Rules: dates are ISO days (2026-01-05), weeks (2026-W02), months (2026-01), or whole numbers for series without a
calendar; the step is told by the dates. A period that no row names was *not reported*, unless the caller says that it
counts as none. A bad row is named with its place and left out; the good ones are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from comity.base.messages import Message, message
from comity.kernel.tables import Place, PlacedError, Row, Table

CONTEXT = "trends"
DATE_NAMES = ("date", "week", "month", "day", "period", "start", "time", "index")
COUNT_NAMES = ("count", "counts", "observed", "events", "cases", "value", "n")
SERIES_NAMES = ("series", "substance", "name", "unit", "id")
DENOMINATOR_NAMES = ("denominator", "examined", "population", "total")
KNOWN_COLUMNS = frozenset({*DATE_NAMES, *COUNT_NAMES, *SERIES_NAMES, *DENOMINATOR_NAMES})
MOST_PERIODS = 20_000
"""55 years of days; more is a date mistyped."""
MOST_CELLS = 50_000_000
"""Series × periods; 400 MB of numbers."""
ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
WHOLE = re.compile(r"\d{1,9}")
STEPS = {52: 7, 365: 1}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; an empty name is found by the usual headings."""

    date: str = ""
    count: str = ""
    series: str = ""
    denominator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFile:
    """What was read: names, labels of the periods, series × periods with NaN where nothing was reported."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    days: tuple[date, ...] | None
    frequency: int
    counts: NDArray[np.float64]
    denominators: NDArray[np.float64] | None
    faults: tuple[PlacedError, ...]


@dataclass(slots=True)
class _Reading:
    table: Table
    columns: Columns
    index: dict[str, int]
    values: dict[str, dict[date | int, tuple[float, float]]] = field(default_factory=dict)
    labels: dict[date | int, str] = field(default_factory=dict)
    faults: list[PlacedError] = field(default_factory=list)

    def cell(self, row: Row, column: str) -> str:
        """Text of a cell; empty where there is no such column."""
        return row.cells[self.index[column]].strip() if column else ""

    def refuse(self, row: Row, column: str, code: str, what: Message, remedy: Message) -> None:
        """Name a bad row and go on."""
        place = Place(self.table.file, self.table.sheet, row.number, column)
        self.faults.append(
            PlacedError(f"trends.{code}", what, place=place, remedy=remedy, value=self.cell(row, column)[:100])
        )


def read_series(
    table: Table, columns: Columns | None = None, *, frequency: int | None = None, absent_is_zero: bool = False
) -> SeriesFile:
    """Series from a table; faults of single rows are listed, a table without a usable row is refused."""
    found = _found_columns(table, columns or Columns())
    reading = _Reading(table, found, {name: number for number, name in enumerate(table.header)})
    for row in table.rows:
        _take(reading, row)
    if not reading.values:
        raise PlacedError(
            "trends.no_rows",
            message(CONTEXT, "No row of the table holds a date and a count."),
            place=Place(table.file, table.sheet),
            remedy=_first_remedy(reading),
        )
    return _arranged(reading, frequency, np.nan if not absent_is_zero else 0.0)


def _first_remedy(reading: _Reading) -> Message:
    if reading.faults:
        return reading.faults[0].what
    return message(CONTEXT, "Give one row for each period, with the headings date and count.")


def _found_columns(table: Table, asked: Columns) -> Columns:
    def find(name: str, usual: Sequence[str], *, needed: bool) -> str:
        wanted = "_".join(name.casefold().split())
        known = [column for column in usual if column in table.header]
        if wanted in table.header or (not wanted and known):
            return wanted or known[0]
        if not wanted and not needed:
            return ""
        what = message(CONTEXT, "There is no column “{name}”.", name=name or usual[0])
        remedy = message(CONTEXT, "The headings are: {names}.", names=", ".join(table.header))
        raise PlacedError("trends.no_column", what, place=Place(table.file, table.sheet), remedy=remedy)

    return Columns(
        find(asked.date, DATE_NAMES, needed=True),
        find(asked.count, COUNT_NAMES, needed=True),
        find(asked.series, SERIES_NAMES, needed=False),
        find(asked.denominator, DENOMINATOR_NAMES, needed=False),
    )


def _take(reading: _Reading, row: Row) -> None:
    columns = reading.columns
    period = _period(reading.cell(row, columns.date))
    if period is None:
        what = message(CONTEXT, "This is no date.")
        remedy = message(CONTEXT, "Write dates as 2026-01-05, weeks as 2026-W02, months as 2026-01.")
        reading.refuse(row, columns.date, "date", what, remedy)
        return
    count = _count(reading.cell(row, columns.count))
    examined = _count(reading.cell(row, columns.denominator)) if columns.denominator else 1.0
    if count is None or examined is None or (examined == 0 and count > 0):
        bad = columns.count if count is None else columns.denominator
        what = message(CONTEXT, "This is no count that can stand here.")
        remedy = message(CONTEXT, "Write a whole number, or leave the cell empty where nothing was reported.")
        reading.refuse(row, bad, "count", what, remedy)
        return
    series = reading.values.setdefault(reading.cell(row, columns.series), {})
    if period in series:
        what = message(CONTEXT, "This period stands twice in the same series.")
        remedy = message(CONTEXT, "Keep one row for each period, or name the series in a column.")
        reading.refuse(row, columns.date, "twice", what, remedy)
        return
    series[period] = (count, examined)
    reading.labels.setdefault(period, reading.cell(row, columns.date))


def _period(text: str) -> date | int | None:
    try:
        if week := ISO_WEEK.fullmatch(text):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if month := ISO_MONTH.fullmatch(text):
            return date(int(month[1]), int(month[2]), 1)
        if WHOLE.fullmatch(text):
            return int(text)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _count(text: str) -> float | None:
    """NaN for an empty cell: not reported."""
    if not text or text.upper() in ("NA", "NAN"):
        return float("nan")
    return float(text) if WHOLE.fullmatch(text.removesuffix(".0")) else None


def _arranged(reading: _Reading, frequency: int | None, absent: float) -> SeriesFile:
    periods = sorted({period for series in reading.values.values() for period in series}, key=_sortable)
    if isinstance(periods[0], int) != isinstance(periods[-1], int):
        raise _refused_table(reading, message(CONTEXT, "Some periods are dates and some are numbers."))
    step = frequency or _frequency(periods)
    calendar = _calendar(reading, periods, step)
    names = tuple(sorted(reading.values))
    if len(names) * len(calendar) > MOST_CELLS:
        raise _refused_table(reading, message(CONTEXT, "There are too many series and periods for one file."))
    counts = np.full((len(names), len(calendar)), absent)
    denominators = np.full(counts.shape, np.nan)
    place = {period: number for number, period in enumerate(calendar)}
    for number, name in enumerate(names):
        for period, (count, examined) in reading.values[name].items():
            counts[number, place[period]], denominators[number, place[period]] = count, examined
    days = tuple(period for period in calendar if isinstance(period, date)) or None
    labels = tuple(reading.labels.get(period, str(period)) for period in calendar)
    used = denominators if reading.columns.denominator else None
    return SeriesFile(names, labels, days, step, counts, used, (*reading.table.faults, *reading.faults))


def _sortable(period: date | int) -> tuple[bool, int]:
    return (True, period.toordinal()) if isinstance(period, date) else (False, period)


def _frequency(periods: list[date | int]) -> int:
    """By the shortest step between dates; numbers count as weeks."""
    days = [period for period in periods if isinstance(period, date)]
    if len(days) < 2:
        return 52
    shortest = min((later - earlier).days for earlier, later in pairwise(days))
    return 365 if shortest < 7 else 52 if shortest < 28 else 12


def _calendar(reading: _Reading, periods: list[date | int], frequency: int) -> list[date | int]:
    """All periods from the first to the last, without a gap; `InputError` where one does not fall on a step."""
    first, last = periods[0], periods[-1]
    if isinstance(first, int) and isinstance(last, int):
        length = last - first + 1
        calendar: list[date | int] = [first + number for number in range(min(length, MOST_PERIODS + 1))]
    elif frequency == 12:
        calendar = _months(first, last)
    else:
        start, end = _sortable(first)[1], _sortable(last)[1]
        step = timedelta(days=STEPS[frequency])
        count = min((end - start) // step.days + 1, MOST_PERIODS + 1)
        calendar = [date.fromordinal(start) + number * step for number in range(count)]
    if len(calendar) > MOST_PERIODS:
        raise _refused_table(reading, message(CONTEXT, "The dates span more than {most} periods.", most=MOST_PERIODS))
    off = sorted(set(periods) - set(calendar), key=_sortable)
    if off:
        text = "The date {date} does not fall on a step of the others (weeks begin on one weekday, months on one day)."
        raise _refused_table(reading, message(CONTEXT, text, date=str(off[0])))
    return calendar


def _months(first: date | int, last: date | int) -> list[date | int]:
    if not isinstance(first, date) or not isinstance(last, date):
        return []
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    day = min(first.day, 28)
    return [date(month // 12, month % 12 + 1, day) for month in months]


def _refused_table(reading: _Reading, what: Message) -> PlacedError:
    place = Place(reading.table.file, reading.table.sheet, column=reading.columns.date)
    remedy = message(CONTEXT, "Correct the dates, or give one file for each kind of period.")
    return PlacedError("trends.calendar", what, place=place, remedy=remedy)
