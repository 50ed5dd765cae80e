"""A laboratory over rounds: oracle O15, the charts by hand, signals where they belong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import cusum, j_scores, laboratory_history

ALLERGEN = [-1.4, -0.9, 0.2, 1.0, -0.4, 0, 0.9, 2.0, 1.7, -0.8, -1.0, -2.0, -1.6, 1.5, 0.1, -1.9, -0.7, 0.3, -1.3, -0.4]
SCORES = st.lists(st.floats(-6, 6), min_size=1, max_size=30)


def kinds(z, **more):
    past = laboratory_history([str(number) for number in range(len(z))], z, **more)
    return [(signal.kind, signal.position) for signal in past.signals]


def test_oracle_o15_combined_scores():
    past = laboratory_history([str(number) for number in range(20)], ALLERGEN)
    assert round(past.combined.rsz, 4) == -1.0510
    assert round(past.combined.ssz, 2) == 28.17
    assert round(past.combined.ssz_p, 4) == 0.1054


def test_j_chart_of_the_oracle_series():
    # By hand: zone values -2 0 0 2 0 0 0 4 2 0 -2 -4 -2 2 0 -2 0 0 -2 0, starting anew at every change of side.
    assert j_scores(ALLERGEN) == [-2, -2, 0, 2, 0, 0, 0, 4, 6, 0, -2, -6, -8, 2, 2, -2, -2, 0, -2, -2]


@pytest.mark.parametrize(
    ("z", "zone"), [(0.99, 0), (1.0, 2), (1.99, 2), (2.0, 4), (2.99, 4), (3.0, 8), (9.0, 8), (0.7 * 3 + 0.9, 8)]
)
def test_zones_begin_at_their_limits_on_both_sides(z, zone):
    assert j_scores([z]) == [zone]
    assert j_scores([-z]) == [-zone]


def test_cusum_counts_the_first_score_and_never_falls_below_zero():
    high, low = cusum([2.0, 2.0, -4.0, -1.0])
    assert high == [1.5, 3.0, 0.0, 0.0]
    assert low == [0.0, 0.0, 3.5, 4.0]


@given(SCORES)
def test_mirrored_scores_mirror_the_charts(z):
    assert j_scores([-score for score in z]) == [-j for j in j_scores(z)]
    assert cusum([-score for score in z]) == cusum(z)[::-1]


@given(SCORES)
def test_the_cusum_equals_the_largest_rise_of_the_running_sum(z):
    drift = np.concatenate([[0.0], np.cumsum(np.array(z) - 0.5)])
    assert cusum(z)[0] == pytest.approx(list(drift[1:] - np.minimum.accumulate(drift)[1:]), abs=1e-9)


@given(SCORES)
def test_every_signal_is_said_at_its_own_round_and_the_table_is_complete(z):
    past = laboratory_history([f"R{number}" for number in range(len(z))], z)
    assert len(past.rounds) == len(z)
    for signal in past.signals:
        assert past.rounds[signal.position].round == signal.round
        assert str(signal.message).startswith(f"Round {signal.round}:")


def test_signals_come_at_the_round_where_they_begin():
    assert kinds([3.0]) == [("action_limit", 0), ("j_chart", 0)]
    assert ("two_of_three", 2) in kinds([2.1, 0.0, 2.2])
    assert not kinds([2.1, 0.0, -2.2])
    assert not kinds([2.1, 0.0, 0.0, 2.2])
    assert kinds([0.4] * 8) == [("six_on_one_side", 5)]
    assert kinds([-0.4] * 5 + [0.4]) == []
    assert kinds([1.6] * 6) == [("j_chart", 3), ("cusum", 4), ("six_on_one_side", 5)]


def test_a_credible_result_with_too_small_an_uncertainty_is_seen_in_the_zeta_trend():
    assert kinds([1.0, 0.5, -1.0], zeta_scores=[2.5, None, -3.0]) == [("uncertainty", 2)]
    assert kinds([1.0, 0.5, -2.5], zeta_scores=[2.5, None, -3.0]) == []


def test_several_scores_of_a_round_become_their_rsz():
    past = laboratory_history(["1", "2"], [[1.0, 1.0, 1.0, 1.0], 0.5])
    assert (past.rounds[0].z, past.rounds[0].count, past.combined.count) == (2.0, 4, 5)


@pytest.mark.parametrize(
    ("rounds", "z", "zeta"), [([], [], None), (["1"], [1.0, 2.0], None), (["1"], [np.nan], None), (["1"], [1.0], [])]
)
def test_histories_that_do_not_fit_together_are_refused(rounds, z, zeta):
    with pytest.raises(InputError):
        laboratory_history(rounds, z, zeta)
