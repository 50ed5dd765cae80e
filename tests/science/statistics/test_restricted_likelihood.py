import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from comity.science.statistics.restricted_likelihood import log_likelihood, maximise, score


def test_the_score_is_the_derivative():
    x, variances = np.array([0.0, 1.0, 4.0, 9.0]), np.array([1.0, 2.0, 1.5, 3.0])
    for between in (0.1, 1.0, 20.0):
        step = 1e-5
        above, below = (log_likelihood(x, variances, between + sign * step) for sign in (1, -1))
        assert score(x, variances, between) == pytest.approx((above - below) / step, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("seed", range(20))
def test_the_maximum_is_the_highest(seed):
    random = np.random.Generator(np.random.PCG64(seed))
    x, variances = random.normal(0, 3, 6), random.uniform(1, 20, 6)
    between, _ = maximise(x, variances)
    best = minimize_scalar(lambda t: -log_likelihood(x, variances, t), bounds=(0, 200), method="bounded")
    assert log_likelihood(x, variances, between) >= -best.fun - 1e-9
    assert log_likelihood(x, variances, between) >= log_likelihood(x, variances, 0.0) - 1e-12
    assert between == 0 or abs(score(x, variances, between)) < 1e-9


def test_equal_values_need_no_dark_variance():
    assert maximise(np.zeros(3), np.ones(3)) == (0.0, 0)
