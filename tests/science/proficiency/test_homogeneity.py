import math

import numpy as np
import pt13528.homogeneity as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import expanded_criterion_factors, homogeneity

SHAPES = st.tuples(st.integers(2, 15), st.integers(2, 5), st.integers(0, 10_000))


def items(shape: tuple[int, int, int], between: float = 0.5) -> np.ndarray:
    g, m, seed = shape
    rng = np.random.default_rng(seed)
    return 40.0 + rng.normal(0.0, between, (g, 1)) + rng.normal(0.0, 1.0, (g, m))


@given(SHAPES, st.floats(0.5, 8.0))
def test_check_equals_the_peer(shape, sigma):
    x = items(shape)
    ours, theirs = homogeneity(x, sigma), peer.homogeneity(x, sigma_pt=sigma)
    assert ours.mean == pytest.approx(theirs.mean)
    assert ours.item_means_standard_deviation == pytest.approx(theirs.s_x)
    assert ours.within_item_standard_deviation == pytest.approx(theirs.s_w)
    assert ours.between_item_standard_deviation == pytest.approx(theirs.s_s, abs=1e-6)
    assert ours.expanded_criterion == pytest.approx(theirs.expanded_criterion)
    assert ours.f_statistic == pytest.approx(theirs.f_statistic, abs=1e-9)
    assert ours.f_critical == pytest.approx(theirs.f_critical)
    assert (ours.f_p < 0.05) == theirs.f_significant
    assert ours.sufficient == theirs.sufficient
    assert ours.sufficient_expanded == theirs.sufficient_expanded


@given(st.integers(2, 60), st.integers(2, 8))
def test_factors_equal_the_peer(g, m):
    assert expanded_criterion_factors(g, m) == pytest.approx(peer.expanded_criterion_factors(g, m), rel=1e-9)


@given(SHAPES, st.sampled_from([1e-12, 0.01, 1e6]), st.sampled_from([0.0, 1e9]))
def test_check_follows_unit_and_offset(shape, unit, offset):
    x = np.round(items(shape), 2)
    plain, other = homogeneity(x, 2.0), homogeneity(unit * (x + offset), 2.0 * unit)
    near = {"rel": 1e-4 if offset else 1e-9, "abs": unit * (1e-3 if offset else 1e-6)}
    assert other.between_item_standard_deviation == pytest.approx(unit * plain.between_item_standard_deviation, **near)
    assert other.within_item_standard_deviation == pytest.approx(unit * plain.within_item_standard_deviation, **near)


def test_the_three_verdicts():
    x = [[10.0, 10.2], [10.6, 10.4], [9.8, 9.6], [10.1, 10.3], [9.9, 10.1], [10.5, 10.7], [9.5, 9.7], [10.2, 10.0]]
    s_s = homogeneity(x).between_item_standard_deviation
    verdicts = [homogeneity(x, sigma).verdict for sigma in (s_s / 0.29, s_s / 0.35, s_s / 0.6)]
    assert verdicts == ["homogeneous", "homogeneous_expanded", "inhomogeneous"]
    assert homogeneity(x).verdict == "not_judged"


def test_cochran_names_the_item_whose_replicates_differ():
    x = items((10, 2, 3))
    x[6] = [35.0, 45.0]
    found = homogeneity(x, 3.0)
    assert found.cochran is not None
    assert found.cochran.outlying
    assert "item 7" in found.warnings[0].render()


def test_a_poor_method_brings_a_warning():
    x = items((10, 2, 3))
    texts = [warning.render() for warning in homogeneity(x, 1.0).warnings]
    assert any("repeats too poorly" in text for text in texts)
    assert not any("repeats too poorly" in warning.render() for warning in homogeneity(x, 5.0).warnings)


def test_one_replicate_counts_repeatability_as_difference():
    x = [10.0, 10.4, 9.6, 10.1]
    found, theirs = homogeneity(x, 2.0), peer.homogeneity_single(x, sigma_pt=2.0)
    assert found.between_item_standard_deviation == pytest.approx(theirs.s_s)
    assert found.within_item_standard_deviation is None
    assert found.expanded_criterion is None
    assert len(found.warnings) == 2
    assert found.standard_uncertainty == found.between_item_standard_deviation


def test_equal_results_are_homogeneous_without_division_by_zero():
    found = homogeneity(np.full((10, 2), 0.1), 1.0)
    assert (found.between_item_standard_deviation, found.f_statistic, found.cochran) == (0.0, None, None)
    assert found.mean == 0.1
    assert found.verdict == "homogeneous"


def test_between_item_spread_is_never_the_root_of_a_negative_number():
    found = homogeneity([[9.0, 11.0], [11.0, 9.0], [10.0, 10.0]], 1.0)
    assert found.between_item_standard_deviation == 0.0


def test_ten_items_bring_no_warning_and_nine_do():
    assert homogeneity(items((10, 2, 1)), 10.0).warnings == ()
    assert "9 items" in homogeneity(items((9, 2, 1)), 10.0).warnings[0].render()


def test_drift_is_reported_when_the_run_order_is_known():
    x = 40.0 + 0.1 * np.arange(20).reshape(10, 2) + 0.01 * items((10, 2, 5))
    found = homogeneity(x, 10.0, run_order=np.arange(20).reshape(10, 2))
    assert found.drift is not None
    assert found.drift.significant
    assert any("drift" in warning.render() for warning in found.warnings)
    assert homogeneity(x, 10.0).drift is None


@pytest.mark.parametrize("x", [[[1.0, 2.0]], [[1.0, 2.0], [1.0]], [[1.0, math.nan], [1.0, 2.0]], [], [[[1.0]]]])
def test_unusable_tables_are_refused(x):
    with pytest.raises(InputError) as error:
        homogeneity(x, 1.0)
    assert error.value.where == "item_replicates"


@pytest.mark.parametrize(("g", "m"), [(1, 2), (7, 1)])
def test_factors_need_two_of_each(g, m):
    with pytest.raises(InputError):
        expanded_criterion_factors(g, m)


def test_the_expanded_criterion_passes_homogeneous_items_and_stops_bad_ones():
    """Of rounds with s_s = 0.3 sigma_pt exactly, the criterion should pass about 95 in 100 (Fearn and Thompson)."""
    rng = np.random.default_rng(17)
    passed = 0
    for _ in range(400):
        x = rng.normal(0.0, 0.3, (10, 1)) + rng.normal(0.0, 0.3, (10, 2))
        passed += bool(homogeneity(x, 1.0).sufficient_expanded)
    assert 360 <= passed <= 400
