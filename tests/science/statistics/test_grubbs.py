import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pt13528 import outliers as peer

from comity.base.errors import InputError
from comity.science.statistics import grubbs, grubbs_critical
from comity.science.statistics.outliers import OutlierTest

COAL_LEVEL_4 = [3.24, 3.20, 3.37, 3.2033333333333336, 3.216, 3.29, 3.2466666666666666, 3.2566666666666666]


def test_printed_critical_values():
    assert [round(grubbs_critical(p, a), 3) for p in (3, 5, 8) for a in (0.01, 0.05)] == [
        1.155, 1.154, 1.764, 1.715, 2.274, 2.127,
    ]  # fmt: skip
    # ISO 5725-2, Table 5, two outliers.
    assert [round(grubbs_critical(8, a, outliers=2), 4) for a in (0.01, 0.05)] == [0.0563, 0.1101]


@pytest.mark.parametrize("count", [3, 8, 40])
@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_critical_values_the_same_as_pt13528(count, alpha):
    assert grubbs_critical(count, alpha) == pytest.approx(peer.grubbs_critical(count, alpha), rel=1e-9)


def test_published_statistics():
    assert grubbs(COAL_LEVEL_4, side="high").statistic == pytest.approx(2.0935, abs=5e-5)
    assert grubbs(COAL_LEVEL_4).index == 2


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_p_value_and_critical_value_agree(alpha):
    # A sample whose statistic is just beyond, and just within, the critical value.
    for side, outliers in (("two-sided", 1), ("high", 1), ("high", 2), ("low", 2), ("two-sided", 2)):
        low, high = 0.0, 100.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if extreme(middle, side, outliers, alpha).outlying else (middle, high)
        assert extreme(high, side, outliers, alpha).p_value == pytest.approx(alpha, rel=1e-5)


def extreme(shift: float, side: str, outliers: int, alpha: float) -> OutlierTest:
    x = np.array([-1.2, -0.6, -0.1, 0.0, 0.2, 0.5, 0.9])
    sign = -1 if side == "low" else 1
    tail = [sign * shift] * outliers
    return grubbs([*x, *tail], alpha, side, outliers)


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=20), st.sampled_from([1e-12, 1.0, 1e12]))
def test_statistics_by_their_definition(values, unit):
    x = np.array(values, dtype=float)
    one, two = grubbs(unit * x, side="high"), grubbs(unit * x, side="low", outliers=2)
    if np.ptp(x) == 0:
        assert one.degenerate
        assert (one.statistic, one.outlying, two.outlying) == (0.0, False, False)
        return
    assert one.statistic == pytest.approx((x.max() - x.mean()) / x.std(ddof=1), rel=1e-9, abs=1e-12)
    rest = np.sort(x)[2:]
    expected = np.square(rest - rest.mean()).sum() / np.square(x - x.mean()).sum()
    assert two.statistic == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert x[one.index] == x.max()
    assert x[two.index] == x.min()
    both = grubbs(unit * x)
    assert both.statistic == pytest.approx(np.abs(x - x.mean()).max() / x.std(ddof=1), rel=1e-9)
    assert both.p_value <= 1


def test_what_is_refused():
    with pytest.raises(InputError, match="at least 3"):
        grubbs([1.0, 2.0])
    with pytest.raises(InputError, match="at least 4"):
        grubbs([1.0, 2.0, 3.0], outliers=2)
    with pytest.raises(InputError, match="one or two outliers"):
        grubbs([1.0, 2.0, 3.0], side="up")
    with pytest.raises(InputError, match="between 0 and 1"):
        grubbs([1.0, 2.0, 3.0], alpha=1)
