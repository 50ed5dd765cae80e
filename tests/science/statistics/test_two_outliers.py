import numpy as np
import pytest

from comity.science.statistics.two_outliers import probability, quantile


def test_printed_one_sided_values():
    # eCerto's table is one-sided.
    assert (round(quantile(8, 0.01), 3), round(quantile(8, 0.05), 4)) == (0.075, 0.1478)


@pytest.mark.parametrize(("count", "low", "high"), [(5, 0.0018, 0.0090), (10, 0.1150, 0.1864), (20, 0.3585, 0.4391)])
def test_iso_5725_table_5(count, low, high):
    assert quantile(count, 0.005) == pytest.approx(low, abs=1e-4)
    assert quantile(count, 0.025) == pytest.approx(high, abs=1e-4)


@pytest.mark.parametrize("count", [4, 6, 30])
def test_the_same_as_simulation(count):
    x = np.sort(np.random.Generator(np.random.PCG64(count)).normal(size=(40_000, count)), axis=1)
    statistic = x[:, :-2].var(axis=1) * (count - 2) / (x.var(axis=1) * count)
    for share in (0.05, 0.5, 0.9):
        assert probability(count, float(np.quantile(statistic, share))) == pytest.approx(share, abs=0.01)


def test_limits():
    assert probability(6, 0.0) == 0.0
    assert probability(6, 1.0) == pytest.approx(1.0, abs=1e-4)
    assert probability(300, quantile(300, 0.005)) == pytest.approx(0.005, rel=1e-9)
