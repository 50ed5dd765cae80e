import math

import numpy as np
import pt13528.homogeneity as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import stability


@given(st.integers(0, 10_000), st.floats(0.1, 5.0), st.floats(0, 1), st.floats(0, 1))
def test_check_equals_the_peer(seed, sigma, u_before, u_after):
    rng = np.random.default_rng(seed)
    before, after = rng.normal(10.0, 1.0, (6, 2)), rng.normal(10.5, 1.0, (3, 2))
    ours = stability(before, after, sigma, standard_uncertainty_before=u_before, standard_uncertainty_after=u_after)
    theirs = peer.stability(before.ravel(), after.ravel(), sigma_pt=sigma, u_y1=u_before, u_y2=u_after)
    assert abs(ours.difference) == pytest.approx(theirs.difference)
    assert ours.criterion == pytest.approx(theirs.criterion)
    assert ours.expanded_criterion == pytest.approx(theirs.expanded_criterion)
    assert (ours.sufficient, ours.sufficient_expanded) == (theirs.stable, theirs.stable_expanded)


def test_the_sign_tells_the_direction():
    assert stability([10.0], [9.0], 10.0).difference == -1.0


def test_the_three_verdicts():
    before, after = [10.0, 10.4, 9.6], [11.0, 11.4, 10.6]
    assert [stability(before, after, sigma).verdict for sigma in (4.0, 2.0, 0.1)] == [
        "stable",
        "stable_expanded",
        "unstable",
    ]


def test_a_change_on_the_limit_is_small_enough():
    assert stability([0.0], [3.0], 10.0).sufficient is True
    assert stability([0.0], [3.0], 10.0).verdict == "stable"
    assert 0.4 - 0.1 > 0.3
    assert stability([0.1], [0.4], 1.0).verdict == "stable"
    assert stability([0.1], [0.4001], 1.0).verdict == "unstable"


def test_the_item_is_the_unit_of_analysis():
    """Repeating each measurement must not make the means look more certain than the items allow."""
    once = stability([[10.0], [10.4], [9.6]], [[11.0], [11.2]], 1.0)
    thrice = stability([[10.0] * 3, [10.4] * 3, [9.6] * 3], [[11.0] * 3, [11.2] * 3], 1.0)
    assert thrice.standard_uncertainty_before == pytest.approx(once.standard_uncertainty_before)
    assert thrice.standard_uncertainty_before == pytest.approx(0.4 / math.sqrt(3))


def test_one_item_has_no_uncertainty_of_its_own():
    found = stability([10.0], [10.1, 10.2], 1.0)
    assert found.standard_uncertainty_before is None
    assert found.expanded_criterion is None
    assert found.sufficient_expanded is None


@given(st.integers(0, 1000), st.sampled_from([1e-12, 1e6]))
def test_check_follows_the_unit(seed, unit):
    rng = np.random.default_rng(seed)
    before, after = rng.normal(10.0, 1.0, 5), rng.normal(10.0, 1.0, 4)
    plain, other = stability(before, after, 1.0), stability(unit * before, unit * after, unit)
    assert other.expanded_criterion == pytest.approx(unit * plain.expanded_criterion)
    assert other.verdict == plain.verdict


@pytest.mark.parametrize(
    ("before", "after", "sigma"), [([], [1.0], 1.0), ([1.0], [math.nan], 1.0), ([1.0], [1.0], 0.0)]
)
def test_unusable_arguments_are_refused(before, after, sigma):
    with pytest.raises(InputError):
        stability(before, after, sigma)
