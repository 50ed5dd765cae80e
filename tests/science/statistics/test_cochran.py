import numpy as np
import pytest
from pt13528 import outliers as peer

from comity.base.errors import InputError
from comity.science.statistics import cochran, cochran_critical


def test_critical_values():
    assert [round(cochran_critical(8, n, a), 3) for n in (2, 3) for a in (0.01, 0.05)] == [0.794, 0.680, 0.615, 0.516]
    for count in (3, 8, 40):
        assert cochran_critical(count, 4, 0.01) == pytest.approx(peer.cochran_critical(count, 4, 0.01), rel=1e-9)


def test_arsenic_in_chocolate():
    chocolate = [(0.185, 0.194), (0.187, 0.189), (0.182, 0.186), (0.188, 0.196), (0.191, 0.181), (0.188, 0.180),
                 (0.187, 0.196), (0.177, 0.186), (0.179, 0.187), (0.188, 0.196)]  # fmt: skip
    spreads = [abs(a - b) / np.sqrt(2) for a, b in chocolate]
    assert cochran(spreads, 2).statistic == pytest.approx(0.16155, abs=5e-6)
    assert not cochran(spreads, 2).outlying


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_p_value_and_critical_value_agree(alpha):
    spreads = [1.0, 1.0, 1.0, 1.0]
    critical = cochran_critical(5, 3, alpha)
    spreads.append(float(np.sqrt(4 * critical / (1 - critical))))
    assert cochran(spreads, 3, alpha).p_value == pytest.approx(alpha, rel=1e-9)


def test_cochran_extremes():
    assert cochran([0.0, 0.0, 0.0], 2).degenerate
    alone = cochran([0.0, 0.0, 5.0], 2)
    assert (alone.statistic, alone.p_value, alone.outlying, alone.index) == (1.0, 0.0, True, 2)
    assert cochran([1e-200, 1e150], 2).statistic == 1.0
    assert cochran([2.0, 2.0], 2).statistic == 0.5


def test_what_is_refused():
    with pytest.raises(InputError, match="at least 2"):
        cochran([1.0], 2)
    with pytest.raises(InputError, match="at least 2"):
        cochran([1.0, 2.0], 1)
