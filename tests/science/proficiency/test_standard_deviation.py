import math

import pt13528.robust as peer_robust
import pt13528.sigma_pt as peer
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.proficiency import (
    sigma_pt_by_perception,
    sigma_pt_from_participants,
    sigma_pt_from_precision_experiment,
    sigma_pt_with_heterogeneity,
    standard_deviation_of_few,
)

positives = st.floats(1e-3, 1e3)


def test_perception_in_three_ways():
    assert sigma_pt_by_perception(2.5).value == 2.5
    assert sigma_pt_by_perception(relative=0.1, assigned_value=-40.0).value == pytest.approx(4.0)
    assert sigma_pt_by_perception(maximum_error=6.0).value == 2.0
    assert sigma_pt_by_perception(2.5).clause == "ISO 13528:2022, 8.2"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"value": 1.0, "relative": 0.1},
        {"value": 0.0},
        {"value": -1.0},
        {"relative": 0.1},
        {"relative": 0.0, "assigned_value": 1.0},
        {"relative": 0.1, "assigned_value": 0.0},
        {"maximum_error": math.nan},
    ],
)
def test_perception_needs_exactly_one_usable_way(arguments):
    with pytest.raises(InputError):
        sigma_pt_by_perception(**arguments)


@given(positives, positives, st.integers(1, 10))
def test_precision_experiment_equals_the_peer(reproducibility, repeatability, replicates):
    assume(repeatability <= 0.999 * reproducibility)
    ours = sigma_pt_from_precision_experiment(reproducibility, repeatability, replicates=replicates)
    assert ours.value == pytest.approx(peer.from_precision(reproducibility, repeatability, replicates), rel=1e-9)


def test_one_replicate_leaves_the_reproducibility():
    assert sigma_pt_from_precision_experiment(2.0, 1.0).value == 2.0
    assert sigma_pt_from_precision_experiment(2.0, 1.0, replicates=2).value == pytest.approx(math.sqrt(3.5))


@pytest.mark.parametrize(("total", "within", "replicates"), [(1.0, 1.1, 2), (0.0, 0.0, 2), (1.0, 0.5, 0)])
def test_impossible_precision_is_refused(total, within, replicates):
    with pytest.raises(InputError):
        sigma_pt_from_precision_experiment(total, within, replicates=replicates)


@given(positives, positives, positives)
def test_limits_equal_the_peer(scale, first, second):
    low, high = sorted((first, second))
    ours = sigma_pt_from_participants(scale, floor=low, ceiling=high)
    assert ours.value == peer.limit_sigma(scale, low, high)
    assert len(ours.warnings) == (1 if low <= scale <= high else 2)


def test_participants_warn_that_scores_are_relative():
    assert "compare laboratories" in sigma_pt_from_participants(1.0).warnings[0].render()
    assert "12 results" in sigma_pt_from_participants(1.0, count=12).warnings[1].render()
    assert len(sigma_pt_from_participants(1.0, count=18).warnings) == 1


def test_no_spread_needs_a_floor():
    with pytest.raises(ComputationError):
        sigma_pt_from_participants(0.0)
    assert sigma_pt_from_participants(0.0, floor=0.2).value == 0.2
    with pytest.raises(InputError):
        sigma_pt_from_participants(1.0, floor=2.0, ceiling=1.0)


@given(positives, st.floats(0, 1e3))
def test_heterogeneity_widens(sigma, between):
    before = sigma_pt_by_perception(sigma)
    after = sigma_pt_with_heterogeneity(before, between)
    assert after.value == pytest.approx(math.hypot(sigma, between))
    assert after.value >= before.value
    assert after.route == "perception"
    assert "B.2.5" in after.clause
    assert len(after.warnings) == 1


@given(st.lists(st.floats(0, 100), min_size=3, max_size=9))
def test_few_results_equal_the_peer(values):
    assert standard_deviation_of_few(values) == pytest.approx(peer_robust.mean_abs_dev_sd(values), abs=1e-12)


def test_two_results():
    assert standard_deviation_of_few([3.0, 1.0]) == pytest.approx(peer_robust.sd_two_results(3.0, 1.0))
    with pytest.raises(InputError):
        standard_deviation_of_few([1.0])
