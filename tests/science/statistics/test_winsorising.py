import numpy as np
import pytest

from comity.science.statistics.winsorising import nearest_difference, solve, starting_scale, winsorise


def test_the_leap_ends_where_the_iteration_ends():
    random = np.random.default_rng(1)
    for count in (3, 10, 50):
        x = random.standard_t(2, count)
        x -= np.median(x)
        leapt = winsorise(x)
        walked = winsorise(x, lambda a, b, c, d: max(abs(c - a), abs(d - b)) <= 1e-15 * d)
        assert leapt[:2] == pytest.approx(walked[:2], rel=1e-9, abs=1e-9 * walked[1])
        assert leapt[2] <= walked[2]


def test_the_equations_have_no_solution_when_too_many_lie_beyond():
    numbers = [np.array([v]) for v in (0.0, 1.0, 2.0, 0.0)]
    assert solve(*numbers, 10)[1].tolist() == [np.inf]
    assert np.isfinite(solve(*numbers[:2], np.array([9.0]), numbers[3], 10)[1]).all()


def test_starts():
    assert starting_scale(np.array([-1.0, 0.0, 2.0])) == 1.483
    assert starting_scale(np.array([0.0, 0.0, 3.0])) == pytest.approx(np.sqrt(3))
    assert nearest_difference(np.array([0.0, -0.5, 2.0])) == 0.5
    assert nearest_difference(np.zeros(2)) == 0.0
