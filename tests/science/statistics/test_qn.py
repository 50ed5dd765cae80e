import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.robust import scale as statsmodels_scale

from comity.science.statistics import qn
from comity.science.statistics.qn import correction
from tests.science.statistics.published import COPPER, E2489, invented


def test_computed_values():
    assert qn(COPPER).scale == pytest.approx(0.6330229696, rel=1e-9)
    assert qn(E2489).scale == pytest.approx(0.4537362885, rel=1e-9)
    assert qn(E2489).location == 1.37


def test_printed_value_of_statsmodels_has_no_correction():
    # .73231 with the exact constant 2.21914…
    assert qn(COPPER).scale / correction(24) / 2.2191 * 2.219144 == pytest.approx(0.73231, abs=1e-5)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=60))
def test_the_same_order_statistic_as_all_pairs(values):
    x = np.array(values, dtype=float)
    half = x.size // 2 + 1
    distances = np.sort(np.abs(x[:, None] - x)[np.triu_indices(x.size, 1)])
    expected = distances[half * (half - 1) // 2 - 1]
    assert qn(x).scale == pytest.approx(2.2191 * correction(x.size) * expected, rel=1e-12)


@pytest.mark.parametrize("count", [13, 50, 301])
def test_the_same_as_statsmodels_but_for_constants(count):
    x = invented(0, count, 4)
    theirs = statsmodels_scale.qn_scale(x, c=1.0)
    assert qn(x).scale == pytest.approx(theirs * 2.2191 * correction(count), rel=1e-10)


def test_correction_follows_the_table_and_tends_to_one():
    assert [correction(p) for p in (2, 3, 12)] == [0.3994, 0.9937, 0.7574]
    assert correction(13) == pytest.approx(0.9023, abs=5e-5)
    assert correction(14) == pytest.approx(0.7901, abs=5e-3)
    assert abs(correction(100_000) - 1) < 1e-4


def test_without_spread():
    assert qn([1.0]).degenerate
    assert qn([1, 1, 1, 1, 5]).scale == 0
    assert qn([1, 1, 1, 4, 5, 6]).scale > 0
