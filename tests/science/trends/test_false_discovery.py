import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from comity.base.errors import InputError
from comity.science.trends import false_discovery

PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_benjamini_and_hochbergs_own_example():
    """Their section 4: of fifteen p-values, the four smallest are discoveries at 5 %."""
    assert false_discovery(PUBLISHED).discovered.sum() == 4


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0.01, 0.5))
def test_the_same_as_statsmodels(p_values, rate):
    found = false_discovery(p_values, rate)
    discovered, adjusted, *_ = multipletests(p_values, rate, "fdr_bh")
    assert found.adjusted == pytest.approx(adjusted, rel=1e-12)
    assert found.discovered.tolist() == discovered.tolist()


def test_no_test_counts_for_nothing_and_shape_is_kept():
    table = np.array([[0.01, np.nan], [0.04, 0.5]])
    found = false_discovery(table)
    assert found.tests == 3
    assert found.adjusted.shape == (2, 2)
    assert np.isnan(found.adjusted[0, 1])
    assert found.adjusted[0, 0] == pytest.approx(0.03)
    assert false_discovery([np.nan]).tests == 0


@pytest.mark.parametrize("p_values", [[1.2], [-0.1]])
def test_what_is_refused(p_values):
    with pytest.raises(InputError, match="p-value"):
        false_discovery(p_values)
