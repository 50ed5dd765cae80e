import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import (
    advise_estimator,
    assigned_value_from_participants,
    largest_classical_z,
    shape_of_results,
)


@pytest.mark.parametrize(
    ("arguments", "recommended", "score"),
    [
        ({"count": 0}, "none", "z"),
        ({"count": 1}, "none", "z"),
        ({"count": 2}, "median_niqr", "z_prime"),
        ({"count": 5}, "median_niqr", "z_prime"),
        ({"count": 6}, "q_hampel", "z_prime"),
        ({"count": 17}, "q_hampel", "z_prime"),
        ({"count": 18}, "q_hampel", "z"),
        ({"count": 18, "contamination": 0.05}, "algorithm_a", "z"),
        ({"count": 17, "contamination": 0.05}, "q_hampel", "z_prime"),
        ({"count": 40, "contamination": 0.3}, "q_hampel", "z"),
        ({"count": 40, "modes": 2}, "none", "z"),
        ({"count": 40, "censored_share": 0.3}, "censored_normal", "z"),
        ({"count": 40, "censored_share": 0.2}, "q_hampel", "z"),
        ({"count": 40, "tied_share": 0.6, "contamination": 0.0}, "q_hampel", "z"),
        ({"count": 6, "expert_laboratories": True}, "dersimonian_laird", "z_prime"),
        ({"count": 2, "expert_laboratories": True}, "dersimonian_laird", "z_prime"),
        ({"count": 1, "expert_laboratories": True}, "none", "z"),
    ],
)
def test_what_is_advised(arguments, recommended, score):
    advice = advise_estimator(**arguments)
    assert (advice.recommended, advice.score) == (recommended, score)
    assert advice.reasons
    assert recommended not in advice.alternatives


@given(st.integers(2, 400), st.floats(0, 0.25), st.floats(0, 1), st.none() | st.floats(0, 1))
def test_whatever_is_advised_for_participants_can_be_computed(count, censored, tied, contamination):
    advice = advise_estimator(count, censored_share=censored, tied_share=tied, contamination=contamination)
    x = np.linspace(9.0, 11.0, count)
    for estimator in (advice.recommended, *advice.alternatives):
        assert 9.0 <= assigned_value_from_participants(x, estimator=estimator).value <= 11.0


def test_the_reason_against_a_consensus_is_the_right_one():
    assert "2 groups" in advise_estimator(40, modes=2).reasons[0].render()
    assert "Fewer than two" in advise_estimator(1, modes=2).reasons[0].render()
    assert "Fewer than two" in advise_estimator(1, expert_laboratories=True).reasons[0].render()


def test_censored_results_are_mentioned():
    texts = [reason.render() for reason in advise_estimator(40, censored_share=0.1).reasons]
    assert any("less than" in text for text in texts)


@pytest.mark.parametrize(("count", "reachable"), [(5, 1.788854), (6, 2.041241), (10, 2.846050), (11, 3.015113)])
def test_largest_classical_z(count, reachable):
    assert largest_classical_z(count) == pytest.approx(reachable, abs=1e-6)
    x = np.zeros(count)
    x[-1] = 1.0
    assert (x.max() - x.mean()) / x.std(ddof=1) == pytest.approx(reachable, abs=1e-6)


def test_shape_tells_ties_and_censored_results():
    shape = shape_of_results([1.0, 2.0, 2.0, 3.0], censored=1)
    assert (shape.count, shape.censored_share, shape.tied_share) == (5, 0.2, 0.5)
    assert shape_of_results([1.0, 2.0]).tied_share == 0.0
    assert shape_of_results([]).count == 0
    assert advise_estimator(shape.count, censored_share=shape.censored_share).recommended == "median_niqr"


@pytest.mark.parametrize(
    "arguments", [{"count": -1}, {"count": 5, "censored_share": 1.5}, {"count": 5, "contamination": -0.1}]
)
def test_impossible_arguments_are_refused(arguments):
    with pytest.raises(InputError):
        advise_estimator(**arguments)


def test_a_largest_z_needs_a_result():
    with pytest.raises(InputError):
        largest_classical_z(0)
