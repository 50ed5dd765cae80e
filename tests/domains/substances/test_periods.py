from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from comity.domains.substances.periods import last_complete, period_of, periods_until, shifted
from comity.domains.substances.screening import choose, complete, screen


@pytest.mark.parametrize("frequency", [52, 12])
def test_a_period_that_runs_is_not_counted(frequency):
    for day in (date(2026, 11, 20), date(2026, 11, 1), date(2027, 1, 1), date(2028, 2, 29)):
        last = last_complete(day, frequency)
        assert shifted(last, 1, frequency) == period_of(day, frequency) <= day
        row = periods_until(shifted(last, -30, frequency), last, frequency)
        assert len(row) == 31
        assert all(shifted(a, 1, frequency) == b for a, b in pairwise(row))


def test_no_more_periods_than_are_looked_at():
    assert len(periods_until(date(1990, 1, 1), date(2026, 11, 9), 52)) == 320


def weekly(length):
    return periods_until(shifted(date(2026, 11, 9), 1 - length, 52), date(2026, 11, 9), 52)


@pytest.mark.parametrize(
    ("length", "name"), [(320, "farrington-flexible"), (140, "farrington-flexible"), (100, "ears-c2"), (9, "")]
)
def test_the_method_follows_from_the_history(length, name):
    assert choose(length, 52).name == name


@pytest.mark.parametrize("length", [136, 140, 200, 320])
def test_every_length_that_is_chosen_can_be_screened(length):
    random = np.random.default_rng(3)
    counts = random.poisson(4, (5, length)).astype(float)
    counts[2, -1] = 40
    found = screen(counts, np.full(counts.shape, 60.0), weekly(length), 52, choose(length, 52))
    assert found.discovered[:, -1].tolist() == [False, False, True, False, False]
    assert found.tests == 5
    assert not (found.discovered & ~found.screening.alarm).any()


@pytest.mark.parametrize("length", range(14, 74, 7))
def test_months_too(length):
    counts = np.random.default_rng(3).poisson(9, (2, length)).astype(float)
    row = periods_until(shifted(date(2026, 10, 1), 1 - length, 12), date(2026, 10, 1), 12)
    found = screen(counts, np.full(counts.shape, 90.0), row, 12, choose(length, 12))
    assert found.screening is not None


def test_few_reports_say_nothing_of_delay():
    assert complete(np.array([[3.0, 1.0]] * 3), weekly(3)) == []
