import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.trends.arguments import days_of
from comity.science.trends.baseline import Reference, baseline_of, first_position

DATES = np.arange("2019-12-30", "2025-12-30", 7, dtype="datetime64[D]")


def test_the_same_time_of_an_earlier_year():
    days = days_of(DATES, DATES.size, 52)
    position = int(np.flatnonzero(np.datetime64("2024-01-01") == DATES)[0])
    baseline = baseline_of(position, DATES.size, Reference(2, 1, 1, 1, 52), days)
    assert DATES[baseline.rows].astype(str).tolist() == [
        "2021-12-27", "2022-01-03", "2022-01-10", "2022-12-26", "2023-01-02", "2023-01-09",
    ]  # fmt: skip
    assert baseline.time[0] == -105


def test_groups_cover_the_years_in_equal_parts():
    baseline = baseline_of(312, 313, Reference(5, 3, 10, 26, 52), None)
    assert baseline.rows[0] == 312 - 260 - 3
    assert baseline.rows[-1] == 312 - 27
    assert np.bincount(baseline.group)[9] == 35
    one_year = baseline.group[(baseline.rows >= 56) & (baseline.rows < 101)]
    assert np.bincount(one_year).tolist() == [5] * 9


@given(st.integers(1, 5), st.integers(0, 4), st.integers(1, 10), st.integers(0, 30), st.booleans())
def test_the_reference_lies_in_the_past_and_every_group_has_its_part(years, half_window, groups, recent, dated):
    days = days_of(DATES, DATES.size, 52) if dated else None
    reference = Reference(years, half_window, groups, recent, 52)
    first = first_position(DATES.size, reference, days)
    baseline = baseline_of(first, DATES.size, reference, days)
    assert baseline.rows[0] >= 0
    assert baseline.rows[-1] < first - recent
    assert (baseline.time < 0).all()
    assert (np.diff(baseline.time) >= 1).all()
    assert np.isin(baseline.group, range(groups)).all()
    with pytest.raises(InputError, match="reach back"):
        baseline_of(first - 1, DATES.size, reference, days)


def test_29_february_and_dates_that_are_missing():
    days = days_of(np.arange("2020-01-01", "2024-03-02", dtype="datetime64[D]"), 1522, 365)
    position = int(np.flatnonzero(days == np.datetime64("2024-02-29"))[0])
    baseline = baseline_of(position, days.size, Reference(1, 0, 1, 0, 365), days)
    assert days[baseline.rows].astype(str).tolist() == ["2023-03-01"]
    ends = np.arange("2022-02", "2024-04", dtype="datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    months = days_of(ends, ends.size, 12)
    with pytest.raises(InputError, match="not among the dates"):
        baseline_of(ends.size - 1, ends.size, Reference(1, 0, 1, 0, 12), months)
