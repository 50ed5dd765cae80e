import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid
from scipy.stats import gaussian_kde

from comity.base.errors import InputError
from comity.science.likelihood import densities, fit_densities
from tests.science.likelihood.invented import SETS

AT = np.linspace(-4, 4, 33)


@pytest.mark.parametrize("name", SETS)
def test_the_same_as_scipy(name):
    same, different = SETS[name]
    found = fit_densities(same, different)
    kernels = [gaussian_kde(x, (4 / 3) ** 0.2 * x.size**-0.2) for x in (same, different)]
    wanted = np.log10(kernels[0](AT)) - np.log10(kernels[1](AT))
    assert found.log10(AT) == pytest.approx(wanted, rel=1e-9)


def test_reflection_keeps_all_probability_above_the_border():
    scores = np.abs(SETS["overlap"][0])
    density = fit_densities(scores, scores, border=0.0).same
    grid = np.linspace(0, scores.max() + 6, 20001)
    assert trapezoid(np.exp(density.log(grid)), grid) == pytest.approx(1, abs=1e-4)
    open_ = fit_densities(scores, scores).same
    assert trapezoid(np.exp(open_.log(grid)), grid) < 0.99


def test_its_own_kernel_left_out():
    same, different = SETS["overlap"]
    same, different = np.abs(same), np.abs(different)
    found = fit_densities(same, different, bandwidth=0.3, border=0.0)
    left_out = []
    for number, score in enumerate(same):
        others = fit_densities(np.delete(same, number), different, bandwidth=0.3, border=0.0)
        left_out.append(others.log10([score])[0])
    assert found.learned()[0] == pytest.approx(left_out, rel=1e-6)


def test_the_table_for_large_sets_is_fine_enough(monkeypatch):
    scores = np.abs(np.random.default_rng(1).normal(0, 1, 3000))
    density = fit_densities(scores, scores, border=0.0).same
    exact, exact_own = density.log(AT + 4), density.log_without_itself()
    monkeypatch.setattr(densities, "EXACT", 0)
    assert density.log(AT + 4) == pytest.approx(exact, abs=2e-3, rel=1e-3)
    assert density.log_without_itself() == pytest.approx(exact_own, abs=2e-3, rel=1e-3)


@given(st.floats(-60, 60))
def test_always_a_number(at):
    found = fit_densities(*SETS["good"])
    assert np.isfinite(found.log10([at * 1e3])).all()


@pytest.mark.parametrize(
    ("same", "how", "said"),
    [([1.0] * 3, {}, "At least 5"), ([1.0] * 9, {}, "equal"), (range(9), {"bandwidth": 0}, "bandwidth"),
     (range(9), {"border": 2.0}, "below the border")],
)  # fmt: skip
def test_what_is_refused(same, how, said):
    with pytest.raises(InputError, match=said):
        fit_densities(list(same), [float(n) + 2 for n in range(9)], **how)
