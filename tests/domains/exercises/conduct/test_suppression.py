from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.conduct.suppression import (
    EVERYBODY,
    FEWEST,
    group_sizes,
    remainders,
    shown_groups,
    table_of,
)


def sizes(**countries: int) -> dict:
    places = [("region", name) for name, count in countries.items() for _ in range(count)]
    return group_sizes(places)


def test_a_cell_below_five_is_not_shown_and_five_is():
    cells = {cell.group: cell for cell in table_of([("GH",)] * 5 + [("NL",)] * 9)}
    assert cells["GH",].laboratories == 5
    assert all(not cell.shown for cell in table_of([("GH",)] * 4))


def test_a_single_small_cell_takes_another_with_it_so_that_subtraction_tells_nothing():
    shown = shown_groups(group_sizes([("GH",)] * 1 + [("NL",)] * 6 + [("AT",)] * 9))
    assert shown == {EVERYBODY, ("AT",)}


def test_small_cells_that_together_hide_each_other_take_no_other():
    shown = shown_groups(group_sizes([("GH",)] * 3 + [("NL",)] * 3 + [("AT",)] * 9))
    assert shown == {EVERYBODY, ("AT",)}


def test_a_region_can_be_found_out_by_subtracting_regions_so_it_is_hidden_too():
    places = [("Africa", "GH")] * 2 + [("Europe", "NL")] * 8 + [("Asia", "TH")] * 20
    shown = shown_groups(group_sizes(places))
    assert ("Africa",) not in shown
    assert not {("Europe",), ("Europe", "NL")} & shown  # the country is the region: either would tell
    assert EVERYBODY in shown


def test_a_hidden_region_stays_hidden_though_all_its_countries_might_be_shown():
    places = [("Africa", "GH")] * 2 + [("Europe", "NL")] * 6 + [("Europe", "AT")] * 7
    assert shown_groups(group_sizes(places)) <= {EVERYBODY, ("Europe", "NL"), ("Europe", "AT")}
    assert ("Europe",) not in shown_groups(group_sizes(places))


def test_of_a_very_small_round_nothing_is_shown():
    assert shown_groups(sizes(GH=2, NL=2)) == frozenset()


def test_hundreds_of_countries_are_quick():
    places = [(f"region {country % 7}", f"country {country}") for country in range(200) for _ in range(country % 9 + 1)]
    assert shown_groups(group_sizes(places))


paths = st.tuples(st.sampled_from("PQR"), st.sampled_from("abc"))


@given(st.lists(paths, min_size=1, max_size=60))
def test_no_remainder_points_at_one_to_four(places):
    found = group_sizes(places)
    shown = shown_groups(found)
    assert all(found[group] >= FEWEST for group in shown)
    assert all(left == 0 or left >= FEWEST for left in remainders(found, shown).values())


@given(st.lists(paths, min_size=1, max_size=9))
def test_no_sum_or_difference_of_shown_cells_is_about_fewer_than_three(places):
    """Brute force: linear algebra over every small set of laboratories, not the reasoning of the rule."""
    fewest = 3
    shown = sorted(shown_groups(group_sizes(places), fewest=fewest))
    rows = [[float(place[: len(group)] == group) for place in places] for group in shown]
    matrix = np.array(rows).reshape(len(rows), len(places))
    rank = np.linalg.matrix_rank(matrix) if rows else 0
    for count in range(1, fewest):
        for chosen in combinations(range(len(places)), count):
            target = np.zeros((1, len(places)))
            target[0, list(chosen)] = 1
            assert np.linalg.matrix_rank(np.vstack([matrix, target])) > rank, f"{shown} give away {chosen}"


@given(st.lists(paths, min_size=1, max_size=40), st.randoms())
def test_order_makes_no_difference(places, random):
    shuffled = list(places)
    random.shuffle(shuffled)
    assert table_of(places) == table_of(shuffled)


@pytest.mark.parametrize("count", [5, 40])
def test_a_table_without_small_cells_is_whole(count):
    assert all(cell.shown for cell in table_of([("P", "a")] * count + [("P", "b")] * count + [("Q", "a")] * count))
