import pt13528.assigned_value as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.science.proficiency import assigned_value_by_formulation, compare_assigned_values

values, uncertainties = st.floats(-1e3, 1e3), st.floats(1e-3, 1e2)


@given(values, uncertainties, values, uncertainties)
def test_comparison_equals_the_peer_and_is_symmetric(first, u_first, second, u_second):
    a, b = assigned_value_by_formulation(first, u_first), assigned_value_by_formulation(second, u_second)
    ours, theirs = compare_assigned_values(a, b), peer.compare_with_reference(first, u_first, second, u_second)
    assert (ours.difference, ours.standard_uncertainty) == pytest.approx((theirs.x_diff, theirs.u_diff))
    if abs(theirs.ratio - 2.0) > 1e-9:
        assert ours.agree is not theirs.investigate
    assert compare_assigned_values(b, a).agree is ours.agree


def test_the_limit_is_two_and_belongs_to_agreement():
    first, other = assigned_value_by_formulation(10.0, 0.0), assigned_value_by_formulation(8.0, 1.0)
    assert compare_assigned_values(first, other).agree is True
    assert compare_assigned_values(first, assigned_value_by_formulation(7.999, 1.0)).agree is False


def test_two_certain_values_agree_only_when_equal():
    one, same, other = (assigned_value_by_formulation(value, 0.0) for value in (1.0, 1.0, 1.1))
    assert compare_assigned_values(one, same).agree is True
    assert compare_assigned_values(one, other).agree is False
    assert compare_assigned_values(one, other).ratio is None


def test_the_statement_gives_the_difference():
    one, other = assigned_value_by_formulation(1.0, 0.1), assigned_value_by_formulation(2.0, 0.1)
    assert "differ by 1," in compare_assigned_values(one, other).message.render()
