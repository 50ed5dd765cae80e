import math

import numpy as np
import pt13528.assigned_value as peer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import assigned_value_from_participants, standard_uncertainty_of_consensus

ESTIMATORS = ["algorithm_a", "q_hampel", "hampel", "median_niqr", "mad_e", "mean"]
PEERS = {
    "algorithm_a": {"method": "algorithm_a", "tol": 1e-13},
    "q_hampel": {"method": "q_hampel"},
    "median_niqr": {"method": "median"},
    "mad_e": {"method": "median", "median_scale": "made"},
    "mean": {"method": "mean"},
}


def results(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.where(rng.random(count) < 0.1, rng.normal(60.0, 10.0, count), rng.normal(45.0, 2.0, count))


@pytest.mark.parametrize("estimator", PEERS)
@pytest.mark.parametrize(("seed", "count"), [(1, 3), (2, 8), (3, 25), (4, 60)])
def test_consensus_equals_the_peer(estimator, seed, count):
    x = results(seed, count)
    ours, theirs = assigned_value_from_participants(x, estimator=estimator), peer.consensus(x, **PEERS[estimator])
    assert ours.value == pytest.approx(theirs.x_pt, rel=1e-9)
    assert ours.standard_uncertainty == pytest.approx(theirs.u_x_pt, rel=1e-9)
    assert ours.scale == pytest.approx(theirs.scale, rel=1e-9)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 40), unit=st.sampled_from([1e-9, 0.01, 1e6]))
@settings(max_examples=20)
def test_consensus_follows_unit_and_order(estimator, seed, count, unit):
    x = results(seed, count)
    whole = assigned_value_from_participants(x, estimator=estimator)
    other = assigned_value_from_participants(unit * x[::-1], estimator=estimator)
    assert other.value == pytest.approx(unit * whole.value, rel=1e-9)
    assert other.standard_uncertainty == pytest.approx(unit * whole.standard_uncertainty, rel=1e-7)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_clause_budget_and_statement(estimator):
    found = assigned_value_from_participants(results(5, 30), estimator=estimator, homogeneity=1.0)
    assert found.clause.startswith("ISO 13528:2022, 7.7")
    assert found.standard_uncertainty == pytest.approx(math.hypot(found.components["characterisation"], 1.0))
    assert "not traceable" in found.traceability.render()
    assert found.warnings == ()


def test_few_results_bring_a_warning():
    assert len(assigned_value_from_participants(results(6, 17)).warnings) == 1
    assert assigned_value_from_participants(results(6, 18)).warnings == ()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_equal_results_are_stated_as_degenerate(estimator):
    found = assigned_value_from_participants([0.1] * 20, estimator=estimator)
    assert found.value == 0.1
    assert found.standard_uncertainty == 0.0
    assert len(found.warnings) == 1


@pytest.mark.parametrize("estimator", ["algorithm_a", "q_hampel", "median_niqr", "mean"])
def test_bootstrap_agrees_with_the_formula_and_repeats(estimator):
    x = np.random.default_rng(8).normal(45.0, 2.0, 60)
    formula = assigned_value_from_participants(x, estimator=estimator)
    found = assigned_value_from_participants(x, estimator=estimator, uncertainty="bootstrap", seed=5, resamples=2000)
    again = assigned_value_from_participants(x, estimator=estimator, uncertainty="bootstrap", seed=5, resamples=2000)
    assert found.value == formula.value
    assert found.standard_uncertainty == again.standard_uncertainty
    assert found.standard_uncertainty == pytest.approx(formula.standard_uncertainty, rel=0.4)
    assert found.standard_uncertainty != formula.standard_uncertainty
    assert "7.7.6" in found.clause


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"estimator": "mode"}, "estimator"),
        ({"uncertainty": "guess"}, "uncertainty"),
        ({"uncertainty": "bootstrap"}, "seed"),
        ({"uncertainty": "bootstrap", "seed": 1, "estimator": "hampel"}, "uncertainty"),
    ],
)
def test_unknown_choices_are_named_with_what_is_known(arguments, where):
    with pytest.raises(InputError) as error:
        assigned_value_from_participants([1.0, 2.0, 3.0], **arguments)
    assert error.value.where == where


@pytest.mark.parametrize("values", [[], [1.0], [1.0, float("nan")], [[1.0, 2.0]]])
def test_unusable_results_are_refused(values):
    with pytest.raises(InputError):
        assigned_value_from_participants(values)


def test_formula_of_the_uncertainty():
    assert standard_uncertainty_of_consensus(0.0402, 34) == pytest.approx(peer.u_robust(0.0402, 34))
    with pytest.raises(InputError):
        standard_uncertainty_of_consensus(1.0, 0)
