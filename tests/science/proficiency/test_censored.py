import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.proficiency import (
    assigned_value_from_censored_results,
    censored_false_negatives,
    censored_note,
    censored_score_bound,
    exceeded_false_positives,
    substitute_censored,
    z_score,
)


@given(st.floats(0, 100), st.floats(0, 1))
def test_the_bound_is_never_below_the_score_of_what_the_laboratory_saw(limit, share):
    assert float(z_score(share * limit, 40.0, 5.0)) <= float(censored_score_bound(limit, 40.0, 5.0))


@pytest.mark.parametrize(("limit", "missed"), [(24.9, True), (25.0, True), (25.1, False), (40.0, False), (80.0, False)])
def test_below_three_standard_deviations_is_a_false_negative(limit, missed):
    assert censored_false_negatives(limit, 40.0, 5.0).item() is missed


def test_the_uncertainty_of_the_assigned_value_widens_the_margin():
    assert censored_false_negatives(24.0, 40.0, 5.0).item() is True
    assert censored_false_negatives(24.0, 40.0, 5.0, standard_uncertainty=3.0).item() is False


def test_another_k_moves_the_limit():
    assert censored_false_negatives([29.0, 31.0], 40.0, 5.0, k=2.0).tolist() == [True, False]


@given(st.floats(0, 100))
def test_more_than_results_mirror_less_than_results(limit):
    mirrored = 80.0 - limit
    assert exceeded_false_positives(limit, 40.0, 5.0).item() == censored_false_negatives(mirrored, 40.0, 5.0).item()


def test_the_limit_itself_contradicts_also_after_rounding():
    assert exceeded_false_positives([55.0, 0.7], [40.0, 0.1], [5.0, 0.2]).tolist() == [True, True]
    assert censored_false_negatives([25.0, 0.1], [40.0, 0.7], [5.0, 0.2]).tolist() == [True, True]


def test_notes_say_which():
    assert "false negative" in censored_note(10.0, false_negative=True).render()
    assert "not scored" in censored_note(10.0, false_negative=False).render()


def test_substitution_is_refused_beyond_a_quarter():
    assert substitute_censored([1.0, 2.0, 3.0], [4.0], share=0.25).tolist() == [1.0, 2.0, 3.0, 1.0]
    with pytest.raises(InputError):
        substitute_censored([1.0] * 74, [4.0] * 26)
    with pytest.raises(InputError):
        substitute_censored([1.0, 2.0, 3.0], [4.0], share=1.5)


def test_maximum_likelihood_recovers_the_mean_where_substitution_does_not():
    x = np.random.default_rng(3).normal(10.0, 2.0, 2000)
    kept, limits = x[x >= 9.0], np.full((x < 9.0).sum(), 9.0)
    found = assigned_value_from_censored_results(kept, limits)
    assert found.value == pytest.approx(10.0, abs=4 * found.standard_uncertainty)
    assert found.scale == pytest.approx(2.0, rel=0.1)
    assert abs(float(np.concatenate([kept, limits / 2]).mean()) - 10.0) > 4 * found.standard_uncertainty
    assert found.count == 2000
    assert found.components["characterisation"] == found.standard_uncertainty


def test_censored_consensus_warns_of_few_results_and_needs_a_spread():
    assert assigned_value_from_censored_results(np.linspace(9.0, 11.0, 17), [9.5]).warnings == ()
    assert len(assigned_value_from_censored_results([9.0, 10.0, 11.0], [9.5]).warnings) == 1
    with pytest.raises(ComputationError):
        assigned_value_from_censored_results([10.0] * 18, [11.0])


def test_without_censored_results_it_is_the_mean():
    x = [1.0, 2.0, 4.0, 5.0]
    assert assigned_value_from_censored_results(x, []).value == pytest.approx(3.0)
