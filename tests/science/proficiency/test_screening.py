"""What all gates have in common: they change nothing, know no order and no unit, and seldom cry wolf.

The false-alarm rates are the documented ones: seeded rounds without any planted trouble.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import (
    consequence_of_excluding,
    screen_bimodality,
    screen_blunders,
    screen_forms,
    screen_method_effect,
    screen_sample_swap,
    screen_units,
)
from comity.science.statistics import algorithm_a, mean_and_standard_deviation

TECHNIQUES = ("GC", "LC", "NIR")
GATES = {
    "blunders": screen_blunders,
    "units": lambda values, **more: screen_units(values, {"mg/g": 0.1, "mg/kg": 0.0001}, **more),
    "forms": lambda values, **more: screen_forms(values, {"hydrochloride": 0.893}, **more),
    "bimodality": screen_bimodality,
    "method_effect": lambda values, **more: screen_method_effect(
        values, [TECHNIQUES[number % 3] for number in range(len(values))], **more
    ),
}
by_gate = pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
by_name = pytest.mark.parametrize("name", GATES)


def random(seed):
    return np.random.Generator(np.random.PCG64(seed))


def troubled(gate, count=60):
    """A round with the trouble that the gate is for."""
    values = 50 + random(1).standard_normal(count)
    if gate in ("blunders", "units"):
        values[:2] *= 10
    elif gate == "method_effect":
        values[2::3] += 3
    else:
        values[:20] /= 0.893
    return values


@by_gate
@pytest.mark.parametrize("count", [10, 30, 100, 300])
def test_clean_normal_rounds_are_seldom_suspected(gate, count):
    draw = random(count)
    rounds = 60
    suspected = sum(gate(50 + 2.5 * draw.standard_normal(count)).verdict == "suspect" for _ in range(rounds))
    assert suspected <= 3  # nominal rates are 1 % or below, except bimodality's 5 %, which is conservative


@pytest.mark.long
@by_gate
@pytest.mark.parametrize("count", [10, 20, 50, 100, 300])
@pytest.mark.parametrize("shape", ["normal", "rounded", "lognormal"])
def test_false_alarm_rates_over_many_clean_rounds(gate, count, shape):
    draw = random(count)
    rounds = 1000
    suspected = 0
    for _ in range(rounds):
        errors = draw.standard_normal(count)
        values = {
            "normal": 50 + 2.5 * errors,
            "rounded": np.round(50 + 2.5 * errors),
            "lognormal": 50 * np.exp(0.25 * errors),
        }[shape]
        suspected += gate(values).verdict == "suspect"
    assert suspected / rounds <= 0.025


@by_name
def test_gates_change_nothing_and_give_the_same_answer_twice(name):
    values = troubled(name)
    before = values.copy()
    assert GATES[name](values) == GATES[name](values)
    assert GATES[name](values).verdict == "suspect"
    assert (values == before).all()


@pytest.mark.parametrize("name", ["blunders", "units", "forms", "bimodality"])
@settings(max_examples=15)
@given(st.permutations(range(60)))
def test_the_order_of_participants_does_not_matter(name, order):
    values = troubled(name)
    first, second = GATES[name](values), GATES[name](values[list(order)])
    assert {order[position] for position in second.participants} == set(first.participants)


@by_name
@pytest.mark.parametrize("unit", [1e-12, 1e-6, 0.001, 7.0, 1e9])
def test_the_unit_of_the_results_does_not_matter(name, unit):
    plain, scaled = GATES[name](troubled(name)), GATES[name](troubled(name) * unit)
    assert (plain.verdict, plain.participants) == (scaled.verdict, scaled.participants)
    assert plain.consequence.changed_classes == scaled.consequence.changed_classes
    assert scaled.consequence.location_after == pytest.approx(plain.consequence.location_after * unit)


@by_gate
@given(st.lists(st.sampled_from([0.0, 1.0, 1.0, 2.0, 50.0, -3.0, 1e9]), min_size=1, max_size=40))
def test_ties_zeros_and_negative_results_never_break_a_gate(gate, values):
    found = gate(values)
    assert found.verdict in {"clear", "suspect", "not_examined"}
    assert (found.verdict == "suspect") == bool(found.findings)
    for finding in found.findings:
        assert all(np.isfinite(value) for value in finding.evidence.values() if not isinstance(value, str))


@by_gate
def test_equal_results_are_clear_and_few_are_not_examined(gate):
    assert gate([7.0] * 30).verdict == "clear"
    few = gate([1.0, 2.0, 3.0])
    assert few.verdict == "not_examined"
    assert str(few.note).endswith(("it was not made.", "they were not compared."))


@by_gate
def test_missing_values_and_wrong_labels_are_refused(gate):
    with pytest.raises(InputError):
        gate([1.0, np.nan, 2.0])
    with pytest.raises(InputError):
        gate([1.0] * 10, laboratories=["A"])


@by_name
def test_findings_name_the_laboratories_and_say_what_to_ask(name):
    labels = [f"L{number:03}" for number in range(60)]
    for finding in GATES[name](troubled(name), laboratories=labels).findings:
        assert finding.laboratories == tuple(labels[position] for position in finding.participants)
        assert str(finding.message).endswith(".")
        assert str(finding.suggestion).endswith(".")
        assert "{" not in str(finding.message) + str(finding.suggestion)


def test_the_consequence_is_that_of_the_estimator_without_the_flagged():
    values = np.array([10.0, 11.0, 12.0, 13.0, 40.0])
    change = consequence_of_excluding(values, [4], estimator=mean_and_standard_deviation, sigma_pt=2.0)
    assert (change.location_before, change.location_after) == (17.2, 11.5)
    assert change.scale_after == pytest.approx(np.std(values[:4], ddof=1))
    # z before: -3.6 -3.1 -2.6 -2.1 11.4; after: -0.75 -0.25 0.25 0.75 14.25.
    assert change.changed_classes == 4


def test_without_sigma_pt_the_scales_judge_and_without_scale_nobody_does():
    values = [10.0, 11.0, 12.0, 13.0, 40.0]
    assert consequence_of_excluding(values, [4], estimator=mean_and_standard_deviation).changed_classes == 1
    assert consequence_of_excluding([5.0, 5.0, 5.0, 9.0], [3], estimator=algorithm_a).changed_classes is None


def test_nothing_excluded_or_nothing_left_has_no_consequence():
    assert consequence_of_excluding([1.0, 2.0, 3.0], []) is None
    assert consequence_of_excluding([1.0, 2.0, 3.0], [0, 1]) is None


def test_a_swap_of_two_items_is_found_whatever_the_order_and_unit():
    draw = random(4)
    first, second = 50 + draw.standard_normal((40, 2)), 60 + draw.standard_normal((40, 2))
    first[[7]], second[[7]] = second[[7]].copy(), first[[7]].copy()
    assert screen_sample_swap(first, second).participants == (7,)
    assert screen_sample_swap(first[::-1] * 1e-6, second[::-1] * 1e-6).participants == (32,)
    assert screen_sample_swap(second, first).participants == (7,)
