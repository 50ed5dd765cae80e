import numpy as np
import pytest

from comity.science.statistics.weighted_sums import Resamples, entries, running

VALUES = np.array([-2.0, -1.0, 0.5, 3.0])
COUNTS = np.array([[1.0, 1.0, 1.0, 1.0], [4.0, 0.0, 0.0, 0.0], [0.0, 2.0, 1.0, 1.0]])
BOTH = Resamples(VALUES, COUNTS, 4)


def test_rows_and_medians():
    assert BOTH.rows().tolist() == [[-2, -1, 0.5, 3], [-2] * 4, [-1, -1, 0.5, 3]]
    assert BOTH.medians(BOTH.numbers()).tolist() == [-0.25, -2.0, -0.25]
    odd = Resamples(VALUES, np.array([[1.0, 1.0, 0.0, 1.0]]), 3)
    assert odd.medians(odd.numbers()).tolist() == [-1.0]
    assert BOTH.only(np.array([1])).rows().tolist() == [[-2] * 4]


@pytest.mark.parametrize("power", [1, 2])
def test_differences_of_running_sums(power):
    sums = BOTH.sums(power)
    assert np.diff(sums, axis=1).tolist() == (COUNTS * VALUES**power).tolist()
    assert (sums[:, 2] == 0).all()


def test_outliers_cost_no_digits():
    far = Resamples(np.array([-1e20, 1.0, 2.0]), np.ones((1, 3)), 3)
    assert np.diff(far.sums(1))[0].tolist() == [1e20 * -1, 1.0, 2.0]


def test_tables():
    assert running(COUNTS)[2].tolist() == [0, 0, 2, 3, 4]
    assert entries(COUNTS, np.array([2, 0]), np.array([[1, 2], [0, 3]])).tolist() == [[2, 1], [1, 1]]
