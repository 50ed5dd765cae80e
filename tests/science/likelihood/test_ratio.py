import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.likelihood import Bounds, LikelihoodRatio, Propositions, combine

SIDES = Propositions("one source", "two sources")
WEIGHTS = st.floats(-50, 50)


def ratio(log10, name="profile", **more):
    return LikelihoodRatio(log10, SIDES, frozenset({name}), "invented", **more)


def test_it_cannot_be_mistaken_for_a_number():
    weight = ratio(2.0)
    with pytest.raises(TypeError):
        weight + weight
    with pytest.raises(TypeError):
        float(weight)
    with pytest.raises(TypeError):
        weight < weight  # noqa: B015 - the comparison itself is what must not work
    assert weight.ratio == 100
    assert ratio(400.0).ratio == math.inf


@given(st.lists(WEIGHTS, min_size=1, max_size=6))
def test_independent_evidence_adds(weights):
    parts = [ratio(weight, f"e{number}", interval=(weight - 1, weight + 2)) for number, weight in enumerate(weights)]
    found = combine(parts, "different instruments and people")
    assert found.log10 == pytest.approx(math.fsum(weights))
    assert found.interval == pytest.approx((sum(weights) - len(weights), sum(weights) + 2 * len(weights)))
    assert found.evidence == {f"e{number}" for number in range(len(weights))}
    assert "different instruments" in found.independence


def test_not_without_a_reason_nor_twice_nor_about_something_else():
    with pytest.raises(InputError, match="declared independent"):
        combine([ratio(1.0)], " ")
    with pytest.raises(InputError, match="count twice"):
        combine([ratio(1.0), ratio(1.0)], "reason")
    joint = combine([ratio(1.0), ratio(1.0, "logo")], "reason")
    with pytest.raises(InputError, match="count twice"):
        combine([joint, ratio(1.0, "logo")], "reason")
    other = LikelihoodRatio(1.0, Propositions("one maker", "two makers"), frozenset({"x"}), "invented")
    with pytest.raises(InputError, match="different propositions"):
        combine([ratio(1.0), other], "reason")


@given(st.floats(-20, 20), st.floats(0.001, 0.999))
def test_bayes(log10, prior):
    odds = 10**log10 * prior / (1 - prior)
    assert ratio(log10).posterior_probability(prior) == pytest.approx(odds / (1 + odds), rel=1e-9)


@given(WEIGHTS, st.floats(-9, 0), st.floats(0, 9))
def test_bounds_and_swapping(log10, lower, upper):
    bounded = ratio(log10, interval=(log10 - 1, log10 + 1)).bounded(Bounds(lower, upper))
    assert lower <= bounded.log10 <= upper
    assert bounded.cut == ("upper" if log10 > upper else "lower" if log10 < lower else "")
    assert bounded.interval[0] <= bounded.log10 <= bounded.interval[1]
    swapped = bounded.swapped()
    assert (swapped.log10, swapped.propositions.first) == (-bounded.log10, "two sources")
    assert swapped.swapped() == bounded


@pytest.mark.parametrize("log10", [math.inf, -math.inf, math.nan])
def test_never_infinite(log10):
    with pytest.raises(InputError, match="finite"):
        ratio(log10)


def test_what_else_is_refused():
    with pytest.raises(InputError, match="Two different propositions"):
        Propositions("one", " one ")
    with pytest.raises(InputError, match="Two different propositions"):
        Propositions("one", "")
    with pytest.raises(InputError, match="names its evidence"):
        LikelihoodRatio(1.0, SIDES, frozenset(), "m")
    with pytest.raises(InputError, match="outside its interval"):
        ratio(1.0, interval=(2.0, 3.0))
    with pytest.raises(InputError, match="Bounds must be finite"):
        Bounds(0.5, 1.0)
    with pytest.raises(InputError, match="prior"):
        ratio(1.0).posterior_probability(1.0)
    assert ratio(1.0).to_data()["evidence"] == ["profile"]
