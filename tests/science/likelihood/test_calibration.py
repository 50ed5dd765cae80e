import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.api import GLM, add_constant, families

from comity.base.errors import ComputationError, InputError
from comity.science.likelihood import fit_logistic, fit_pav
from tests.science.likelihood.invented import SETS

SCORES = st.lists(st.integers(-8, 8), min_size=1, max_size=15)


def isotonic_by_definition(shares, weights):
    """max over starts of min over ends of the mean in between (Robertson, Wright & Dykstra 1988, theorem 1.4.4)."""
    size = len(shares)
    mean = lambda a, b: np.average(shares[a:b], weights=weights[a:b])  # noqa: E731 - the formula as printed
    return [max(min(mean(a, b) for b in range(i + 1, size + 1)) for a in range(i + 1)) for i in range(size)]


@given(SCORES, SCORES)
def test_pav_the_same_as_the_definition(same, different):
    found = fit_pav(same, different)
    scores = sorted({*same, *different})
    counts = np.array([[same.count(score), different.count(score)] for score in scores], float)
    shares = np.array(isotonic_by_definition(counts[:, 0] / counts.sum(axis=1), counts.sum(axis=1)))
    with np.errstate(divide="ignore"):
        wanted = np.log10(shares / (1 - shares)) - np.log10(len(same) / len(different))
    assert found.scores.tolist() == scores
    assert found.values == pytest.approx(wanted, abs=1e-9)
    assert found.log10(scores) == pytest.approx(found.values)


@pytest.mark.parametrize(
    ("name", "three"),
    [
        ("overlap", [-0.82628844, -0.78053095, 0.17371156]),
        ("good", [2.29247219, 2.29247219, 2.29247219]),
        ("bad", [-0.04703295, -0.04703295, -0.04703295]),
    ],
)
def test_pav_with_a_misleading_comparison_as_lir_gives_it(name, three):
    """lir 1.3.1 (Netherlands Forensic Institute), IsotonicCalibrator(add_misleading=1), at the three lowest scores."""
    same, different = SETS[name]
    assert fit_pav(same, different, misleading=1).log10(np.sort(same)[:3]) == pytest.approx(three, abs=1e-7)


@given(SCORES, SCORES, st.lists(st.floats(-9, 9), min_size=2, max_size=9))
def test_pav_rises_and_is_cautious_in_between(same, different, at):
    found = fit_pav(same, different, misleading=1)
    assert np.isfinite(found.values).all()
    assert (np.diff(found.log10(found.scores)) >= 0).all()
    values = found.log10(at)
    for score, value in zip(at, values, strict=True):
        below, above = found.values[found.scores <= score], found.values[found.scores >= score]
        around = [*below[-1:], *above[:1]]
        assert abs(value) == pytest.approx(min(map(abs, around)))


@pytest.mark.parametrize(
    ("name", "intercept", "slope"), [("overlap", 0.04697275, 1.45823995), ("bad", 0.04576355, -0.06840396)]
)
def test_logistic_as_scikit_learn_gives_it(name, intercept, slope):
    """scikit-learn 1.9.1, LogisticRegression(C=1e12, class_weight="balanced"), divided by ln 10."""
    found = fit_logistic(*SETS[name])
    assert (found.intercept, found.slope) == pytest.approx((intercept, slope), abs=1e-6)


@given(st.integers(0, 30), st.floats(0.1, 100), st.floats(-50, 50))
@settings(max_examples=25, deadline=None)
def test_logistic_the_same_as_statsmodels_in_any_unit(seed, unit, offset):
    random = np.random.default_rng(seed)
    same, different = random.normal(1, 1, 40), random.normal(0, 1.5, 70)
    found = fit_logistic(unit * same + offset, unit * different + offset)
    labels = np.repeat([1.0, 0.0], [40, 70])
    weights = np.repeat([110 / 80, 110 / 140], [40, 70])
    model = GLM(labels, add_constant(np.concatenate([same, different])), families.Binomial(), freq_weights=weights)
    intercept, slope = model.fit(tol=1e-12).params / np.log(10)
    assert found.slope * unit == pytest.approx(slope, rel=1e-5)
    assert found.log10([offset])[0] == pytest.approx(intercept, rel=1e-5, abs=1e-6)


def test_separated_scores_need_a_penalty():
    with pytest.raises(ComputationError, match="separate"):
        fit_logistic([1, 2, 3], [-1, -2, -3])
    mild, strong = (fit_logistic([1, 2, 3], [-1, -2, -3], penalty).slope for penalty in (0.1, 10))
    assert mild > strong > 0
    equal = fit_logistic([2.0, 2.0], [2.0])
    assert (equal.intercept, equal.slope) == (0.0, 0.0)


@pytest.mark.parametrize("same", [[], [np.nan], ["a"], [[1.0]]])
def test_what_is_refused(same):
    for fit in (fit_pav, fit_logistic):
        with pytest.raises(InputError):
            fit(same, [1.0])
    with pytest.raises(InputError, match="below zero"):
        fit_logistic([1.0], [0.0], penalty=-1)
    with pytest.raises(InputError, match="below zero"):
        fit_pav([1.0], [0.0], misleading=-1)
