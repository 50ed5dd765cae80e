import math

import pytest
from pt13528 import robust

from comity.base.errors import InputError
from comity.science.statistics import algorithm_s
from tests.science.statistics.published import ANTIBODY_SPREADS, invented


def test_algorithm_s_of_iso_table_e13():
    result = algorithm_s(ANTIBODY_SPREADS, 3)
    assert result.scale == pytest.approx(0.339583171, rel=1e-8)
    assert round(result.scale, 2) == 0.34
    assert result.location == result.scale
    assert result.standard_uncertainty == pytest.approx(result.scale / math.sqrt(2 * 25 * 3))


@pytest.mark.parametrize("degrees", range(1, 11))
def test_algorithm_s_the_same_as_pt13528(degrees):
    w = abs(invented(0, 20, degrees))
    assert algorithm_s(w, degrees).scale == pytest.approx(robust.algorithm_s(w, degrees)["scale"], rel=1e-8)


def test_factors_beyond_the_table_continue_it():
    w = abs(invented(0, 20, 3))
    assert algorithm_s(w, 11).scale == pytest.approx(algorithm_s(w, 10).scale, rel=0.01)
    assert algorithm_s([1.0] * 9, 500).scale == pytest.approx(1.0, rel=2e-3)


def test_algorithm_s_without_spread():
    assert algorithm_s([0.0, 0.0, 0.0, 1.0], 1).scale == 0.0
    assert algorithm_s([0.0, 0.0, 0.0, 1.0], 1).degenerate
    assert algorithm_s([2e-12, 3e-12, 1e-12], 1).scale == pytest.approx(1e-12 * algorithm_s([2, 3, 1], 1).scale)


def test_arguments_are_checked():
    with pytest.raises(InputError, match="must not be below zero"):
        algorithm_s([1, -1], 2)
    with pytest.raises(InputError, match="at least 1"):
        algorithm_s([1, 1], 0)
