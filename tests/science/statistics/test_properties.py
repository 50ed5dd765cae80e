"""What must hold for every estimator of location and scale, whatever the data."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComityError
from comity.science import statistics
from tests.science.statistics.published import AWKWARD

ESTIMATORS = [
    statistics.algorithm_a,
    statistics.q_scale,
    statistics.q_hampel,
    statistics.hampel,
    statistics.qn,
    statistics.mad_e,
    statistics.niqr,
    statistics.mean_and_standard_deviation,
]
ROBUST = [function for function in ESTIMATORS if function is not statistics.mean_and_standard_deviation]
DECIMALS = st.lists(st.integers(-500, 500).map(lambda v: v / 10), min_size=1, max_size=30)


@pytest.mark.parametrize("function", ESTIMATORS)
@given(values=DECIMALS, unit=st.sampled_from([1e-12, 0.01, 1e12]), offset=st.sampled_from([0, 100, -1e6]))
def test_location_and_scale_equivariance(function, values, unit, offset):
    plain, moved = function(values), function([unit * (v + offset) for v in values])
    size = unit * (max(map(abs, values)) + abs(offset) + 1)
    assert moved.location == pytest.approx(unit * (plain.location + offset), abs=1e-9 * size)
    assert moved.scale == pytest.approx(unit * plain.scale, rel=1e-6, abs=1e-9 * size)


@pytest.mark.parametrize("function", ESTIMATORS)
@given(values=DECIMALS, seed=st.integers(0, 9))
def test_order_does_not_matter_and_sign_mirrors(function, values, seed):
    plain = function(values)
    size = max(map(abs, values)) + 1
    shuffled = function(np.random.default_rng(seed).permutation(values))
    mirrored = function([-v for v in values])
    assert (shuffled.location, shuffled.scale) == pytest.approx((plain.location, plain.scale), abs=1e-10 * size)
    assert (-mirrored.location, mirrored.scale) == pytest.approx((plain.location, plain.scale), abs=1e-10 * size)


@pytest.mark.parametrize("function", ROBUST)
@pytest.mark.parametrize("far", [1e6, -1e6, 1e12])
def test_breakdown(function, far):
    good = np.random.Generator(np.random.PCG64(3)).normal(10, 1, 31)
    spoilt = good.copy()
    # The quartiles give way at one quarter, Algorithm A somewhat later; a fifth is safe for all.
    spoilt[:6] = far + np.arange(6)
    result = function(spoilt)
    assert abs(result.location - 10) < 1
    assert 0.4 < result.scale < 4


@pytest.mark.parametrize("function", [statistics.q_hampel, statistics.qn, statistics.mad_e])
def test_breakdown_at_nearly_half(function):
    x = np.random.Generator(np.random.PCG64(3)).normal(10, 1, 31)
    x[:13] = 1e9 * np.arange(1, 14)
    result = function(x)
    assert abs(result.location - 10) < 3
    assert 0.3 < result.scale < 12


@pytest.mark.parametrize("function", ROBUST)
def test_right_for_normal_data(function):
    x = np.random.Generator(np.random.PCG64(4)).normal(10, 2, 4000)
    result = function(x)
    assert (result.location, result.scale) == pytest.approx((10, 2), rel=0.05)


EVERYTHING = [
    *ESTIMATORS,
    lambda x: statistics.algorithm_a(x, stopping="third_significant_figure"),
    lambda x: statistics.algorithm_a(x, fixed_scale=1.0),
    lambda x: statistics.algorithm_s(np.abs(x), 3),
    statistics.kernel_modes,
    statistics.grubbs,
    lambda x: statistics.grubbs(x, outliers=2),
    lambda x: statistics.cochran(np.abs(x), 3),
    lambda x: statistics.repeatability_reproducibility([[v, v + 1] for v in x]),
    lambda x: statistics.censored_normal([*x, None, None], [*[None] * len(x), min(x), min(x)]),
    *(
        lambda x, function=function: function(x, np.full(len(x), 0.1))
        for function in (
            statistics.graybill_deal,
            statistics.dersimonian_laird,
            statistics.paule_mandel,
            statistics.reml,
            statistics.linear_pool,
        )
    ),
]


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("function", EVERYTHING)
def test_a_right_answer_or_a_stated_reason(name, function):
    try:
        result = function(AWKWARD[name])
    except ComityError:
        return  # an error of ours always says what, where and what to do
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        assert not isinstance(value, float) or math.isfinite(value), field.name
    if getattr(result, "scale", None) == 0:
        assert result.degenerate
    assert getattr(result, "converged", True)


@pytest.mark.parametrize("function", [statistics.mandel_h, lambda s: statistics.mandel_k(np.abs(s), 2)])
@pytest.mark.parametrize("name", [name for name in AWKWARD if len(AWKWARD[name]) > 1])
def test_consistency_statistics_are_finite(name, function):
    assert np.isfinite(function(AWKWARD[name])).all()
