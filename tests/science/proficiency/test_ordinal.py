"""Ordinal results: oracle O18 (ISO 13528:2022, E.15) and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import ordinal_results

GRADES = ["1", "2", "3", "4"]


def spread(counts):
    return [grade for grade, count in zip(GRADES, counts, strict=True) for _ in range(count)]


@pytest.mark.parametrize(("counts", "mode", "median"), [((20, 18, 10, 2), "1", "2"), ((8, 12, 20, 10), "3", "3")])
def test_oracle_o18_mode_and_median(counts, mode, median):
    described = ordinal_results(spread(counts), GRADES)
    assert (described.modes, described.median, described.counts) == ((mode,), median, counts)


def test_distances_are_counted_in_categories_from_the_assigned_one():
    described = ordinal_results(["1", "2", "2", "4"], GRADES, assigned="2", laboratories=["A", "B", "C", "D"])
    assert [one.distance for one in described.laboratories] == [-1, 0, 0, 2]
    assert [one.acceptable for one in described.laboratories] == [True, True, True, False]
    assert [one.share_as_far for one in described.laboratories] == [0.5, 1.0, 1.0, 0.25]
    assert described.assigned_by == "given"
    assert described.cumulative == (0.25, 0.75, 0.75, 1.0)


def test_an_even_number_of_results_has_the_lower_middle_one_as_median():
    assert ordinal_results(["1", "1", "4", "4"], GRADES).median == "1"


def test_two_modes_are_both_named():
    assert ordinal_results(["1", "1", "4", "4"], GRADES).modes == ("1", "4")


def test_unknown_categories_no_results_and_wrong_labels_are_refused():
    for results, categories, more in (
        (["5"], GRADES, {}),
        ([], GRADES, {}),
        (["1"], ["1", "1"], {}),
        (["1"], GRADES, {"assigned": "9"}),
        (["1"], GRADES, {"laboratories": []}),
    ):
        with pytest.raises(InputError):
            ordinal_results(results, categories, **more)


@given(st.lists(st.sampled_from(GRADES), min_size=1, max_size=60))
def test_reversing_the_scale_mirrors_the_description(results):
    forward = ordinal_results(results, GRADES, assigned="3")
    backward = ordinal_results(results, GRADES[::-1], assigned="3")
    assert forward.counts == backward.counts[::-1]
    assert [one.distance for one in forward.laboratories] == [-one.distance for one in backward.laboratories]
    assert sum(forward.shares) == pytest.approx(1)
    assert results.count(forward.modes[0]) == max(forward.counts)
