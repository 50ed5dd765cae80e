import numpy as np
import pt13528.scores as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import (
    performance,
    performance_of_difference,
    performance_of_en,
    uncertainty_flags,
    uncertainty_is_negligible,
    uncertainty_limits,
    z_score,
)

PEER_CLASSES = {"acceptable": "satisfactory", "warning": "questionable", "action": "unsatisfactory"}
scores = st.floats(-10, 10).filter(lambda z: min(abs(abs(z) - limit) for limit in (1, 2, 3)) > 1e-6)


@given(scores)
def test_classes_equal_the_peer(z):
    assert performance(z).item() == PEER_CLASSES[peer.classify_z(z)]
    assert performance_of_en(z).item() == PEER_CLASSES[peer.classify_en(z)]
    assert performance_of_difference(z, 2.0).item() == PEER_CLASSES[peer.classify_d(z, 2.0)]


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        (2.0, "satisfactory"),
        (-2.0, "satisfactory"),
        (2.001, "questionable"),
        (2.999, "questionable"),
        (3.0, "unsatisfactory"),
        (-3.0, "unsatisfactory"),
    ],
)
def test_limits_belong_to_the_class_that_the_standard_names(z, expected):
    assert performance(z).item() == expected


def test_a_score_of_three_on_paper_is_three_here():
    score = z_score(0.7, 0.1, 0.2)
    assert float(score) < 3.0
    assert performance(score).item() == "unsatisfactory"


def test_two_classes_when_both_limits_are_equal():
    assert performance([1.9, 2.1], warning=2.0, action=2.0).tolist() == ["satisfactory", "unsatisfactory"]


def test_limits_in_the_wrong_order_are_refused():
    with pytest.raises(InputError):
        performance([1.0], warning=3.0, action=2.0)
    with pytest.raises(InputError):
        performance([1.0], warning=0.0)
    assert performance([0.6], warning=0.5).item() == "questionable"


def test_en_and_difference_fail_on_their_limit():
    assert performance_of_en([0.999, 1.0, -1.0]).tolist() == ["satisfactory", "unsatisfactory", "unsatisfactory"]
    assert performance_of_difference([2.9, -3.0], 3.0).tolist() == ["satisfactory", "unsatisfactory"]


@given(st.floats(0, 10), st.floats(0.01, 2), st.floats(3, 9))
def test_flags_equal_the_peer(u, low, high):
    assert uncertainty_flags(u, low, high).item() == peer.uncertainty_flag(u, low, high)


def test_flags_at_and_beyond_the_limits():
    assert uncertainty_flags([1.0, 2.0, 0.99, 2.01], 1.0, 2.0).tolist() == ["a", "a", "b", "c"]


def test_no_flag_without_an_uncertainty_or_without_limits_that_mean_something():
    assert uncertainty_flags([np.nan, -1.0, 1.0], 0.5, 2.0).tolist() == ["", "", "a"]
    assert uncertainty_flags([1.0, 5.0], 2.0, 1.0).tolist() == ["", ""]


@given(st.floats(0, 10), st.floats(0.01, 10))
def test_negligible_equals_the_peer(u, sigma):
    assert uncertainty_is_negligible(u, sigma) == peer.uncertainty_negligible(u, sigma_pt=sigma)


def test_an_uncertainty_on_the_limit_is_not_negligible():
    assert uncertainty_is_negligible(0.51, 1.7) is False
    assert uncertainty_is_negligible(0.5099, 1.7) is True


def test_limits_of_uncertainty():
    assert uncertainty_limits(0.3, 2.0) == (0.3, 3.0)


@pytest.mark.parametrize(("count", "negligible"), [(17, False), (18, True)])
def test_a_consensus_needs_eighteen_results_for_a_negligible_uncertainty(count, negligible):
    assert uncertainty_is_negligible(1.25 / count**0.5, 1.0) is negligible
