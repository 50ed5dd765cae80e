"""Weeks and months as reports are counted in them. Pure.

Rules
-----
1. A week begins on Monday. A period is named by its first day.
2. A series ends with the last period that is over: a week that still runs would look like a fall.
3. What is known to the month only enters no week, what is known to the year only no month: the first day that stands
   for it is a convention, and would be a peak.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from comity.domains.substances.vocabularies import DatePrecision

Frequency = Literal[52, 12]
WEEKLY: Final = 52
MONTHLY: Final = 12
EXACT_ENOUGH: Final = {
    WEEKLY: (DatePrecision.DAY,),
    MONTHLY: (DatePrecision.DAY, DatePrecision.MONTH),
}
MOST_PERIODS: Final = {WEEKLY: 5 * 52 + 60, MONTHLY: 5 * 12 + 14}
"""Five years of history, and what is shown of it: no method looks farther back."""


def period_of(day: date, frequency: int) -> date:
    """The first day of the week or month of a day.

    >>> period_of(date(2026, 11, 20), 52), period_of(date(2026, 11, 20), 12)
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 1))
    """
    return day - timedelta(days=day.weekday()) if frequency == WEEKLY else day.replace(day=1)


def shifted(period: date, by: int, frequency: int) -> date:
    """The period so many later, or earlier.

    >>> shifted(date(2026, 1, 1), -2, 12)
    datetime.date(2025, 11, 1)
    """
    if frequency == WEEKLY:
        return period + timedelta(weeks=by)
    months = period.year * 12 + period.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def distance(first: date, second: date, frequency: int) -> int:
    """How many periods lie from one to another.

    >>> distance(date(2025, 12, 29), date(2026, 1, 12), 52)
    2
    """
    if frequency == WEEKLY:
        return (second - first).days // 7
    return (second.year - first.year) * 12 + second.month - first.month


def last_complete(on: date, frequency: int) -> date:
    """The last period that is over on a day.

    >>> last_complete(date(2026, 11, 20), 52)
    datetime.date(2026, 11, 9)
    """
    return shifted(period_of(on, frequency), -1, frequency)


def periods_until(first: date, last: date, frequency: int) -> tuple[date, ...]:
    """All periods from one to another, not more than are ever looked at: the latest."""
    count = min(distance(first, last, frequency) + 1, MOST_PERIODS[frequency])
    return tuple(shifted(last, step - count + 1, frequency) for step in range(max(count, 0)))
