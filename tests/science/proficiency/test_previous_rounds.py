import numpy as np
import pt13528.sigma_pt as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.proficiency import sigma_pt_from_previous_rounds


@given(st.integers(0, 10_000), st.integers(3, 20))
def test_line_equals_the_peer(seed, rounds):
    rng = np.random.default_rng(seed)
    levels = rng.uniform(5.0, 50.0, rounds)
    deviations = 0.1 * levels + rng.uniform(0.5, 1.0, rounds)
    ours = sigma_pt_from_previous_rounds(levels, deviations, at=20.0)
    theirs = peer.fit_previous_rounds(levels, deviations)
    assert ours.value == pytest.approx(theirs.predict(20.0), rel=1e-6)
    assert ours.parameters["slope"] == pytest.approx(theirs.slope, rel=1e-5, abs=1e-9)
    assert ours.parameters["r_squared"] == pytest.approx(theirs.r_squared, abs=1e-6)


def test_pooled_is_the_root_mean_square():
    found = sigma_pt_from_previous_rounds([10.0, 10.0, 10.0], [1.0, 2.0, 2.0], at=10.0, model="pooled")
    assert found.value == pytest.approx(3**0.5)
    assert found.method.startswith("Pooled")
    assert found.warnings == ()
    assert found.clause == "ISO 13528:2022, 8.3"


def test_a_level_outside_the_earlier_ones_brings_a_warning():
    levels, deviations = [10.0, 20.0, 30.0], [1.0, 2.0, 3.0]
    assert sigma_pt_from_previous_rounds(levels, deviations, at=10.0).method.startswith("Regression")
    assert sigma_pt_from_previous_rounds(levels, deviations, at=30.0).warnings == ()
    assert "outside" in sigma_pt_from_previous_rounds(levels, deviations, at=31.0).warnings[0].render()


def test_a_wide_scatter_brings_a_warning():
    found = sigma_pt_from_previous_rounds([1.0, 2.0, 3.0, 4.0], [5.0, 1.0, 5.0, 2.0], at=2.0)
    assert "scatter" in found.warnings[0].render()


def test_equal_levels_and_negative_lines_say_what_to_do():
    with pytest.raises(ComputationError, match="pooled"):
        sigma_pt_from_previous_rounds([5.0, 5.0, 5.0], [1.0, 2.0, 3.0], at=5.0)
    with pytest.raises(ComputationError, match="not positive"):
        sigma_pt_from_previous_rounds([10.0, 20.0, 30.0], [1.0, 2.0, 3.0], at=-1.0)


@pytest.mark.parametrize(
    ("levels", "deviations", "model"),
    [
        ([1, 2], [1, 2], "linear"),
        ([1, 2, 3], [1, 2], "linear"),
        ([1, 2, 3], [1, 2, -3], "linear"),
        ([1, 2, 3], [1, 2, 3], "x"),
    ],
)
def test_what_does_not_fit_is_refused(levels, deviations, model):
    with pytest.raises(InputError):
        sigma_pt_from_previous_rounds(levels, deviations, at=2.0, model=model)
