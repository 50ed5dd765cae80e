import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from comity.base.errors import InputError
from comity.science.trends import log_quantities, quantity_bound, share_of_cases

AMOUNTS = st.lists(st.floats(0.01, 1e6), min_size=5, max_size=30)


def test_newcombes_example():
    """Newcombe (1998), Table I, method 3: 81 of 263."""
    share = share_of_cases(81, 263)
    assert (share.lower, share.upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.integers(0, 50), st.integers(1, 100), st.floats(0.5, 0.99))
def test_wilson_the_same_as_statsmodels(events, more, level):
    found = share_of_cases(events, events + more, level)
    wanted = proportion_confint(events, events + more, 1 - level, "wilson")
    assert (found.lower, found.upper) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert found.lower <= found.share <= found.upper


@given(AMOUNTS, st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(amounts, unit):
    plain, other = quantity_bound(amounts), quantity_bound([unit * amount for amount in amounts])
    assert other.bound == pytest.approx(unit * plain.bound, rel=1e-6)
    assert other.geometric_deviation == pytest.approx(plain.geometric_deviation, rel=1e-6)
    assert plain.bound >= plain.geometric_mean * (1 - 1e-9)


def test_a_tonne_among_grams_is_exceptional():
    bound = quantity_bound([2, 5, 3, 8, 4, 6, 2.5])
    assert bound.exceptional(1e6)
    assert not bound.exceptional(9)
    assert quantity_bound([2, 5, 3, 8, 4, 6, 2.5], alpha=0.1).bound < bound.bound


def test_log_quantities():
    assert log_quantities([0.1, 1000]).tolist() == pytest.approx([-1, 3])


@pytest.mark.parametrize("amounts", [[1, 2, 3], [1, 2, 3, 4, 0], [1, 2, 3, 4, math.inf], [1, 2, 3, 4, math.nan]])
def test_what_is_refused(amounts):
    with pytest.raises(InputError):
        quantity_bound(amounts)
    with pytest.raises(InputError, match="more events"):
        share_of_cases(3, 2)
