import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.statistics import mandel_h, mandel_h_critical, mandel_k, mandel_k_critical

# ISO 5725-2, sulfur in coal: means of level 4, standard deviations of level 3 with their numbers of results.
LEVEL_4 = [[3.26, 3.26, 3.20, 3.24], [3.20, 3.20, 3.20], [3.37, 3.36, 3.38], [3.16, 3.22, 3.23],
           [3.20, 3.19, 3.18, 3.27, 3.24], [3.27, 3.31, 3.29], [3.27, 3.24, 3.23], [3.25, 3.26, 3.26]]  # fmt: skip
LEVEL_3 = [[1.68, 1.70, 1.68, 1.69], [1.64, 1.64, 1.65], [1.61, 1.61, 1.62], [1.68, 1.66, 1.66],
           [1.64, 1.67, 1.60, 1.66, 1.68], [1.70, 1.73, 1.73], [1.69, 1.70, 1.68], [1.67, 1.68, 1.67]]  # fmt: skip


def test_sulfur_in_coal():
    assert mandel_h([np.mean(row) for row in LEVEL_4]).round(2).tolist() == [
        -0.23, -0.94, 2.09, -0.88, -0.66, 0.66, -0.11, 0.07,
    ]  # fmt: skip
    spreads = [np.std(row, ddof=1) for row in LEVEL_3]
    assert mandel_k(spreads, [len(row) for row in LEVEL_3]).round(2).tolist() == [
        0.56, 0.34, 0.34, 0.68, 1.85, 1.01, 0.59, 0.34,
    ]  # fmt: skip


def test_printed_critical_values():
    assert [round(mandel_h_critical(p, a), 2) for p in (3, 5, 8) for a in (0.01, 0.05)] == [
        1.15, 1.15, 1.72, 1.57, 2.06, 1.75,
    ]  # fmt: skip
    assert [round(mandel_k_critical(5, n, 0.01), 2) for n in range(2, 7)] == [2.05, 1.85, 1.73, 1.65, 1.59]
    assert [round(mandel_k_critical(8, n, 0.01), 2) for n in range(2, 7)] == [2.26, 1.96, 1.81, 1.72, 1.65]
    assert [round(mandel_k_critical(8, n, 0.05), 2) for n in range(2, 7)] == [1.88, 1.67, 1.56, 1.50, 1.45]


def test_properties():
    h = mandel_h([1e9 + 1, 1e9 + 2, 1e9 + 4])
    assert h.sum() == pytest.approx(0, abs=1e-12)
    assert np.square(h).sum() == pytest.approx(2)
    assert np.square(mandel_k([1e-12, 3e-12, 2e-12], 4)).mean() == pytest.approx(1)
    assert mandel_h([2.0, 2.0, 2.0]).tolist() == [0, 0, 0]
    assert mandel_k([0.0, 0.0], 3).tolist() == [0, 0]


def test_what_is_refused():
    with pytest.raises(InputError, match="at least 2"):
        mandel_h([1.0])
    with pytest.raises(InputError, match="at least 2"):
        mandel_k([1.0, 2.0], 1)
    with pytest.raises(InputError, match="one per laboratory"):
        mandel_k([1.0, 2.0], [2, 2, 2])
    with pytest.raises(InputError, match="one per laboratory"):
        mandel_k([1.0, 2.0], 2.5)
    with pytest.raises(InputError, match="at least 3"):
        mandel_h_critical(2)
