import numpy as np
import pytest

from comity.science.statistics import algorithm_a
from comity.science.statistics.population import draw, population_of
from comity.science.statistics.weighted_huber import locations
from tests.science.statistics.published import AWKWARD, invented


def both(x, resamples):
    population, back = population_of([np.array([v]) for v in x])
    draws = next(draw(np.random.default_rng(7), resamples, len(x)))
    found = np.array([back.location(v) for v in locations(population.resamples(draws))])
    return found, [algorithm_a(np.sort(x)[row]) for row in draws]


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 10, 60])
def test_every_resample_equals_the_single_estimate(kind, count):
    found, single = both(invented(kind, count, 6), 40)
    size = max(1e-15, *(estimate.scale for estimate in single))
    expected = np.array([estimate.location for estimate in single])
    assert np.abs(found - expected).max() <= 1e-12 * size + 2 * np.spacing(np.abs(expected).max())


def test_resamples_far_from_the_middle_keep_their_digits():
    random = np.random.default_rng(1)
    x = np.concatenate([1e-6 * random.normal(size=6), 1e3 + 1e-6 * random.normal(size=5)])
    found, single = both(x, 300)
    for ours, estimate in zip(found, single, strict=True):
        assert ours == pytest.approx(estimate.location, rel=1e-15, abs=1e-9 * estimate.scale + 2e-12)


@pytest.mark.parametrize(
    "name", [name for name in AWKWARD if name not in ("absurd outlier", "mixed units", "largest", "vanishing")]
)
def test_awkward_samples(name):
    found, single = both(np.array(AWKWARD[name], dtype=float), 30)
    for ours, estimate in zip(found, single, strict=True):
        # Collapse is geometric: what remains of it is far below any digit of the data.
        assert ours == pytest.approx(estimate.location, rel=1e-9, abs=1e-10 * estimate.scale)
