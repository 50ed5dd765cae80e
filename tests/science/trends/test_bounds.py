import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.science.trends.bounds import count_bound, delta_bound, normal_quantile


@given(st.floats(1e-3, 500), st.floats(1.001, 20), st.floats(0.001, 0.2), st.integers(0, 800))
def test_negative_binomial_the_same_as_scipy(mean, phi, alpha, observed):
    bound, p_value = count_bound(np.array([mean]), np.array([phi]), np.array([float(observed)]), alpha)
    law = stats.nbinom(mean / (phi - 1), 1 / phi)
    assert law.cdf(bound[0]) >= (1 - alpha) * (1 - 1e-13)
    assert bound[0] == 0 or law.cdf(bound[0] - 1) < 1 - alpha
    assert p_value[0] == pytest.approx(law.sf(observed - 1), rel=1e-6, abs=1e-300)


@given(st.floats(1e-3, 500), st.floats(0.001, 0.2))
def test_poisson_where_there_is_no_overdispersion(mean, alpha):
    bound, p_value = count_bound(np.array([mean]), np.array([1.0]), np.array([3.0]), alpha)
    assert bound[0] == stats.poisson.ppf(1 - alpha, mean)
    assert p_value[0] == pytest.approx(stats.poisson.sf(2, mean), rel=1e-9)


def test_a_mean_beyond_reason_has_no_bound():
    bound, p_value = count_bound(np.array([1e200]), np.array([2.0]), np.array([3.0]), 0.05)
    assert np.isnan(bound[0])
    assert np.isnan(p_value[0])


def test_delta_and_its_p_value_agree_at_the_bound():
    mean, error, phi = np.array([5.0]), np.array([0.2]), np.array([1.5])
    bound, _ = delta_bound(mean, error, phi, np.array([0.0]), normal_quantile(0.05))
    _, p_value = delta_bound(mean, error, phi, bound, normal_quantile(0.05))
    assert p_value[0] == pytest.approx(0.05, rel=1e-9)
