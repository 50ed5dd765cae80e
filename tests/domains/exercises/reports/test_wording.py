import pytest

from comity.domains.exercises.reports.wording import Wording

ENGLISH = Wording("en")


@pytest.mark.parametrize(
    ("value", "expanded", "text"),
    [
        (45.2267, 1.0825, "45.2 ± 1.1"),
        (12.4909, 0.1037, "12.49 ± 0.10"),
        (0.044, 0.0082, "0.0440 ± 0.0082"),
        (1234.5, 250.0, "1230 ± 250"),
        (4.4e-9, 2.0e-9, "4.4e−9 ± 2e−9"),
        (45.2, None, "45.2"),
        (None, 1.0, "–"),
    ],
)
def test_values_are_stated_to_the_second_digit_of_their_uncertainty(value, expanded, text):
    assert ENGLISH.measured(value, expanded) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(0.9, 2, "0.90"), (1.0, 2, "1.0"), (0.0523, 2, "0.052"), (0, 2, "0"), (None, 2, "–")]
)
def test_significant_digits_keep_their_zeros(value, digits, text):
    assert ENGLISH.significant(value, digits) == text


def test_a_rounded_zero_has_no_minus():
    assert ENGLISH.score(-0.001) == "0.00"


def test_shares_instants_and_lists():
    assert ENGLISH.percent(0.973) == "97\u202f%"
    assert ENGLISH.percent(None) == "–"
    assert ENGLISH.instant("2026-03-31T16:00:00Z") == "2026-03-31 16:00 UTC"
    assert ENGLISH.listed([]) == "–"
    assert ENGLISH.some([f"L{number}" for number in range(20)]) == "L0, L1, L2, L3, L4, L5, L6, L7 and 12 others"
    assert ENGLISH.some(["L1", "L2"]) == "L1, L2"


def test_the_score_that_counted_is_shown_with_its_symbol():
    assert ENGLISH.used_score({"score": "z_prime", "z": 1.0, "z_prime": -0.5}) == "z′ = −0.50"
    assert ENGLISH.used_score({"score": None}) == "–"
    assert ENGLISH.verdict("questionable") == {"text": "questionable", "verdict": "questionable"}


def test_figures_keep_their_order_from_right_to_left():
    assert Wording("ar").score(-1.5).startswith("\u2066−1")
    assert Wording("ar").direction == "rtl"
