import numpy as np
import pytest

from comity.science.linkage import synthetic_profiles


def test_the_same_seed_gives_the_same_profiles_and_the_stated_spread():
    first, again, other = (synthetic_profiles(200, 4, seed=seed, within=0.2, between=1.0) for seed in (1, 1, 2))
    assert np.array_equal(first.values, again.values)
    assert not np.array_equal(first.values, other.values)
    logarithm = np.log(first.values).reshape(200, 4, -1)
    assert logarithm.std(axis=1, ddof=1).mean() == pytest.approx(0.2 * 0.921, rel=0.05)  # mean of a deviation of four
    assert logarithm.mean(axis=1).std(axis=0).mean() == pytest.approx((1 + 0.04 / 4) ** 0.5, rel=0.05)
    assert first.profiles[5].source == "S2"
