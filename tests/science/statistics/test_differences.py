import itertools

import numpy as np
import pytest

from comity.science.statistics.differences import pairs, replicated, single
from comity.science.statistics.samples import centre
from tests.science.statistics.published import invented


def brute(groups):
    """All between-laboratory differences with their weights, sorted."""
    found = [
        (abs(float(a) - float(b)), 1 / (len(one) * len(other)))
        for one, other in itertools.combinations(groups, 2)
        for a in one
        for b in other
    ]
    return sorted(found)


@pytest.mark.parametrize("kind", [0, 4, 6])
def test_mass_counts_pairs(kind):
    x = centre(invented(kind, 25, 1))
    differences = single(x.deviations, x.rounding)
    expected = brute([[v] for v in x.deviations])
    for limit in (0.0, 0.3, 1.0, 5.0):
        assert differences.mass(limit) == sum(weight for distance, weight in expected if distance <= limit + 1e-12)
    assert differences.total == pairs(25) == 300
    assert differences.mass(differences.widest) == 300


def test_mass_leaves_out_differences_inside_laboratories():
    groups = [np.array([0.0, 0.1]), np.array([0.5, 0.5, 1.0]), np.array([2.0])]
    differences = replicated(groups, 1e-15)
    expected = brute(groups)
    for limit in (0.0, 0.1, 0.4, 0.5, 1.0, 2.0):
        wanted = sum(weight for distance, weight in expected if distance <= limit + 1e-12)
        assert differences.mass(limit) == pytest.approx(wanted, abs=1e-12)
    assert differences.total == 3


def test_equal_on_paper_is_merged():
    x = np.array([0.1, 0.2, 0.3, 0.4])
    steps = single(x, 1e-15).steps(0.0, 1.0)
    assert steps.points == pytest.approx([0.1, 0.2, 0.3])
    assert steps.mass.tolist() == [3.0, 5.0, 6.0]
    later = single(x, 1e-15).steps(0.1, 1.0)
    assert (later.mass_below, later.mass.tolist()) == (3.0, [5.0, 6.0])


def test_the_bracket_holds_the_quantile_and_few_pairs():
    x = centre(invented(3, 2000, 1))
    differences = single(x.deviations, x.rounding)
    for share in (0.01, 0.25, 0.999):
        low, high = differences.bracket(share * differences.total, start=2.0)
        assert differences.mass(low) < share * differences.total <= differences.mass(high)
        assert differences.count(high) - differences.count(low) <= 4096
