import numpy as np
import pytest
from pt13528 import assigned_value, robust

from comity.base.errors import InputError
from comity.science import statistics
from comity.science.statistics import bootstrap
from tests.science.statistics.published import AWKWARD, E2489, IGNORED, TWO_GROUPS, invented

ESTIMATORS = ["algorithm_a", "q_hampel", "median", "niqr", "mad_e", "qn", "mean"]


def test_the_mean_has_a_known_answer():
    x = invented(0, 50, 1)
    result = bootstrap(x, "mean", resamples=40_000, seed=3)
    assert result.standard_uncertainty == pytest.approx(x.std() / np.sqrt(50), rel=0.02)
    assert result.interval == pytest.approx(
        (x.mean() - 1.96 * x.std() / np.sqrt(50), x.mean() + 1.96 * x.std() / np.sqrt(50)), abs=0.02
    )


@pytest.mark.parametrize(
    ("name", "statistic"),
    [("algorithm_a", robust.algorithm_a), ("q_hampel", robust.q_hampel)],
)
def test_the_same_as_pt13528_within_chance(name, statistic):
    theirs = assigned_value.bootstrap(IGNORED, lambda x: statistic(x)["location"], replicates=400, seed=1)
    assert bootstrap(IGNORED, name, resamples=10_000, seed=1).standard_uncertainty == pytest.approx(
        theirs.u_x_pt, rel=0.15
    )


@pytest.mark.parametrize("name", ESTIMATORS)
def test_location_and_scale_are_those_of_the_data(name):
    single = {"median": statistics.niqr, "mean": statistics.mean_and_standard_deviation}
    estimate = single.get(name, getattr(statistics, name, None))(E2489)
    result = bootstrap(E2489, name, resamples=100, seed=1)
    assert (result.location, result.scale, result.method) == (estimate.location, estimate.scale, estimate.method)
    assert result.interval[0] <= result.location <= result.interval[1]


@pytest.mark.parametrize("name", ["algorithm_a", "q_hampel", "median", "mean"])
def test_seed_order_unit_and_offset(name):
    plain = bootstrap(E2489, name, resamples=500, seed=5)
    assert bootstrap(E2489, name, resamples=500, seed=5) == plain
    assert bootstrap(E2489, name, resamples=500, seed=6).standard_uncertainty != plain.standard_uncertainty
    reordered = bootstrap(E2489[::-1], name, resamples=500, seed=5)
    assert reordered.standard_uncertainty == plain.standard_uncertainty
    assert reordered.interval == plain.interval
    for unit, offset in ((1e-12, 0.0), (1e12, 0.0), (1.0, 1e6)):
        moved = bootstrap([unit * (x + offset) for x in E2489], name, resamples=500, seed=5)
        assert moved.standard_uncertainty == pytest.approx(unit * plain.standard_uncertainty, rel=1e-6)


def test_two_resamples_by_hand():
    result = bootstrap(E2489, "mean", resamples=2, seed=4)
    apart = (result.interval[1] - result.interval[0]) / 0.95
    assert result.standard_uncertainty == pytest.approx(apart / np.sqrt(2), rel=1e-9)


def test_blocks_do_not_show(monkeypatch):
    whole = bootstrap(E2489, resamples=300, seed=2)
    monkeypatch.setattr("comity.science.statistics.population.BLOCK", 30 * 7)
    assert bootstrap(E2489, resamples=300, seed=2).standard_uncertainty == pytest.approx(
        whole.standard_uncertainty, rel=1e-12
    )


def test_replicates_by_row_or_by_name():
    rows = [[1.0, 1.2], [1.4], [1.1, 1.3, 1.2], [1.6, 1.5]]
    names = ["b", "b", "a", "c", "c", "c", "d", "d"]
    together = [value for row in rows for value in row]
    assert bootstrap(together, groups=names, resamples=200, seed=1) == bootstrap(rows, resamples=200, seed=1)
    by_mean = bootstrap([np.mean(row) for row in rows], "algorithm_a", resamples=200, seed=1)
    spread = bootstrap(rows, "algorithm_a", resamples=200, seed=1).standard_uncertainty
    assert spread == pytest.approx(by_mean.standard_uncertainty, rel=1e-12)


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("estimator", ["algorithm_a", "q_hampel", "median", "mean"])
def test_awkward_samples_have_a_finite_uncertainty(name, estimator):
    result = bootstrap(AWKWARD[name], estimator, resamples=50, seed=1)
    assert np.isfinite([result.standard_uncertainty, *result.interval]).all()
    if len(set(AWKWARD[name])) == 1:
        assert result.degenerate
        assert result.standard_uncertainty == 0.0


def test_two_groups_are_uncertain_about_where_they_are():
    assert bootstrap(TWO_GROUPS, resamples=1000, seed=1).standard_uncertainty > 2


def test_what_is_refused():
    with pytest.raises(InputError, match="not an estimator that can be bootstrapped"):
        bootstrap([1.0, 2.0], "mode", seed=1)
    with pytest.raises(InputError, match="at least 2"):
        bootstrap([1.0, 2.0], resamples=1, seed=1)
    with pytest.raises(InputError, match="at least 0"):
        bootstrap([1.0, 2.0], resamples=10, seed=-1)
    with pytest.raises(InputError, match="2 values but 1 laboratories"):
        bootstrap([1.0, 2.0], resamples=10, seed=1, groups=["a"])
