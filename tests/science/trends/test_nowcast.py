import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.trends import nowcast

SHARES = np.array([0.4, 0.25, 0.15, 0.12, 0.08])


def invented(periods=40, rate=30.0, seed=1):
    random = np.random.Generator(np.random.PCG64(seed))
    return random.poisson(rate * SHARES, (periods, SHARES.size))


def chain_ladder(triangle):
    """Link ratios of cumulative counts, as actuaries write it."""
    periods, delays = triangle.shape
    cumulative = np.cumsum(triangle, axis=1).astype(float)
    factors = [
        cumulative[: periods - d, d].sum() / max(cumulative[: periods - d, d - 1].sum(), 1e-300)
        for d in range(1, delays)
    ]
    result = []
    for t in range(periods):
        last = min(periods - 1 - t, delays - 1)
        result.append(cumulative[t, last] * np.prod(factors[last:]))
    return np.array(result)


@given(st.integers(0, 200), st.floats(2, 60))
@settings(max_examples=40, deadline=None)
def test_the_same_as_the_chain_ladder(seed, rate):
    triangle = invented(seed=seed, rate=rate)
    assert nowcast(triangle).expected == pytest.approx(chain_ladder(triangle), rel=1e-9)


def test_the_published_method_in_r_gives_these():
    """R surveillance 1.20.3, nowcast(method="lawless"), on this triangle: 29, 43, 34, 18 (whole numbers)."""
    random = np.random.default_rng(4)
    triangle = random.poisson(random.uniform(20, 40, (30, 1)) * SHARES)
    assert nowcast(triangle).expected[-4:] == pytest.approx([29, 43, 34, 18], abs=1)


def test_the_interval_covers_as_often_as_it_says():
    inside = total = 0
    for seed in range(150):
        full = invented(periods=60, seed=seed)
        found = nowcast(full, level=0.9)
        truth = full.sum(axis=1)[-4:]
        inside += ((found.lower[-4:] <= truth) & (truth <= found.upper[-4:])).sum()
        total += 4
    assert 0.86 <= inside / total <= 0.97


def test_old_periods_are_complete_and_the_future_is_not_read():
    triangle = invented()
    changed = triangle.copy()
    changed[-1, 1:] = 999
    found, other = nowcast(triangle), nowcast(changed)
    assert found.expected == pytest.approx(other.expected)
    assert found.completeness[:-4].tolist() == [1.0] * 36
    assert (found.lower[:-4] == found.expected[:-4]).all()
    assert (np.diff(found.completeness) <= 0).all()


def test_nothing_arrived_at_once():
    found = nowcast([[0, 3], [0, 2], [0, 0]])
    assert found.completeness[-1] == 0
    assert np.isnan(found.expected[-1])


@pytest.mark.parametrize("triangle", [[[1, 2, 3]], [[1.5], [2]], [[np.nan, 1], [1, 0], [1, 0]]])
def test_what_is_refused(triangle):
    with pytest.raises(InputError, match=r"triangle|count"):
        nowcast(triangle)
