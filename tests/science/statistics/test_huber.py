import math

import numpy as np
import pytest
from pt13528 import robust
from statsmodels.robust import scale as statsmodels_scale

from comity.base.errors import InputError
from comity.science.statistics import algorithm_a
from tests.science.statistics.published import (
    ANTIBODY_MEANS,
    COPPER,
    DELETED,
    E2489,
    HALVED,
    IGNORED,
    TWO_GROUPS,
    invented,
)


@pytest.mark.parametrize(
    ("values", "location", "scale"),
    [(DELETED, 26.8125, 5.294588667606), (IGNORED, 26.008005508, 7.237267238), (HALVED, 23.958521314, 8.596031677)],
)
def test_converged_values_of_iso_table_e1(values, location, scale):
    result = algorithm_a(values)
    assert (result.location, result.scale) == pytest.approx((location, scale), rel=1e-9)
    assert (result.stopping, result.converged) == ("convergence", True)
    assert result.standard_uncertainty == pytest.approx(1.25 * scale / math.sqrt(len(values)), rel=1e-9)


def test_the_third_figure_rule_gives_what_the_standard_prints():
    result = algorithm_a(IGNORED, stopping="third_significant_figure")
    assert (result.location, result.scale) == pytest.approx((26.00911, 7.22958), abs=5e-6)
    assert (round(result.location, 2), round(result.scale, 2)) == (26.01, 7.23)
    assert result.stopping == "third_significant_figure"
    assert result.iterations == 13
    deleted = algorithm_a(DELETED, stopping="third_significant_figure")
    assert (round(deleted.location, 2), round(deleted.scale, 2)) == (26.81, 5.29)


def test_the_starting_values_are_not_an_iteration():
    # Here the first iteration leaves three figures of the start as they are; the second does not.
    assert algorithm_a([6, 19, 20, 26, 26, 34, 37, 37], stopping="third_significant_figure").iterations == 3


def test_other_published_data():
    assert algorithm_a(COPPER).location == pytest.approx(3.205565923, rel=1e-9)
    assert algorithm_a(COPPER).scale == pytest.approx(0.674150100, rel=1e-9)
    assert algorithm_a(E2489).location == pytest.approx(1.4234615385, rel=1e-9)
    assert algorithm_a(E2489).scale == pytest.approx(0.4499054515, rel=1e-9)
    assert algorithm_a(ANTIBODY_MEANS).location == pytest.approx(1.568642670, rel=1e-9)
    both = algorithm_a(TWO_GROUPS)
    assert (round(both.location, 1), round(both.scale, 2)) == (15.0, 5.98)


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 5, 6])
@pytest.mark.parametrize("count", [3, 10, 34, 101])
def test_the_same_as_pt13528(kind, count):
    x = invented(kind, count, 2)
    theirs, ours = robust.algorithm_a(x, tol=1e-13), algorithm_a(x)
    assert ours.location == pytest.approx(theirs["location"], rel=1e-12, abs=1e-9 * theirs["scale"])
    assert ours.scale == pytest.approx(theirs["scale"], rel=1e-9)


def test_location_as_huber_of_statsmodels_with_iso_factor():
    # statsmodels' exact factors: .67365 and 3.20549 for copper; ISO's rounding moves both a little.
    location, scale = statsmodels_scale.Huber(maxiter=500, tol=1e-12)(COPPER)
    assert algorithm_a(COPPER).location == pytest.approx(float(location), abs=1e-3)
    assert algorithm_a(COPPER).scale == pytest.approx(float(scale), rel=2e-3)


def test_a_fixed_scale_is_kept():
    result = algorithm_a(IGNORED, fixed_scale=5.0)
    assert result.scale == pytest.approx(5.0, rel=1e-15)
    assert result.clause.endswith("C.3.2")
    # At the solution the clipped deviations balance.
    clipped = [max(-7.5, min(7.5, x - result.location)) for x in IGNORED]
    assert sum(clipped) == pytest.approx(0, abs=1e-9)
    assert algorithm_a([3.0, 3.0], fixed_scale=1.0).location == 3.0


def test_a_collapsing_scale_is_reported():
    result = algorithm_a([1.0] * 8 + [2.0, 3.0])
    assert (result.location, result.scale, result.standard_uncertainty) == (1.0, 0.0, 0.0)
    assert "8 of 10 values are equal" in str(result.degenerate)
    assert result.iterations < 1000
    by_figures = algorithm_a([1.0] * 8 + [2.0, 3.0], stopping="third_significant_figure")
    assert by_figures.degenerate
    assert by_figures.iterations < 200
    assert algorithm_a([1.0] * 5 + [2, 3, 4, 5]).degenerate is None


def test_the_end_of_the_iteration_is_a_fixed_point():
    for kind in range(7):
        x = invented(kind, 40, 11)
        result = algorithm_a(x)
        limits = result.location - 1.5 * result.scale, result.location + 1.5 * result.scale
        clipped = np.clip(x, *limits)
        assert clipped.mean() == pytest.approx(result.location, rel=1e-14, abs=1e-12 * result.scale)
        assert 1.134 * clipped.std(ddof=1) == pytest.approx(result.scale, rel=1e-9)


def test_collapse_to_a_value_that_is_not_the_median():
    # Half of the values are equal; the median lies between them and the next one.
    result = algorithm_a([1.0] * 50 + [1.001, *np.linspace(2, 3, 49)])
    assert result.scale > 0.5
    result = algorithm_a([1.0] * 30 + [0.5, 1.5, 0.6, 1.4])
    assert (result.location, result.scale) == (1.0, 0.0)


def test_arguments_are_checked():
    with pytest.raises(InputError, match="not a stopping rule"):
        algorithm_a([1, 2], stopping="soon")
    with pytest.raises(InputError, match="must be above zero"):
        algorithm_a([1, 2], fixed_scale=0)
