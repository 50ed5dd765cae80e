"""Method effect: Welch on trimmed means against SciPy, planted effects, unequal spreads."""

import numpy as np
import pytest
from scipy import stats

from comity.science.proficiency import screen_method_effect
from comity.science.proficiency.screening.methods import compare_trimmed_means


def random(seed):
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize(("first", "second"), [(10, 10), (12, 30), (25, 8)])
def test_two_groups_agree_with_yuens_test_of_scipy(first, second):
    draw = random(first)
    groups = [draw.normal(0, 1, first), draw.normal(1, 3, second)]
    expected = stats.ttest_ind(*groups, equal_var=False, trim=0.2)
    found = compare_trimmed_means(groups)
    assert found.statistic == pytest.approx(expected.statistic**2)
    assert found.p_value == pytest.approx(expected.pvalue)


def test_three_untrimmed_groups_agree_with_welchs_oneway_comparison():
    groups = [random(seed).normal(seed / 4, seed, 5 + seed % 2) for seed in (1, 2, 3)]
    means, sizes = [group.mean() for group in groups], np.array([group.size for group in groups])
    weights = sizes / [group.var(ddof=1) for group in groups]
    centre = (weights * means).sum() / weights.sum()
    lack = ((1 - weights / weights.sum()) ** 2 / (sizes - 1)).sum()
    expected = (weights * (means - centre) ** 2).sum() / 2 / (1 + 2 * lack / 8)
    found = compare_trimmed_means(groups)
    assert found.statistic == pytest.approx(expected)
    assert found.p_value == pytest.approx(stats.f.sf(expected, 2, 8 / (3 * lack)))


def test_the_deviating_technique_is_named_with_its_laboratories():
    values = 50 + random(1).standard_normal(50)
    values[40:] += 3
    gate = screen_method_effect(values, ["GC"] * 20 + ["LC"] * 20 + ["NIR"] * 10)
    assert [finding.evidence["technique"] for finding in gate.findings] == ["NIR"]
    assert gate.participants == tuple(range(40, 50))


def test_the_largest_group_is_never_named():
    values = 50 + random(2).standard_normal(50)
    values[:30] += 5
    gate = screen_method_effect(values, ["GC"] * 30 + ["LC"] * 20)
    assert [finding.evidence["technique"] for finding in gate.findings] == ["LC"]


def test_a_few_outliers_in_a_group_make_no_method_effect():
    values = 50 + random(3).standard_normal(40)
    values[20:23] += 100
    assert screen_method_effect(values, ["GC"] * 20 + ["LC"] * 20).verdict == "clear"


def test_unequal_spreads_and_sizes_keep_the_level():
    draw, techniques = random(4), ["GC"] * 60 + ["NIR"] * 8
    values = [np.concatenate([draw.normal(0, 1, 60), draw.normal(0, 5, 8)]) for _ in range(300)]
    assert np.mean([screen_method_effect(one, techniques).verdict == "suspect" for one in values]) <= 0.03


def test_small_groups_and_results_without_technique_take_no_part():
    values = [*(50 + random(5).standard_normal(20)), 90.0, 91.0, 92.0]
    assert screen_method_effect(values, ["GC"] * 20 + ["NIR"] * 3).verdict == "not_examined"
    assert screen_method_effect(values, ["GC"] * 10 + ["LC"] * 10 + [""] * 3).verdict == "clear"


def test_groups_without_any_spread_are_certain():
    assert compare_trimmed_means([np.full(6, 1.0), np.full(6, 2.0)]).p_value == 0.0
    assert compare_trimmed_means([np.full(6, 1.0), np.full(6, 1.0)]).p_value == 1.0
    assert compare_trimmed_means([np.full(6, 1.0), np.arange(6.0)]).statistic == pytest.approx(27 / 7)


def test_only_groups_that_differ_together_with_the_whole_are_named():
    values = [*(50 + random(6).standard_normal(30))]
    gate = screen_method_effect(values, ["A"] * 10 + ["B"] * 10 + ["C"] * 10, alpha=1.0)
    assert gate.verdict == "suspect"
    assert len(gate.findings) == 2
