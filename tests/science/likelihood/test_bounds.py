import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.likelihood import elub
from tests.science.likelihood.invented import SETS

ROW = st.lists(st.floats(-5, 5).map(lambda x: round(x, 2)), min_size=1, max_size=40)
STEP = 0.001


def normalised_error(same, different, at):
    missed = (sum(x <= at for x in same) + 1) / (len(same) + 1)
    wrong = (sum(x > at for x in different) + 1) / (len(different) + 1)
    return (missed + 10**at * wrong) / min(1, 10**at)


def upper_on_a_grid(same, different):
    for step in range(5_500):
        if normalised_error(same, different, step * STEP) > 1 + 1e-12:
            return step * STEP
    return math.inf


@pytest.mark.parametrize(
    ("name", "lower", "upper"), [("overlap", -1.344, 1.287), ("good", -1.562, 2.181), ("bad", 0, 0)]
)
def test_as_lir_gives_them(name, lower, upper):
    """lir 1.3.1 (Netherlands Forensic Institute), elub(..., step_size=0.001): within its step."""
    found = elub(*SETS[name])
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=0.0011)


@given(ROW, ROW)
@settings(max_examples=40, deadline=None)
def test_the_first_crossing_of_the_definition(same, different):
    assert elub(same, different).upper == pytest.approx(upper_on_a_grid(same, different), abs=2 * STEP)


@given(ROW, ROW)
def test_swapping_the_propositions_mirrors_the_bounds(same, different):
    plain = elub(same, different)
    mirrored = elub([-x for x in different], [-x for x in same])
    # a comparison exactly on a step counts on one side only, so values on an edge may differ by that step
    assert plain.lower <= 0 <= plain.upper
    assert mirrored.upper == pytest.approx(-plain.lower, abs=1e-9)


@given(ROW, ROW)
def test_never_beyond_what_so_many_comparisons_support(same, different):
    found = elub(same, different)
    assert found.upper <= math.log10(len(different) + 1) + 1e-12
    assert found.lower >= -math.log10(len(same) + 1) - 1e-12
    assert found.upper <= max(*same, 0.0) + 1e-12


def test_infinite_ratios_do_not_stretch_them():
    same, different = SETS["overlap"]
    plain = elub(same, different)
    with_infinite = elub(np.append(same[:-1], np.inf), different)
    assert math.isfinite(with_infinite.upper)
    assert with_infinite.upper == pytest.approx(plain.upper, abs=0.1)
    assert elub(same, np.append(different, np.inf)).upper < plain.upper


def test_more_comparisons_support_more():
    few, many = (elub([3.0] * n, [-3.0] * n).upper for n in (10, 400))
    assert few == pytest.approx(1)
    assert many == pytest.approx(math.log10(400))


def test_what_is_refused():
    with pytest.raises(InputError, match="misleading"):
        elub([1.0], [0.0], misleading=0)
    with pytest.raises(InputError, match="missing"):
        elub([math.nan], [0.0])
