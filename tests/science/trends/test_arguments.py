import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.trends.arguments import (
    counts_table,
    days_of,
    denominators_table,
    fraction,
    positions_of,
    whole,
)


def test_one_series_is_a_row_and_nan_is_not_reported():
    table = counts_table([1, np.nan, 3])
    assert table.shape == (1, 3)
    assert np.isnan(table[0, 1])


@pytest.mark.parametrize("counts", [[], [[[1]]], [1, -1], [1, 0.5], [1, np.inf], [1, 1e13], ["x"], [[1, 2], [3]]])
def test_what_is_no_count(counts):
    with pytest.raises(InputError):
        counts_table(counts)


def test_denominators_are_shared_or_one_for_each():
    counts = counts_table([[1, 0], [2, 0]])
    assert denominators_table([5, 0], counts).tolist() == [[5, 0], [5, 0]]
    assert denominators_table(None, counts) is None
    for wrong in ([0, 5], [-1, 5], [np.inf, 5]):
        with pytest.raises(InputError, match="cases examined"):
            denominators_table(wrong, counts)


def test_positions_and_days():
    assert positions_of(None, 5, range(3, 5)) == [3, 4]
    assert positions_of(np.int64(2), 5, []) == [2]
    with pytest.raises(InputError, match="outside"):
        positions_of([-1], 5, [])
    assert days_of(None, 5, 52) is None
    for dates, frequency in ((["2026-01-05", "2026-01-11"], 52), (["2026-01-01", "2026-03-01"], 12), (["NaT"], 365)):
        with pytest.raises(InputError):
            days_of(dates, len(dates), frequency)


@pytest.mark.parametrize("value", [0, 1, -0.1, float("nan")])
def test_fractions_and_whole_numbers(value):
    with pytest.raises(InputError, match="between 0 and 1"):
        fraction(value, "alpha")
    assert fraction(1, "level", one=True) == 1
    for wrong in (True, 1.5, 0):
        with pytest.raises(InputError, match="whole number"):
            whole(wrong, 1, "years")
