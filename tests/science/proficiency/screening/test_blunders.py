"""Slips of the pen: planted ones are found and named, honest outliers are left to robust statistics."""

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.proficiency import screen_blunders


def round_with(*planted, count=40, spread=1.0, seed=3):
    values = 50 + spread * np.random.Generator(np.random.PCG64(seed)).standard_normal(count)
    values[: len(planted)] = planted
    return values


def causes(gate):
    return {finding.participants[0]: finding.evidence["cause"] for finding in gate.findings}


@pytest.mark.parametrize("factor", [10, 100, 1000, 0.1, 0.01, 0.001])
def test_decimal_shifts_of_any_size_are_named(factor):
    gate = screen_blunders(round_with(49.5 * factor))
    assert causes(gate) == {0: "decimal_shift"}
    assert gate.findings[0].evidence["factor"] == pytest.approx(1 / factor)


@pytest.mark.parametrize(("typed", "value", "right"), [("94.8", 94.8, "49.8"), ("61,2", 61.2, ""), ("5.01", 50.1, "")])
def test_transposed_digits_are_named_only_where_swapping_helps(typed, value, right):
    values = round_with(value)
    gate = screen_blunders(values, texts=[typed, *[f"{number:.1f}" for number in values[1:]]])
    if right:
        assert causes(gate) == {0: "transposed_digits"}
        assert gate.findings[0].evidence["swapped"] == right
    else:
        assert "transposed_digits" not in causes(gate).values()


def test_digits_are_swapped_across_a_decimal_comma():
    values = np.array([5.3, *(3.5 + 0.01 * np.arange(-10, 10))])
    gate = screen_blunders(values, texts=["5,3", *["3.5"] * 20])
    assert gate.findings[0].evidence["swapped"] == "3,5"


def test_a_gross_outlier_without_explanation_is_reported_and_a_mild_one_is_not():
    assert causes(screen_blunders(round_with(71.7))) == {0: "gross_outlier"}
    assert screen_blunders(round_with(58.5)).verdict == "clear"


def test_nothing_within_the_fitness_for_purpose_limits_is_a_blunder():
    values = round_with(50.9, spread=0.05)
    assert screen_blunders(values).verdict == "suspect"
    assert screen_blunders(values, sigma_pt=1.0).verdict == "clear"


def test_a_low_shift_is_seen_in_wide_rounds_too():
    values = 50 * np.exp(0.25 * np.random.Generator(np.random.PCG64(8)).standard_normal(80))
    values[5] = 0.05
    assert screen_blunders(values).participants == (5,)


def test_a_zero_among_positive_results_does_not_hide_a_shift():
    values = round_with(5.0, spread=4.0)
    values[1] = 0.0
    assert causes(screen_blunders(values))[0] == "decimal_shift"


def test_most_results_equal_still_show_a_factor_of_ten_but_no_last_digit():
    assert screen_blunders([5.0] * 8 + [50.0, 5.1]).participants == (8,)


def test_the_limits_can_be_set_and_small_rounds_are_judged_more_gently():
    assert screen_blunders(round_with(59.0), limit=3, gross_limit=4).participants == (0,)
    assert screen_blunders([10.0, 10.1, 9.9, 10.05, 10.9]).verdict == "clear"


def test_as_many_texts_as_results_are_needed():
    with pytest.raises(InputError):
        screen_blunders(round_with(), texts=["1"])


def test_of_several_ways_to_swap_the_one_nearest_to_the_others_is_named():
    values = np.array([321.0, *(213 + 2.0 * np.arange(-10, 11))])
    gate = screen_blunders(values, limit=3)
    assert gate.findings[0].evidence["swapped"] == "231"
    values = np.array([9.19, *(1.99 + 0.02 * np.arange(-9, 10))])
    assert screen_blunders(values).findings[0].evidence["swapped"] == "1.99"
