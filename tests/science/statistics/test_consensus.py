import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats import meta_analysis

from comity.base.errors import InputError
from comity.science.statistics import dersimonian_laird, graybill_deal, linear_pool, paule_mandel, reml

CADMIUM = [27.044, 26.022, 26.340, 26.787, 26.796]
CADMIUM_U = [math.sqrt(variance) for variance in (0.003, 0.076, 0.464, 0.003, 0.014)]
KUDZU, KUDZU_U = [0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013]
ALL = [graybill_deal, dersimonian_laird, paule_mandel, reml, linear_pool]
SAMPLES = st.integers(1, 8).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(-50, 50), min_size=n, max_size=n), st.lists(st.floats(0.05, 5), min_size=n, max_size=n)
    )
)


def test_mandel_paule_cadmium():
    result = paule_mandel(CADMIUM, CADMIUM_U)
    assert result.location == pytest.approx(26.71212875, rel=1e-9)
    assert result.standard_uncertainty == pytest.approx(0.17113696, abs=5e-9)
    assert result.between**2 == pytest.approx(0.10521939, abs=5e-9)
    assert result.heterogeneity_q == pytest.approx(22.6311, abs=5e-5)


def test_two_laboratories():
    result = paule_mandel([201.533, 216.55], [0.154 / math.sqrt(6), 0.25 / math.sqrt(2)])
    assert result.location == pytest.approx(209.04059112, abs=5e-9)
    assert result.standard_uncertainty == pytest.approx(7.50849994, abs=1e-8)
    assert result.between**2 == pytest.approx(112.737543, abs=5e-7)


def test_kudzu_arsenic():
    found = dersimonian_laird(KUDZU, KUDZU_U)
    assert (round(found.heterogeneity_q, 2), round(found.heterogeneity_p, 2)) == (8.95, 0.03)
    assert found.heterogeneity_q == pytest.approx(8.9522093, abs=5e-8)
    assert found.heterogeneity_p == pytest.approx(0.02993308, abs=5e-9)
    assert found.location == pytest.approx(0.9182165507, rel=1e-9)
    assert found.standard_uncertainty == pytest.approx(0.0140072736, abs=5e-11)
    assert found.between == pytest.approx(0.0208484753, abs=5e-11)
    assert paule_mandel(KUDZU, KUDZU_U).location == pytest.approx(0.9189623249, rel=1e-9)
    assert paule_mandel(KUDZU, KUDZU_U).standard_uncertainty == pytest.approx(0.0157071540, abs=5e-11)
    assert reml(KUDZU, KUDZU_U).location == pytest.approx(0.9196145906, rel=1e-9)
    assert linear_pool(KUDZU, KUDZU_U).location == pytest.approx(0.92225, rel=1e-12)
    assert linear_pool(KUDZU, KUDZU_U).standard_uncertainty == pytest.approx(0.0466898, abs=5e-8)


def test_the_same_as_statsmodels():
    random = np.random.Generator(np.random.PCG64(8))
    for count in (2, 5, 30):
        x, u = random.normal(5, 3, count), random.uniform(0.1, 1, count)
        moments = meta_analysis.combine_effects(x, u**2, method_re="dl")
        balance = meta_analysis.combine_effects(x, u**2, method_re="iterated", atol=1e-13)
        assert dersimonian_laird(x, u).between ** 2 == pytest.approx(moments.tau2, rel=1e-9)
        assert dersimonian_laird(x, u).location == pytest.approx(moments.mean_effect_re, rel=1e-12)
        assert graybill_deal(x, u).location == pytest.approx(moments.mean_effect_fe, rel=1e-12)
        assert graybill_deal(x, u).standard_uncertainty == pytest.approx(moments.sd_eff_w_fe, rel=1e-12)
        assert paule_mandel(x, u).between ** 2 == pytest.approx(balance.tau2, rel=1e-6)


@given(SAMPLES)
def test_what_makes_each_estimate(sample):
    x, u = np.array(sample[0]), np.array(sample[1])
    found = paule_mandel(x, u)
    if found.between > 0:
        squares = np.square(x - found.location) / (u**2 + found.between**2)
        assert squares.sum() == pytest.approx(x.size - 1, rel=1e-9)
    else:
        assert graybill_deal(x, u).heterogeneity_q <= (x.size - 1) * (1 + 1e-12)
    for function in ALL:
        result = function(x, u)
        assert x.min() - 1e-9 <= result.location <= x.max() + 1e-9
        assert 0 <= result.heterogeneity_p <= 1
        assert result.standard_uncertainty > 0


@given(SAMPLES, st.sampled_from([1e-12, 1e-3, 1e12]), st.sampled_from([0.0, 1e3, -1e6]))
def test_neither_unit_nor_offset_matters(sample, unit, offset):
    x, u = np.array(sample[0]), np.array(sample[1])
    for function in ALL:
        plain, moved = function(x, u), function(unit * (x + offset), unit * u)
        size = unit * (u.max() + np.ptp(x))
        assert moved.location == pytest.approx(unit * (plain.location + offset), abs=1e-7 * size)
        # A dark uncertainty near zero is a square root of rounding.
        assert moved.between == pytest.approx(unit * plain.between, rel=1e-6, abs=1e-5 * size)
        assert moved.standard_uncertainty == pytest.approx(unit * plain.standard_uncertainty, rel=1e-5)


def test_one_value_is_its_own_mean():
    for function in ALL:
        result = function([5.0], [0.5])
        assert (result.location, result.standard_uncertainty, result.between) == (5.0, 0.5, 0.0)
        assert (result.heterogeneity_q, result.heterogeneity_p, result.count) == (0.0, 1.0, 1)


def test_far_apart():
    for function in ALL:
        result = function([0.0, 1e40], [1.0, 1.0])
        assert result.location == pytest.approx(5e39)
    with pytest.raises(InputError, match="too small beside"):
        paule_mandel([0.0, 1e140], [1.0, 1.0])


def test_what_is_refused():
    with pytest.raises(InputError, match="2 values but 1 standard uncertainties"):
        paule_mandel([1.0, 2.0], [1.0])
    with pytest.raises(InputError, match=r"standard_uncertainties\[1\]: The value 0 must be above zero"):
        reml([1.0, 2.0], [1.0, 0.0])
