import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.proficiency import run_order_drift


@given(st.integers(0, 10_000), st.integers(3, 40))
def test_slope_and_p_value_equal_scipy(seed, count):
    rng = np.random.default_rng(seed)
    order, x = rng.permutation(count), rng.normal(100.0, 1.0, count)
    ours, theirs = run_order_drift(x, order), stats.linregress(order, x)
    assert ours.slope == pytest.approx(theirs.slope, abs=1e-9)
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=1e-7)
    assert ours.change == pytest.approx(ours.slope * (count - 1))


def test_positions_of_items_use_their_means():
    x = np.array([[1.0, 3.0], [2.0, 4.0], [3.0, 5.5]])
    assert run_order_drift(x, [1, 2, 3]).slope == pytest.approx(run_order_drift(x.mean(axis=1), [1, 2, 3]).slope)


def test_an_exact_line_and_no_spread():
    assert run_order_drift([1.0, 2.0, 3.0], [1, 2, 3]).p_value == pytest.approx(0.0, abs=1e-6)
    flat = run_order_drift([2.0, 2.0, 2.0], [1, 2, 3])
    assert (flat.slope, flat.p_value, flat.significant) == (0.0, 1.0, False)
    assert "No drift" in flat.message.render()


@pytest.mark.parametrize(
    ("x", "order"), [([1.0, 2.0, 3.0], [1, 2]), ([1.0, 2.0], [1, 2]), ([1.0, 2.0, 3.0], [1, 1, 1])]
)
def test_orders_that_do_not_fit_are_refused(x, order):
    with pytest.raises(InputError):
        run_order_drift(x, order)
