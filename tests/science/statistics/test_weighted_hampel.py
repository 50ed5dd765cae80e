import numpy as np
import pytest

from comity.science.statistics import hampel
from comity.science.statistics.hampel import nearest_root
from comity.science.statistics.population import draw, population_of
from comity.science.statistics.weighted_hampel import _falling, roots
from comity.science.statistics.weighted_sums import Resamples
from tests.science.statistics.published import TWO_GROUPS, invented


def both(x, scale, resamples=40):
    population, back = population_of([np.array([v]) for v in x])
    draws = next(draw(np.random.default_rng(7), resamples, len(x)))
    drawn = population.resamples(draws)
    numbers = drawn.numbers()
    widths = np.full(resamples, back.inward(scale))
    found = roots(drawn, numbers, drawn.medians(numbers), widths)
    return np.array([back.location(v) for v in found]), [np.sort(x)[row] for row in draws]


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 10, 60])
@pytest.mark.parametrize("relative", [0.02, 0.2, 1.0, 5.0])
def test_every_resample_equals_the_single_estimate(kind, count, relative):
    # Small scales give several roots, flat stretches and medians that are roots themselves.
    x = invented(kind, count, 6)
    scale = relative * (1e-12 if kind == 5 else 1.0)
    found, drawn = both(x, scale)
    expected = np.array([hampel(row, scale).location for row in drawn])
    assert np.abs(found - expected).max() <= 1e-12 * scale + 2 * np.spacing(np.abs(expected).max())


def test_two_groups():
    found, drawn = both(np.array(TWO_GROUPS), 0.227, 200)
    expected = np.array([hampel(row, 0.227).location for row in drawn])
    assert found == pytest.approx(expected, abs=1e-12)


def test_scale_zero_leaves_the_median():
    population, _ = population_of([np.array([v]) for v in (1.0, 2.0, 4.0)])
    drawn = population.resamples(np.array([[0, 0, 2], [0, 1, 2]]))
    numbers = drawn.numbers()
    medians = drawn.medians(numbers)
    assert roots(drawn, numbers, medians, np.zeros(2)).tolist() == medians.tolist()


@pytest.mark.parametrize("side", [-1, 1])
def test_many_results_in_an_outer_band_leave_the_slope_in_doubt(side):
    values = np.sort(side * np.array([0.0, 3.5, 3.6, 3.7, 4.0]))
    drawn = Resamples(values, np.ones((1, 5)), 5)
    assert not _falling(drawn, drawn.numbers(), np.zeros(1), np.ones(1), np.zeros(1))[0]
    alone = Resamples(values, np.array([[5.0, 0, 0, 0, 0] if side > 0 else [0, 0, 0, 0, 5.0]]), 5)
    assert _falling(alone, alone.numbers(), np.zeros(1), np.ones(1), np.zeros(1))[0]


def test_a_nearer_root_on_the_other_side_is_found(monkeypatch):
    # Counting cannot show that the slope is negative here, so every resample is solved on its own.
    solved = []

    def watched(x, scale):
        solved.append(x)
        return nearest_root(x, scale)

    monkeypatch.setattr("comity.science.statistics.weighted_hampel.nearest_root", watched)
    both(np.array(TWO_GROUPS), 1.2, 50)
    assert solved
    solved.clear()
    both(invented(0, 60, 1), 1.0)
    assert not solved
