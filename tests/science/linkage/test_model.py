import dataclasses

import numpy as np
import pytest
from scipy import stats

from comity.base.errors import InputError
from comity.science.linkage import Pretreatment, learn, population_of, synthetic_profiles, tabulate
from comity.science.linkage.model import Population

KNOWN = synthetic_profiles(60, 3, seed=7, within=0.5, between=0.6)
KINDS = ["densities", "logistic", "pav"]


def test_pairs_are_counted_right():
    found = population_of(KNOWN, Pretreatment(), "pearson")
    assert (found.linked.size, found.unlinked.size, found.sources) == (60 * 3, 180 * 179 // 2 - 180, 60)
    assert found.linked.mean() < found.unlinked.mean()


@pytest.mark.parametrize("rate", [0.0, 0.005, 0.05, 0.5])
def test_the_cut_off_keeps_the_false_positive_rate(rate):
    found = population_of(KNOWN, Pretreatment(), "pearson")
    cut_off = found.cut_off(rate)
    assert found.false_positive_rate(cut_off) <= rate
    larger = np.sort(found.unlinked)[int(rate * found.unlinked.size)]
    assert found.false_positive_rate(larger) > rate
    assert found.sensitivity(cut_off) == (found.linked <= cut_off).mean()


def test_equal_distances_fall_on_one_side():
    tied = Population(np.zeros(5), np.array([1.0, 1.0, 1.0, 2.0]), 3)
    assert tied.false_positive_rate(tied.cut_off(0.3)) == 0
    assert tied.false_positive_rate(tied.cut_off(0.8)) == 0.75
    with pytest.raises(InputError, match="between 0 and 1"):
        tied.cut_off(1.5)


@pytest.mark.parametrize("kind", KINDS)
def test_ratios_are_right_about_a_population_it_has_not_seen(kind):
    """Calibrated on one half of the truth, judged on another: cost below one bit, bounds kept, direction right."""
    model = learn(KNOWN, calibration=kind)
    other = population_of(synthetic_profiles(50, 3, seed=7001, within=0.5, between=0.6), Pretreatment(), "pearson")
    same, different = model.log10(other.linked)[0], model.log10(other.unlinked)[0]
    assert model.bounds.lower <= min(same.min(), different.min())
    assert max(same.max(), different.max()) <= model.bounds.upper
    assert same.mean() > 0.5 > -0.5 > different.mean()
    assert 0 < model.cost.discrimination <= model.cost.total < 0.8
    # of all unlinked pairs, at most 1/k may reach a ratio of k (Good's bound), with some room for sampling
    for k in (3, 10, 30):
        assert (different >= np.log10(k)).mean() <= 1.5 / k


def test_the_known_answer_of_a_normal_model():
    """Distances drawn from two known normal laws: the densities must give their ratio where both have data."""
    random = np.random.default_rng(3)
    linked, unlinked = random.normal(2, 0.3, 4000), random.normal(3, 0.5, 4000)
    from comity.science.linkage.model import _calibrated

    calibration, same, different = _calibrated(Population(linked, unlinked, 100), "densities")
    at = np.array([1.8, 2.2, 2.6])
    truth = (stats.norm(2, 0.3).logpdf(at) - stats.norm(3, 0.5).logpdf(at)) / np.log(10)
    assert calibration.log10(-at) == pytest.approx(truth, abs=0.12)
    assert same.mean() > 0 > different.mean()


def test_bounds_by_sources_are_tighter():
    wide, tight = (learn(KNOWN, bounded_by=by).bounds for by in ("pairs", "sources"))
    assert tight.upper == pytest.approx(min(np.log10(61), wide.upper))
    assert tight.upper < wide.upper
    assert tight.lower >= wide.lower


def test_what_is_refused():
    nameless = tabulate([dataclasses.replace(profile, source="") for profile in KNOWN.profiles])
    with pytest.raises(InputError, match="no known source"):
        learn(nameless)
    with pytest.raises(InputError, match="At least 10"):
        learn(synthetic_profiles(4, 2, seed=1))
    with pytest.raises(InputError, match="no calibration"):
        learn(KNOWN, calibration="best")
