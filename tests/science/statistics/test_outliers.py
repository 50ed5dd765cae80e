import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pt13528 import outliers as peer

from comity.base.errors import InputError
from comity.science.statistics import cochran, cochran_critical, grubbs, grubbs_critical
from comity.science.statistics.outliers import OutlierTest

COAL_LEVEL_4 = [3.24, 3.20, 3.37, 3.2033333333333336, 3.216, 3.29, 3.2466666666666666, 3.2566666666666666]


def test_printed_critical_values():
    assert [round(grubbs_critical(p, a), 3) for p in (3, 5, 8) for a in (0.01, 0.05)] == [
        1.155, 1.154, 1.764, 1.715, 2.274, 2.127,
    ]  # fmt: skip
    assert [round(cochran_critical(8, n, a), 3) for n in (2, 3) for a in (0.01, 0.05)] == [0.794, 0.680, 0.615, 0.516]
    # ISO 5725-2, Table 5, two outliers.
    assert [round(grubbs_critical(8, a, outliers=2), 4) for a in (0.01, 0.05)] == [0.0563, 0.1101]


@pytest.mark.parametrize("count", [3, 8, 40])
@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_critical_values_the_same_as_pt13528(count, alpha):
    assert grubbs_critical(count, alpha) == pytest.approx(peer.grubbs_critical(count, alpha), rel=1e-9)
    assert cochran_critical(count, 4, alpha) == pytest.approx(peer.cochran_critical(count, 4, alpha), rel=1e-9)


def test_published_statistics():
    assert grubbs(COAL_LEVEL_4, side="high").statistic == pytest.approx(2.0935, abs=5e-5)
    assert grubbs(COAL_LEVEL_4).index == 2
    chocolate = [(0.185, 0.194), (0.187, 0.189), (0.182, 0.186), (0.188, 0.196), (0.191, 0.181), (0.188, 0.180),
                 (0.187, 0.196), (0.177, 0.186), (0.179, 0.187), (0.188, 0.196)]  # fmt: skip
    spreads = [abs(a - b) / np.sqrt(2) for a, b in chocolate]
    assert cochran(spreads, 2).statistic == pytest.approx(0.16155, abs=5e-6)
    assert not cochran(spreads, 2).outlying


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_p_value_and_critical_value_agree(alpha):
    # A sample whose statistic is just beyond, and just within, the critical value.
    for side, outliers in (("two-sided", 1), ("high", 1), ("high", 2), ("low", 2), ("two-sided", 2)):
        low, high = 0.0, 100.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if extreme(middle, side, outliers, alpha).outlying else (middle, high)
        assert extreme(high, side, outliers, alpha).p_value == pytest.approx(alpha, rel=1e-5)
    spreads = [1.0, 1.0, 1.0, 1.0]
    critical = cochran_critical(5, 3, alpha)
    spreads.append(float(np.sqrt(4 * critical / (1 - critical))))
    assert cochran(spreads, 3, alpha).p_value == pytest.approx(alpha, rel=1e-9)


def extreme(shift: float, side: str, outliers: int, alpha: float) -> OutlierTest:
    x = np.array([-1.2, -0.6, -0.1, 0.0, 0.2, 0.5, 0.9])
    sign = -1 if side == "low" else 1
    tail = [sign * shift] * outliers
    return grubbs([*x, *tail], alpha, side, outliers)  # type: ignore[arg-type]


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


def test_cochran_extremes():
    assert cochran([0.0, 0.0, 0.0], 2).degenerate
    alone = cochran([0.0, 0.0, 5.0], 2)
    assert (alone.statistic, alone.p_value, alone.outlying, alone.index) == (1.0, 0.0, True, 2)
    assert cochran([1e-200, 1e150], 2).statistic == 1.0
    assert cochran([2.0, 2.0], 2).statistic == 0.5


def test_what_is_refused():
    with pytest.raises(InputError, match="at least 3"):
        grubbs([1.0, 2.0])
    with pytest.raises(InputError, match="at least 4"):
        grubbs([1.0, 2.0, 3.0], outliers=2)
    with pytest.raises(InputError, match="one or two outliers"):
        grubbs([1.0, 2.0, 3.0], side="up")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at least 2"):
        cochran([1.0], 2)
    with pytest.raises(InputError, match="between 0 and 1"):
        grubbs([1.0, 2.0, 3.0], alpha=1)
