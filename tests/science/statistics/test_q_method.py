import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pt13528 import robust
from scipy.stats import norm

from comity.science.statistics import q_hampel, q_scale
from comity.science.statistics.q_method import q_divisor
from tests.science.statistics.published import E2489, TWO_GROUPS, invented


def test_computed_values():
    assert q_scale(E2489).scale == pytest.approx(0.4589594236, rel=1e-9)
    assert round(q_scale(TWO_GROUPS).scale, 3) == 0.227
    assert q_scale(E2489).standard_uncertainty == pytest.approx(1.25 * 0.4589594236 / np.sqrt(30))


def test_by_hand():
    # One difference d: G₁(d) = 0.5, so G₁⁻¹(0.25) = d/2.
    assert q_scale([1.0, 3.0]).scale == pytest.approx(1 / (np.sqrt(2) * norm.ppf(0.625)), rel=1e-14)
    # Differences 0, 1, 1: H₁(0) = 1/3, G₁(1) = 2/3, and 0.25 + 0.75/3 = 0.5 is three quarters of the way.
    assert q_scale([0.0, 0.0, 1.0]).scale == pytest.approx(0.75 / (np.sqrt(2) * norm.ppf(0.75)), rel=1e-14)
    assert q_divisor(0.0) == pytest.approx(np.sqrt(2) * norm.ppf(0.625))


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [2, 3, 4, 9, 40, 130])
def test_the_same_as_pt13528(kind, count):
    x = invented(kind, count, 3)
    assert q_scale(x).scale == pytest.approx(robust.q_method(x), rel=1e-9)


@given(st.lists(st.lists(st.integers(0, 40).map(lambda v: v / 10), min_size=1, max_size=4), min_size=2, max_size=12))
def test_replicates_the_same_as_pt13528(groups):
    values = {v for group in groups for v in group}
    theirs = robust.q_method(groups) if len(values) > 1 else 0.0
    assert q_scale(groups).scale == pytest.approx(theirs if np.isfinite(theirs) else 0.0, rel=1e-9, abs=1e-15)


def test_one_replicate_each_is_no_replicate():
    assert q_scale([[v] for v in E2489]) == q_scale(E2489)


def test_without_differences():
    assert q_scale([5.0]).degenerate
    assert q_scale([[1.0, 2.0]]).scale == 0.0
    assert q_scale([0.3, 0.1 + 0.2]).scale == 0.0
    assert q_scale([[1.0, 1.0], [1.0]]).scale == 0.0


def test_ten_thousand_laboratories():
    x = np.random.Generator(np.random.PCG64(1)).normal(10, 2, 10_000)
    start = time.perf_counter()
    assert q_scale(x).scale == pytest.approx(2, rel=0.05)
    assert q_hampel(np.round(x, 1)).scale == pytest.approx(2, rel=0.05)
    assert time.perf_counter() - start < 5
