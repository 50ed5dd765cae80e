import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.messages import Message, available_languages, direction, format_number, message


def test_a_message_travels_as_data_and_comes_back_whole():
    sent = message("test", "{count} laboratory took part.", plural="{count} laboratories took part.", count=3)
    assert Message.from_data(sent.to_data()) == sent
    assert str(sent) == "3 laboratories took part."


def test_the_count_chooses_singular_or_plural():
    words = {"plural": "{count} rounds."}
    assert str(message("test", "{count} round.", **words, count=1)) == "1 round."
    assert str(message("test", "{count} round.", **words, count=0)) == "0 rounds."


def test_a_sentence_from_a_foreign_file_reaches_no_attribute_and_no_width():
    hostile = Message("x", "{value.__class__} {value:>999999999} {missing} {value}", {"value": "v"})
    assert hostile.render() == "{value.__class__} {value:>999999999} {missing} v"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (-0.0123456, "−0.01235"), (1234567.0, "1235000"), (1.5e-12, "1.5e−12"), (45.0, "45"), (2e12, "2e12")],
)
def test_numbers_show_four_significant_digits(value, shown):
    assert format_number(value) == shown


def test_numbers_follow_the_language():
    assert "fr" in available_languages()
    assert format_number(12.5, decimals=2, language="fr") == "12,50"


@given(st.floats())
def test_any_number_can_be_shown(value):
    assert format_number(value)


def test_direction_of_writing():
    assert (direction("ar"), direction("ar-EG"), direction("fr")) == ("rtl", "rtl", "ltr")


def test_values_are_isolated_where_writing_runs_from_right_to_left():
    said = Message("no catalogue has this", "{name}: {score}", {"name": "L01", "score": -1.25})
    assert said.render("ar") == "\u2068L01\u2069: \u2066−1.25\u2069"
    assert said.render("en") == "L01: −1.25"
