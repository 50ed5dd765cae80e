import numpy as np
import pytest
from pt13528 import robust
from statsmodels.robust import scale as statsmodels_scale

from comity.science.statistics import mad_e, mean_and_standard_deviation, niqr
from tests.science.statistics.published import COPPER, E2489, invented


def test_published_copper():
    assert mad_e(COPPER).location == 3.385
    # statsmodels prints .52632 and .68570 with exact factors; ISO rounds the first to 1.483.
    assert mad_e(COPPER).scale == pytest.approx(0.52632 * 1.483 / 1.482602, abs=1e-5)
    assert niqr(COPPER).scale == pytest.approx(0.68570, abs=5e-6)
    assert mean_and_standard_deviation(COPPER).location == pytest.approx(4.2804, abs=5e-5)


def test_computed_e2489():
    assert niqr(E2489).scale == pytest.approx(0.45033975, rel=1e-9)
    assert mad_e(E2489).scale == pytest.approx(0.422655, rel=1e-9)
    mean = mean_and_standard_deviation(E2489)
    assert (mean.location, mean.scale) == pytest.approx((1.531333, 0.774297), abs=5e-7)
    assert mean.standard_uncertainty == pytest.approx(mean.scale / np.sqrt(30))
    assert niqr(E2489).standard_uncertainty == pytest.approx(1.25 * niqr(E2489).scale / np.sqrt(30))


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [2, 3, 10, 51])
def test_the_same_as_independent_programs(kind, count):
    x = invented(kind, count, 1)
    assert mad_e(x).scale == pytest.approx(robust.made(x), rel=1e-9, abs=1e-9 * x.std())
    assert niqr(x).scale == pytest.approx(robust.niqr(x), rel=1e-9, abs=1e-9 * x.std())
    assert mad_e(x).scale == pytest.approx(statsmodels_scale.mad(x) * 1.483 / 1.4826022185, rel=1e-8)
    assert mean_and_standard_deviation(x).scale == pytest.approx(x.std(ddof=1), rel=1e-8)


def test_cancellation():
    assert mean_and_standard_deviation([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75]).scale == 0.25
    assert mad_e([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75]).scale == 1.483 * 0.25


def test_without_spread():
    for function in (mad_e, niqr, mean_and_standard_deviation):
        assert function([4.0]).degenerate
        assert function([4.0, 4.0, 4.0]).scale == 0.0
    assert mad_e([1, 1, 1, 5]).degenerate
    assert not mean_and_standard_deviation([1, 1, 1, 5]).degenerate
