import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.proficiency import (
    combined_scores,
    relative_laboratory_performance,
    rescaled_sum_of_z,
    sum_of_squared_z,
    sum_of_squared_z_p_value,
)

rows = st.lists(st.floats(-6, 6), min_size=1, max_size=20)


@given(rows)
def test_combined_scores_equal_their_definitions(z):
    found = combined_scores(z)
    assert found.count == len(z)
    assert found.rsz == pytest.approx(math.fsum(z) / math.sqrt(len(z)), abs=1e-9)
    assert found.ssz == pytest.approx(math.fsum(value**2 for value in z), abs=1e-9)
    assert found.ssz_p == pytest.approx(stats.chi2.sf(found.ssz, len(z)), abs=1e-9)
    assert found.rlp == pytest.approx(math.sqrt(found.ssz / len(z)), abs=1e-9)


@given(rows, st.randoms())
def test_the_order_of_the_scores_does_not_matter(z, random):
    shuffled = random.sample(z, len(z))
    assert combined_scores(shuffled).rsz == pytest.approx(combined_scores(z).rsz, abs=1e-9)
    assert combined_scores(shuffled).ssz == pytest.approx(combined_scores(z).ssz, abs=1e-9)


def test_scores_of_many_laboratories_at_once():
    z = np.array([[1.0, 1.0, 2.0], [-1.0, 0.0, 1.0]])
    assert rescaled_sum_of_z(z) == pytest.approx([combined_scores(row).rsz for row in z])
    assert sum_of_squared_z(z).tolist() == [6.0, 2.0]
    assert relative_laboratory_performance(z) == pytest.approx([combined_scores(row).rlp for row in z])
    assert sum_of_squared_z_p_value(sum_of_squared_z(z), 3) == pytest.approx([combined_scores(row).ssz_p for row in z])


def test_standard_normal_scores_give_uniform_p_values():
    z = np.random.default_rng(11).standard_normal((4000, 8))
    p = sum_of_squared_z_p_value(sum_of_squared_z(z), 8)
    assert stats.kstest(p, "uniform").pvalue > 0.01


@pytest.mark.parametrize("z", [[], [float("nan")], [1e200], np.zeros((2, 0))])
def test_nothing_to_combine_is_refused(z):
    with pytest.raises(InputError):
        combined_scores(z)
    with pytest.raises(InputError):
        rescaled_sum_of_z(z)
