import contextlib
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.numbers import (
    LARGEST_MAGNITUDE,
    LONGEST_NUMBER,
    Unreadable,
    parse_number,
    parse_result,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("45.2", "45.2"),
        ("45,2", "45.2"),
        (" 45.2 ", "45.2"),
        ("\u00a045.2\u202f", "45.2"),
        ("-0.3", "-0.3"),
        ("\u22120.3", "-0.3"),
        ("+1", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0,234", "0.234"),
        ("0.234", "0.234"),
        ("1.234", "1.234"),
        ("12,3456", "12.3456"),
        ("1234,567", "1234.567"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u00a0567.25", "1234567.25"),
        ("1'234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.2e-3", "0.0012"),
        ("1,2E3", "1200"),
        ("\u0664\u0665\u066b\u0662", "45.2"),
        ("\u06f4\u06f5", "45"),
        ("\uff14\uff15\uff0e\uff12", "45.2"),
        ("0", "0"),
    ],
)
def test_one_reading_is_understood(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "45.2 g", "45 %", "45±1", "~45", "45..2", "1,2,3", "12,34,567", "1.2.3", "--1", "1e", "e5", "NaN",
        "nan", "inf", "-Infinity",
        "1_000", "0x1F", "1 2", "1 23", "½", "Ⅳ", "1,23.4,5", "=1", "45.2;46", "1e999999999999",
        "1e400", "1e-400", "9" * (LONGEST_NUMBER + 1), "1\n2", "\uff11\uff12x",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_reason_and_remedy(text):
    with pytest.raises(Unreadable) as caught:
        parse_number(text)
    assert caught.value.what.render()
    assert caught.value.remedy.render()


@pytest.mark.parametrize("text", ["1,234", "12,345", "123,456", "-1,234"])
def test_a_comma_that_may_group_thousands_is_refused_until_the_plan_says_what_it_is(text):
    with pytest.raises(Unreadable, match="two ways"):
        parse_number(text)
    with pytest.raises(Unreadable, match="two ways"):
        parse_number(text, "point")
    assert parse_number(text, "comma") == Decimal(text.replace(",", "."))


def test_an_agreed_decimal_comma_makes_points_doubtful():
    with pytest.raises(Unreadable, match="two ways"):
        parse_number("1.234", "comma")
    with pytest.raises(Unreadable, match="decimal point"):
        parse_number("45.2", "comma")
    assert parse_number("1.234,5", "comma") == Decimal("1234.5")


def test_an_agreed_decimal_point_still_understands_a_clear_comma():
    assert parse_number("45,2", "point") == Decimal("45.2")


@pytest.mark.parametrize("text", ["1e60", "1e-60"])
def test_the_bounds_themselves_are_accepted(text):
    assert math.isfinite(float(parse_number(text)) ** 4)
    with pytest.raises(Unreadable, match="too large or too small"):
        parse_number(text.replace("60", "61"))


@pytest.mark.parametrize("text", ["<0.5", "< 0,5", " <\u00a00.5", "\uff1c0.5"])
def test_results_below_a_limit(text):
    assert parse_result(text) == (Decimal("0.5"), True)


@pytest.mark.parametrize("text", ["<", "<LOQ", "< lod "])
def test_below_an_unstated_limit(text):
    assert parse_result(text) == (None, True)


@pytest.mark.parametrize("text", [">5", "<<5", "≤5", "<x"])
def test_other_signs_are_refused(text):
    with pytest.raises(Unreadable):
        parse_result(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_every_plain_decimal_is_read_exactly(number):
    assert parse_number(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60))
def test_what_python_writes_is_read_back_to_the_last_bit(number):
    if number == 0 or abs(number) >= 1e-60:
        assert float(parse_number(repr(number))) == number


@given(st.integers(0, 999), st.integers(0, 9999), st.sampled_from(["", "point", "comma"]))
def test_a_decimal_comma_means_the_point_or_is_refused(whole, part, mark):
    fraction = f"{part:04d}"
    assert parse_number(f"{whole},{fraction}", mark) == Decimal(f"{whole}.{fraction}")


@given(st.text(max_size=30), st.sampled_from(["", "point", "comma"]))
def test_any_text_is_a_bounded_number_or_refused(text, mark):
    with contextlib.suppress(Unreadable):
        number = parse_number(text, mark)
        assert abs(number) <= Decimal(LARGEST_MAGNITUDE)
