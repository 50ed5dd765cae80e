import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm

from comity.base.errors import ComputationError, InputError
from comity.science.statistics import censored_normal

VALUES = [1.2, 1.5, 1.9, 2.4, 0.9, 1.1, None, None, None]
LIMITS = [None, None, None, None, None, None, 1.0, 1.0, 0.5]


def log_likelihood(values, limits, location, scale):
    observed = [v for v in values if v is not None]
    below = [limit for v, limit in zip(values, limits, strict=True) if v is None]
    return norm.logpdf(observed, location, scale).sum() + norm.logcdf(below, location, scale).sum()


def test_the_same_as_a_general_optimiser():
    result = censored_normal(VALUES, LIMITS)
    best = minimize(
        lambda t: -log_likelihood(VALUES, LIMITS, t[0], np.exp(t[1])), [1.0, 0.0], method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12},
    )  # fmt: skip
    assert (result.location, result.scale) == pytest.approx((best.x[0], np.exp(best.x[1])), rel=1e-6)
    assert (result.count, result.censored, result.converged) == (9, 3, True)


def test_uncertainties_come_from_the_curvature():
    result = censored_normal(VALUES, LIMITS)
    step = 1e-4

    def height(i, j):
        return log_likelihood(VALUES, LIMITS, result.location + i * step, result.scale + j * step)

    mixed = (height(1, 1) - height(1, -1) - height(-1, 1) + height(-1, -1)) / 4
    along = [height(1, 0) - 2 * height(0, 0) + height(-1, 0), height(0, 1) - 2 * height(0, 0) + height(0, -1)]
    covariance = np.linalg.inv(-np.array([[along[0], mixed], [mixed, along[1]]]) / step**2)
    assert result.standard_uncertainty == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-4)
    assert result.scale_standard_uncertainty == pytest.approx(np.sqrt(covariance[1, 1]), rel=1e-4)


def test_without_censoring_mean_and_root_mean_square():
    result = censored_normal([1.0, 2.0, 4.0], [None, None, None])
    assert (result.location, result.scale) == pytest.approx((7 / 3, np.std([1, 2, 4])), rel=1e-10)
    assert result.standard_uncertainty == pytest.approx(result.scale / np.sqrt(3), rel=1e-8)
    assert result.scale_standard_uncertainty == pytest.approx(result.scale / np.sqrt(6), rel=1e-8)


def test_nan_is_as_good_as_none():
    as_nan = [float("nan") if v is None else v for v in VALUES]
    assert censored_normal(as_nan, LIMITS) == censored_normal(VALUES, LIMITS)
    assert censored_normal(np.array(as_nan), LIMITS) == censored_normal(VALUES, LIMITS)


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=12),
    st.lists(st.integers(-50, 150), min_size=0, max_size=12),
    st.sampled_from([(1.0, 0.0), (1e-12, 0.0), (1e12, 0.0), (1.0, 1e6)]),
)
def test_always_a_maximum_whatever_the_unit(observed, limits, change):
    unit, offset = change
    values = [unit * (v + offset) for v in observed] + [None] * len(limits)
    bounds = [None] * len(observed) + [unit * (v + offset) for v in limits]
    if len(set(observed)) < 2:
        with pytest.raises(ComputationError):
            censored_normal(values, bounds)
        return
    result = censored_normal(values, bounds)
    assert result.converged
    location, scale = result.location / unit - offset, result.scale / unit
    plain, plain_bounds = [*observed, *[None] * len(limits)], [*[None] * len(observed), *limits]
    height = log_likelihood(plain, plain_bounds, location, scale)
    for other in ((location + 0.05 * scale, scale), (location - 0.05 * scale, scale), (location, 1.05 * scale)):
        assert log_likelihood(plain, plain_bounds, *other) < height + 1e-9


def test_what_is_refused():
    with pytest.raises(ComputationError, match="cannot be estimated"):
        censored_normal([None, None], [1.0, 2.0])
    with pytest.raises(ComputationError, match="1 uncensored"):
        censored_normal([1.0, None], [None, 2.0])
    with pytest.raises(InputError) as caught:
        censored_normal([1.0, 2.0, None], [None, None, None])
    assert caught.value.where == "values[2]"
    with pytest.raises(InputError, match="3 values but 1 limits"):
        censored_normal([1.0, 2.0, 3.0], [None])


@pytest.mark.parametrize(("values", "limit"), [((999999998.0, 1000000001.0), 1.0), ((1e9, 1e9 + 0.5), 45.0)])
def test_limits_far_below_all_values_do_not_overflow(values, limit):
    found = censored_normal([*values, None], [None, None, limit])
    height = log_likelihood([*values, None], [None, None, limit], found.location, found.scale)
    assert found.converged
    for factor in (0.95, 1.05):
        assert log_likelihood([*values, None], [None, None, limit], found.location * factor, found.scale) < height
        assert log_likelihood([*values, None], [None, None, limit], found.location, found.scale * factor) < height
