import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pt13528 import robust

from comity.base.errors import InputError
from comity.science.statistics import hampel, q_hampel
from comity.science.statistics.hampel import nearest_root, nearest_zero, running_sums
from tests.science.statistics.published import E2489, TWO_GROUPS, invented


def psi_sum(x, place, scale):
    q = np.abs((np.asarray(x) - place) / scale)
    return float((np.sign(np.asarray(x) - place) * np.select([q <= 1.5, q <= 3, q <= 4.5], [q, 1.5, 4.5 - q], 0)).sum())


def test_computed_values():
    result = q_hampel(E2489)
    assert result.location == pytest.approx(1.3969831102, rel=1e-9)
    assert result.scale == pytest.approx(0.4589594236, rel=1e-9)
    assert result.standard_uncertainty == pytest.approx(1.25 * result.scale / np.sqrt(30))
    groups = q_hampel(TWO_GROUPS)
    assert (groups.location, round(groups.scale, 3)) == (15.0, 0.227)


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [2, 3, 4, 9, 40, 130])
def test_the_same_as_pt13528(kind, count):
    x = invented(kind, count, 5)
    theirs, ours = robust.q_hampel(x), q_hampel(x)
    assert ours.location == pytest.approx(theirs["location"], abs=1e-9 * ours.scale)


@given(
    st.lists(st.floats(-100, 100, width=16), min_size=1, max_size=25),
    st.floats(0.125, 50),
)
def test_the_root_is_a_root_and_none_is_nearer_the_median(values, scale):
    x = np.array(values)
    place, middle = hampel(x, scale).location, float(np.median(x))
    assert abs(psi_sum(x, place, scale)) < 1e-10 * max(1, x.size)
    inside = np.linspace(middle, place, 200)[:-1]
    for side in (inside, 2 * middle - inside):
        signs = np.sign([psi_sum(x, t, scale) for t in side])
        # A touching zero would be a root; a change of sign certainly is one.
        assert place == middle or abs(place - middle) < 1e-9 or not ((signs.min() < 0) and (signs.max() > 0))


def test_equally_near_roots_give_the_median():
    # Two pairs and nothing between them within 4.5 s: the sum is zero at the median itself.
    assert nearest_root(np.array([-10.0, -10.0, 10.0, 10.0]), 1.0) == 0.0
    # Zero between the pairs also where they are not equally far: the median is a root.
    assert nearest_root(np.array([-10.0, -10.0, 20.0, 20.0]), 1.0) == 0.0
    assert nearest_zero(np.array([-2.0, 5.0, 2.0])) == 0.0
    assert nearest_zero(np.array([-2.0, 5.0, 2.1])) == -2.0


def test_an_outlier_does_not_cost_digits():
    x = np.array([1.0, 1.1, 1.2, 1.3, 1.25, 1.05, -1e13])
    assert hampel(x, 0.2).location == pytest.approx(hampel(np.append(x[:-1], -1e3), 0.2).location, rel=1e-12)
    assert running_sums(np.array([-1e20, 1.0, 2.0]))[[1, 2, 3]].tolist() == [0.0, 1.0, 3.0]


def test_laboratories_with_replicates_enter_by_their_mean():
    groups = [[1.0, 1.2], [1.3], [1.1, 1.1, 1.4]]
    assert q_hampel(groups).location == hampel([1.1, 1.3, 1.2], q_hampel(groups).scale).location


def test_without_scale():
    assert q_hampel([2.0, 2.0]).location == 2.0
    assert q_hampel([2.0, 2.0]).degenerate
    assert hampel([5.0]).degenerate
    assert hampel([5.0], scale=1.0).location == 5.0
    assert hampel(E2489).location == q_hampel(E2489).location
    with pytest.raises(InputError, match="must be above zero"):
        hampel([1.0, 2.0], scale=0.0)
