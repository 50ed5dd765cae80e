"""Which earlier periods a period is compared with, and their seasonal groups.

Farrington et al. (1996), section 3.2: windows of 2w + 1 periods around the same time of the last b years. Noufaily et
al. (2013), section 3.1: all periods of those years, in groups: the windows are one, what lies between two windows is
cut into equal parts; the most recent periods are left out, so that a slowly rising outbreak does not hide itself.

With dates, “the same time a year ago” is the nearest day of the same weekday; without, it is 52 periods earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from comity.base.messages import message
from comity.science.trends.arguments import CONTEXT, DAYS_PER_WEEK, WEEKLY, Days, Floats, Integers, refused


@dataclass(frozen=True, slots=True)
class Reference:
    """How the reference periods of one period are chosen."""

    years: int
    half_window: int
    groups: int
    excluded_recent: int
    frequency: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """Reference periods, the seasonal group of each (the current period's is the last), and its time.

    Time is counted in periods from the current one, so that the prediction is at zero.
    """

    rows: Integers
    group: Integers
    time: Floats
    groups: int


def baseline_of(position: int, length: int, reference: Reference, days: Days | None) -> Baseline:
    """The reference periods of `position`; `InputError` where the series does not reach back far enough."""
    centres = [position, *_same_time_of_years(position, reference, days)]
    width = reference.half_window
    if centres[-1] - width < 0:
        raise _too_short(reference.years)
    group = np.full(length, -1, dtype=np.int64)
    last = reference.groups - 1
    group[max(position - width, 0) : position + 1] = last
    for later, earlier in pairwise(centres):
        group[earlier - width : earlier + width + 1] = last
        if last:
            group[earlier + width + 1 : later - width] = _parts(later - earlier - 2 * width - 1, last)
    group[max(position - reference.excluded_recent, 0) :] = -1
    rows = np.flatnonzero(group >= 0)
    return Baseline(rows, group[rows], _time(rows, position, days), reference.groups)


def first_position(length: int, reference: Reference, days: Days | None) -> int:
    """The first period whose reference lies within the series; `length` where there is none."""
    guess = max(reference.frequency * reference.years + reference.half_window - DAYS_PER_WEEK, 1)
    for position in range(guess, length):
        try:
            if _same_time_of_years(position, reference, days)[-1] >= reference.half_window:
                return position
        except LookupError:
            continue
    return length


def _same_time_of_years(position: int, reference: Reference, days: Days | None) -> list[int]:
    years = range(1, reference.years + 1)
    if days is None:
        return [position - reference.frequency * year for year in years]
    wanted = [_years_before(days[position], year, nearest_weekday=reference.frequency == WEEKLY) for year in years]
    found = np.searchsorted(days, np.array(wanted))
    if wanted[-1] < days[0]:
        return [-1] * reference.years
    if (days[np.minimum(found, days.size - 1)] != np.array(wanted)).any():
        what = message(CONTEXT, "The same time of an earlier year is not among the dates.")
        raise refused("reference_dates", "dates", what)
    return [int(index) for index in found]


def _years_before(day: np.datetime64, years: int, *, nearest_weekday: bool) -> np.datetime64:
    today: date = day.astype("datetime64[D]").item()
    try:
        earlier = today.replace(year=today.year - years)
    except ValueError:  # 29 February
        earlier = date(today.year - years, 3, 1)
    if not nearest_weekday:
        return np.datetime64(earlier, "D")
    ahead = (earlier.weekday() - today.weekday()) % DAYS_PER_WEEK
    return np.datetime64(earlier, "D") - (ahead if ahead <= DAYS_PER_WEEK // 2 else ahead - DAYS_PER_WEEK)


def _parts(periods: int, parts: int) -> Integers:
    """Equal parts of the periods between two windows; the first ones take what is left over."""
    if periods < parts:
        what = message(CONTEXT, "There are more seasonal groups than periods between two windows.")
        raise refused("groups", "groups", what)
    size, rest = divmod(periods, parts)
    return np.repeat(np.arange(parts), [size + (part < rest) for part in range(parts)])


def _time(rows: Integers, position: int, days: Days | None) -> Floats:
    if days is None or days.size < 2:
        return (rows - position).astype(np.float64)
    step = (days[1] - days[0]).astype(np.float64)
    return np.asarray((days[rows] - days[position]).astype(np.float64) / step)


def _too_short(years: int) -> Exception:
    what = message(CONTEXT, "The series does not reach back {years} years before this period.", years=years)
    remedy = message(CONTEXT, "Ask for fewer years or a later period, or use EARS, which needs seven periods.")
    return refused("history", "at", what, remedy)
