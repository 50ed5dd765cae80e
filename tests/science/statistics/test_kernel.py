import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pt13528 import graphics
from scipy.stats import gaussian_kde

from comity.base.errors import InputError
from comity.science.statistics import algorithm_a, kernel_modes
from tests.science.statistics.published import ANTIBODY_MEANS, TWO_GROUPS, invented


def test_antibody_has_two_modes():
    found = kernel_modes(ANTIBODY_MEANS)
    assert found.bandwidth == pytest.approx(0.9 * algorithm_a(ANTIBODY_MEANS).scale / 25**0.2)
    assert [round(mode.location, 4) for mode in found.modes] == [1.2363, 1.9009]
    assert [mode.location for mode in found.modes] == pytest.approx([1.2362, 1.9009], abs=1e-4)
    assert [mode.density for mode in found.modes] == pytest.approx([0.7835, 0.7177], abs=5e-5)


def test_base_and_salt():
    found = kernel_modes(TWO_GROUPS, bandwidth=0.3)
    assert [(round(mode.location, 6), round(mode.share, 6)) for mode in found.modes] == [(10.0, 0.5), (20.0, 0.5)]


@pytest.mark.parametrize("kind", [0, 1, 6])
def test_density_the_same_as_pt13528_and_scipy(kind):
    x = invented(kind, 40, 1)
    found = kernel_modes(x)
    scipy_density = gaussian_kde(x, bw_method=found.bandwidth / x.std(ddof=1))
    assert found.density == pytest.approx(scipy_density(found.grid), rel=1e-9)
    assert found.bandwidth == pytest.approx(graphics.bandwidth(40, robust_sd=algorithm_a(x).scale))
    assert np.trapezoid(found.density, found.grid) == pytest.approx(1, abs=0.01)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=25), st.sampled_from([0.3, 1.0, 4.0]))
def test_modes_are_all_local_maxima_and_share_everything(values, bandwidth):
    x = np.array(values, dtype=float)
    found = kernel_modes(x, bandwidth)
    grid = np.linspace(x.min() - bandwidth, x.max() + bandwidth, 4001)
    density = np.exp(-0.5 * np.square((grid[:, None] - x) / bandwidth)).sum(axis=1)
    peaks = grid[1:-1][(density[1:-1] > density[:-2]) & (density[1:-1] > density[2:])]
    step = grid[1] - grid[0]
    assert all(min(abs(mode.location - peak) for mode in found.modes) < 2 * step for peak in peaks)
    assert len(found.modes) >= len(peaks) >= 1
    assert sum(mode.share for mode in found.modes) == pytest.approx(1)
    assert all(mode.share > 0 for mode in found.modes)


@pytest.mark.parametrize(("unit", "offset"), [(1e-12, 0.0), (1e12, 0.0), (1.0, 1e6)])
def test_unit_and_offset_do_not_matter(unit, offset):
    x = invented(6, 30, 2)
    plain, moved = kernel_modes(x), kernel_modes(unit * (x + offset))
    for mode, other in zip(plain.modes, moved.modes, strict=True):
        assert other.location == pytest.approx(unit * (mode.location + offset), rel=1e-9)
        assert other.density * unit == pytest.approx(mode.density, rel=1e-6)
        assert other.share == pytest.approx(mode.share, rel=1e-6)


def test_a_far_outlier_is_a_mode_of_its_own_and_hides_nothing():
    found = kernel_modes([10, 10.1, 9.9, 10.05, 9.95, 1e9])
    assert [round(mode.share, 3) for mode in found.modes] == [0.833, 0.167]


def test_without_spread():
    found = kernel_modes([4.0, 4.0])
    assert (found.bandwidth, found.grid.size, found.modes[0].location, found.modes[0].share) == (0.0, 0, 4.0, 1.0)
    assert found.degenerate
    assert kernel_modes([4.0, 4.0], bandwidth=1.0).modes[0].density == pytest.approx(1 / np.sqrt(2 * np.pi))
    assert len(kernel_modes([1.0] * 8 + [2.0, 3.0]).modes) >= 1


def test_what_is_refused():
    with pytest.raises(InputError, match="must be above zero"):
        kernel_modes([1.0, 2.0], bandwidth=0)
    with pytest.raises(InputError, match="far too small"):
        kernel_modes([1.0, 2.0, 3.0], bandwidth=1e-12)
