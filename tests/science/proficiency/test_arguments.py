import pytest

from comity.base.errors import InputError
from comity.science.proficiency.arguments import finite_array, finite_number, finite_row, positive, unknown_choice


def test_the_position_of_a_missing_value_is_named():
    with pytest.raises(InputError, match="Value 3 of the argument results"):
        finite_array([1.0, 2.0, None], "results")


def test_a_row_has_a_least_length():
    with pytest.raises(InputError, match="at least 3 numbers; it has 2"):
        finite_row([1.0, 2.0], "results", at_least=3)


def test_a_row_is_one_dimensional_and_may_have_just_the_least_length():
    assert finite_row([1.0, 2.0], "results", at_least=2).tolist() == [1.0, 2.0]
    assert finite_row([1.0], "results").tolist() == [1.0]
    for values in (1.0, [[1.0, 2.0]], []):
        with pytest.raises(InputError):
            finite_row(values, "results")


@pytest.mark.parametrize("value", [[1.0], "ten", None, float("nan")])
def test_a_number_is_one_number(value):
    with pytest.raises(InputError):
        finite_number(value, "value")


def test_zero_is_not_positive():
    with pytest.raises(InputError, match="greater than zero"):
        positive(0.0, "sigma_pt")


def test_an_unknown_choice_lists_the_known_ones():
    assert "a, b" in str(unknown_choice("letter", "c", ("a", "b")))
