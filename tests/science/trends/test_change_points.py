from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.trends import change_points


def cost(values, family, scale):
    if family == "normal":
        return float(np.square((values - np.mean(values)) / scale).sum())
    mean = np.mean(values)
    return -2 * float(stats.poisson.logpmf(values, mean).sum()) if mean else 0.0


def slowly(values, family, penalty, least):
    """Every partition, by dynamic programming without pruning, and a likelihood written with scipy."""
    values = np.asarray(values, float)
    scale = 1.0
    if family == "normal":
        scale = np.median(np.abs(np.diff(values))) / (stats.norm.ppf(0.75) * 2**0.5) or values.std() or 1.0
    best = [-penalty] + [np.inf] * len(values)
    for end in range(1, len(values) + 1):
        for start in range(end - least + 1):
            best[end] = min(best[end], best[start] + cost(values[start:end], family, scale) + penalty)
    return best[-1], scale


@pytest.mark.parametrize("family", ["poisson", "normal"])
@given(values=st.lists(st.integers(0, 9), min_size=4, max_size=22), least=st.integers(1, 4), penalty=st.floats(0.5, 9))
@settings(max_examples=60, deadline=None)
def test_the_optimum_of_all_partitions(family, values, least, penalty):
    wanted, scale = slowly(values, family, penalty, least)
    found = change_points(values, family, penalty=penalty, least_length=least)
    edges = [0, *(change.position for change in found), len(values)]
    segments = [np.array(values[a:b], float) for a, b in pairwise(edges)]
    assert min(map(len, segments)) >= least
    total = sum(cost(segment, family, scale) for segment in segments) + penalty * len(found)
    assert total == pytest.approx(wanted, abs=1e-6)


def test_a_planted_change_and_its_levels():
    random = np.random.Generator(np.random.PCG64(4))
    counts = np.concatenate([random.poisson(2, 100), random.poisson(6, 60), random.poisson(1, 50)])
    found = change_points(counts)
    assert [abs(change.position - at) <= 3 for change, at in zip(found, (100, 160), strict=True)] == [True, True]
    assert found[0].before == pytest.approx(2, abs=0.5)
    assert found[0].after == pytest.approx(6, abs=1)
    assert all(change.gain > 2 * np.log(counts.size) for change in found)


def test_no_change_in_quiet_series():
    random = np.random.Generator(np.random.PCG64(5))
    alarms = sum(bool(change_points(random.poisson(3, 150))) for _ in range(60))
    assert alarms <= 12
    assert change_points([5] * 30) == []
    assert change_points([0] * 30) == []
    assert change_points([2.5] * 30, "normal") == []


def test_unit_and_offset_of_normal_series_do_not_matter():
    values = np.random.Generator(np.random.PCG64(6)).normal(0, 1, 60) + np.repeat([0, 4], 30)
    plain, moved = change_points(values, "normal"), change_points(values * 1e3 + 1e5, "normal")
    assert [change.position for change in plain] == [change.position for change in moved] == [30]
    assert moved[0].gain == pytest.approx(plain[0].gain, rel=1e-6)


@pytest.mark.parametrize(
    ("values", "how", "said"),
    [([1.5, 2], {}, "not a count"), ([], {}, "row"), ([1, np.nan], {}, "missing"), ([1, 2], {"penalty": -1}, "penalty"),
     ([1, 2], {"family": "gamma"}, "poisson or normal")],
)  # fmt: skip
def test_what_is_refused(values, how, said):
    with pytest.raises(InputError, match=said):
        change_points(values, **how)


@pytest.mark.parametrize(
    ("values", "least", "penalty"),
    [([6, 2, 7, 0, 8, 0, 7], 2, 1.0), ([1, 7, 6, 1, 3, 0, 5, 4, 0, 1, 4, 0, 6], 4, 2.0)],
)
def test_no_start_is_given_up_before_a_whole_segment_has_passed(values, least, penalty):
    """Pruning at once, as for segments of any length, finds a change here that is worse than none."""
    wanted, _ = slowly(values, "poisson", penalty, least)
    assert wanted == pytest.approx(cost(np.array(values, float), "poisson", 1.0))
    assert change_points(values, penalty=penalty, least_length=least) == []
