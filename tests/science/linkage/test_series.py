from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.likelihood import LikelihoodRatio
from comity.science.linkage import find_series
from comity.science.linkage.comparison import SIDES, Comparison

NAMES = "ABCDEF"
TABLE = st.lists(st.integers(1, 9), min_size=15, max_size=15)


def compared(distances, label="intelligence"):
    return [
        Comparison(a, b, float(d), LikelihoodRatio(2.0 - d, SIDES, frozenset({a + b}), "invented"), 2.0 - d, label)
        for (a, b), d in zip(combinations(NAMES, 2), distances, strict=True)
    ]


def reachable(links):
    groups = [{name} for name in NAMES]
    for a, b in links:
        first, second = (next(group for group in groups if name in group) for name in (a, b))
        if first is not second:
            groups.remove(second)
            first |= second
    return {frozenset(group) for group in groups if len(group) > 1}


@given(TABLE, st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_connected_and_complete(distances, cut_off):
    all_ = compared(distances)
    links = {(each.first, each.second) for each in all_ if each.distance <= cut_off}
    connected = find_series(all_, cut_off)
    assert {frozenset(series.members) for series in connected} == reachable(links)
    assert sum(len(series.links) for series in connected) == len(links)
    for series in find_series(all_, cut_off, "complete"):
        assert series.complete
        assert {(link.first, link.second) for link in series.links} <= links
        assert series.weakest.distance <= cut_off
        assert any(set(series.members) <= set(whole.members) for whole in connected)


def test_a_chain_is_one_connected_series_and_two_complete_ones():
    chain = {("A", "B"): 1, ("B", "C"): 2, ("C", "D"): 1}
    all_ = compared([chain.get(pair, 9) for pair in combinations(NAMES, 2)])
    assert [series.members for series in find_series(all_, 2)] == [("A", "B", "C", "D")]
    assert [series.members for series in find_series(all_, 2, "complete")] == [("A", "B"), ("C", "D")]
    [series] = find_series(all_, 2)
    assert (series.weakest.first, series.weakest.second, series.complete) == ("B", "C", False)
    assert [link.ratio.log10 for link in series.links] == [1.0, 1.0, 0.0]


def test_one_lead_makes_the_series_a_lead():
    evidence = compared([1] * 15, "evidence")
    assert find_series(evidence, 2)[0].label == "evidence"
    assert find_series([*evidence[1:], *compared([1] * 15)[:1]], 2)[0].label == "intelligence"


def test_none_and_what_is_refused():
    assert find_series([], 1.0) == []
    assert find_series(compared([9] * 15), 1.0, "complete") == []
    with pytest.raises(InputError, match="connected or as complete"):
        find_series([], 1.0, "loose")
