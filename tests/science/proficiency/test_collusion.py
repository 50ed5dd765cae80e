"""Agreement screens: planted agreement is found, independent rounds are left alone, words stay neutral."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.proficiency import collusion_screen
from comity.science.proficiency.collusion.chance import coincidence_tails


def table(laboratories=60, measurands=10, seed=1, uneven=False):
    draw = np.random.Generator(np.random.PCG64(seed))
    spreads = np.exp(0.5 * draw.standard_normal((laboratories, 1))) if uneven else 1.0
    bias = draw.standard_normal((laboratories, 1)) if uneven else 0.0
    return 50 + 2 * (spreads * draw.standard_normal((laboratories, measurands)) + bias)


def typed(values):
    return [["" if np.isnan(value) else f"{value:.1f}" for value in row] for row in values]


def pairs(screen, kind):
    return [found.participants for found in screen.findings if found.kind == kind]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_coincidences_follow_the_poisson_binomial_distribution(chances):
    tails = coincidence_tails(np.array([chances]))[0]
    mass = np.array([1.0])
    for chance in chances:
        mass = np.convolve(mass, [1 - chance, chance])
    assert tails == pytest.approx(mass[::-1].cumsum()[::-1], abs=1e-12)


def test_equal_chances_give_the_binomial_distribution():
    tails = coincidence_tails(np.full((2, 8), 0.3))
    assert tails[1] == pytest.approx(stats.binom.sf(np.arange(-1, 8), 8, 0.3))


def test_a_copied_row_is_found_by_its_digits_and_by_its_errors():
    values = table()
    values[40] = values[11]
    screen = collusion_screen(values, texts=typed(values))
    assert pairs(screen, "identical_texts") == pairs(screen, "close_results") == [(11, 40)]


def test_a_copy_with_altered_last_digits_is_found_by_its_errors():
    values = table(measurands=12)
    values[40] = values[11] + 0.05 * np.random.Generator(np.random.PCG64(9)).standard_normal(12)
    assert pairs(collusion_screen(values), "close_results") == [(11, 40)]


@pytest.mark.parametrize("uneven", [False, True])
def test_independent_rounds_are_left_alone(uneven):
    found = 0
    for seed in range(80):
        values = table(laboratories=40, measurands=8, seed=seed, uneven=uneven)
        found += bool(collusion_screen(values, texts=typed(values), seed=seed).findings)
    assert found <= 4  # two screens at 1 % each


@pytest.mark.long
def test_the_chance_of_any_finding_stays_near_its_bound():
    found = sum(bool(collusion_screen(table(seed=seed, uneven=True), seed=seed).findings) for seed in range(1500))
    assert found / 1500 <= 0.02


def test_two_accurate_laboratories_are_not_alike_merely_for_being_accurate():
    values = table()
    values[[3, 8]] = 50 + (values[[3, 8]] - 50) / 20
    assert not pairs(collusion_screen(values), "close_results")


def test_a_shared_bias_is_no_agreement():
    values = table()
    values[[3, 8]] += 6
    assert not pairs(collusion_screen(values), "close_results")


def test_coarse_rounding_is_no_agreement():
    values = np.round(table(laboratories=80, measurands=20) / 5) * 5
    assert not pairs(collusion_screen(values, texts=typed(values)), "identical_texts")


def test_missing_results_are_compared_where_both_reported():
    values = table(measurands=14)
    values[40] = values[11]
    values[40, :3] = values[11, 5:7] = values[50] = np.nan
    screen = collusion_screen(values, texts=typed(values))
    assert pairs(screen, "close_results") == [(11, 40)]
    assert screen.findings[0].evidence["compared"] == 9


def test_too_few_measurands_are_not_compared():
    values = table(measurands=4)
    values[1] = values[0]
    assert not collusion_screen(values).findings


def test_the_same_unlikely_mistakes_are_named_and_common_ones_are_not():
    made = [set() for _ in range(60)]
    for position in range(0, 60, 3):
        made[position] = {"A: heroin missed"}
    made[4] = made[9] = {"A: heroin missed", "C: ketamine reported", "D: caffeine reported", "D: heroin missed"}
    screen = collusion_screen(table(), mistakes=made)
    assert pairs(screen, "same_mistakes") == [(4, 9)]
    assert "ketamine" in str(screen.findings[0].message)


def test_results_that_fit_the_other_set_of_a_split_level_design():
    values = table(measurands=6)
    sets = ["1" if number % 2 else "2" for number in range(60)]
    values[1::2, ::2] += 12
    values[0::2, 1::2] += 12
    values[20] = values[31]
    screen = collusion_screen(values, sets=sets)
    assert [(found.kind, found.participants) for found in screen.findings] == [("other_set", (20,))]
    assert screen.findings[0].evidence["fits"] == "1"


def test_words_are_neutral():
    values = table()
    values[40] = values[11]
    for found in collusion_screen(values, texts=typed(values)).findings:
        words = f"{found.message} {found.suggestion}".lower()
        assert not any(word in words for word in ("collu", "cheat", "fraud", "copied", "guilty", "suspect"))


@given(st.permutations(range(20)))
def test_the_order_of_laboratories_does_not_matter_to_digits(order):
    values = table(laboratories=20)
    values[4] = values[17]
    found = pairs(collusion_screen(values[list(order)], texts=typed(values[list(order)])), "identical_texts")
    assert [{order[position] for position in pair} for pair in found] == [{4, 17}]


def test_shapes_must_match():
    for more in ({"texts": [["1"]]}, {"mistakes": []}, {"sets": ["1"]}, {"laboratories": ["A"]}):
        with pytest.raises(InputError):
            collusion_screen(table(), **more)
    with pytest.raises(InputError):
        collusion_screen([1.0, 2.0])


def test_a_small_or_empty_round_has_no_findings():
    assert not collusion_screen(np.empty((0, 0))).findings
    assert not collusion_screen(np.full((3, 8), np.nan), texts=[[""] * 8] * 3).findings
    assert not collusion_screen(np.ones((6, 8))).findings


def test_three_hundred_laboratories_take_less_than_a_second_of_processor_time():
    values = table(laboratories=300, measurands=40)
    values[7] = values[5]
    texts = typed(values)
    start = time.process_time()
    collusion_screen(values, texts=texts)
    assert time.process_time() - start < 2.0  # one second on the reference machine; twice that for a busy one


def test_the_probability_of_identical_digits_by_hand():
    # Four measurands, each value typed by laboratories 0 and 1 and by nobody else of five: chance 1/4 each.
    texts = [["a", "b", "c", "d"], ["a", "b", "c", "d"], *[[f"{place}{lab}" for place in "wxyz"] for lab in range(3)]]
    screen = collusion_screen(np.full((5, 4), np.nan), texts=texts, alpha=0.05)
    assert screen.pairs == 10
    assert screen.findings[0].evidence["p_value"] == pytest.approx(10 * 0.25**4)
    assert not collusion_screen(np.full((5, 4), np.nan), texts=texts, alpha=0.03).findings


def test_the_laboratory_with_the_commoner_texts_decides():
    texts = [["a", "b", "c", "d"], ["a", "b", "c", "d"], *[["a", "b", "c", "z"] for _ in range(8)]]
    assert not pairs(collusion_screen(np.full((10, 4), np.nan), texts=texts), "identical_texts")


def test_the_probability_of_the_same_mistakes_by_hand():
    made = [{"x"}, {"x"}, {"y"}, *[set()] * 7]
    found = collusion_screen(np.full((10, 1), np.nan), mistakes=made, alpha=1.0).findings
    assert [one.participants for one in found] == [(0, 1)]
    assert found[0].evidence["p_value"] == pytest.approx(3 * (1 / 9) * (1 - 1 / 9))


def test_a_laboratory_whose_set_is_unknown_is_not_judged_by_sets():
    values = table(measurands=6)
    values[1::2] += 12
    sets = ["", *["1" if number % 2 else "2" for number in range(1, 60)]]
    values[0] += 12
    assert not collusion_screen(values, sets=sets).findings
