import numpy as np
import pytest
import statsmodels.api as sm

from comity.science.trends.baseline import Reference, baseline_of
from comity.science.trends.quasi_poisson import Design, fit
from tests.science.trends.invented import weekly

BASELINE = baseline_of(312, 313, Reference(5, 3, 10, 26, 52), None)


@pytest.mark.parametrize("trend", [True, False])
@pytest.mark.parametrize("offset", [True, False])
def test_the_same_as_statsmodels(trend, offset):
    random = np.random.Generator(np.random.PCG64(3))
    counts = weekly(7, (3, 313))[:, BASELINE.rows].astype(float)
    weights = random.uniform(0.2, 2, counts.shape)
    exposure = np.log(random.uniform(50, 90, counts.shape)) if offset else None
    design = Design(BASELINE, trend=trend)
    found = fit(counts, weights, exposure, design)
    x = np.column_stack([design.member, *([design.time] if trend else [])])
    for row in range(3):
        model = sm.GLM(
            counts[row], x, family=sm.families.Poisson(), var_weights=weights[row],
            offset=None if exposure is None else exposure[row],
        ).fit(scale="X2", tol=1e-13, maxiter=100)  # fmt: skip
        assert found.intercept[row] == pytest.approx(model.params[:10], rel=1e-6)
        assert found.mean[row] == pytest.approx(model.mu, rel=1e-6)
        assert found.leverage(design)[row] == pytest.approx(model.get_hat_matrix_diag(observed=False), rel=1e-4)
        assert found.dispersion(counts, found.working)[row] == pytest.approx(model.scale, rel=1e-4)
        if trend:
            assert found.slope[row] == pytest.approx(model.params[10], rel=1e-5)
            assert 1 / found.information[row] == pytest.approx(model.normalized_cov_params[10, 10], rel=1e-4)
    assert found.converged.all()


def test_weight_zero_leaves_a_period_out():
    counts = weekly(7)[BASELINE.rows].astype(float)[None]
    weights = np.ones_like(counts)
    weights[0, 5] = 0
    other = counts.copy()
    other[0, 5] = 500
    design = Design(BASELINE, trend=True)
    first, second = (fit(table, weights, None, design) for table in (counts, other))
    assert first.intercept == pytest.approx(second.intercept, rel=1e-6)
    assert first.freedom[0] == counts.size - 1 - 11
    assert design.columns == 11


def test_the_mean_of_each_group_without_trend():
    counts = weekly(7)[BASELINE.rows].astype(float)[None]
    found = fit(counts, np.ones_like(counts), None, Design(BASELINE, trend=False))
    means = [counts[0, BASELINE.group == group].mean() for group in range(10)]
    assert np.exp(found.intercept[0]) == pytest.approx(means, rel=1e-6)
