import dataclasses

import pytest

from comity.science.statistics.estimate import Estimate, Method, no_spread


def test_a_result_carries_its_uncertainty_and_its_clause():
    result = Method("Some method", "C.9").estimate(10.0, 2.0, 25, iterations=3)
    assert result == Estimate(10.0, 2.0, 0.5, 25, 3, True, "Some method", "C.9")
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.location = 1.0


def test_the_factor_belongs_to_the_method():
    assert Method("Mean", "7.7", factor=1.0).estimate(0.0, 2.0, 4).standard_uncertainty == 1.0


def test_no_spread_is_said_in_a_sentence():
    result = Method("Some method", "C.9").estimate(10.0, 0.0, 3)
    assert result.standard_uncertainty == 0.0
    assert str(result.degenerate) == "Too many of the 3 values are equal: the method sees no spread."
    assert str(no_spread(1)) == "A single value has no spread."
