import numpy as np
import pytest
from pt13528 import robust

from comity.science.statistics import q_scale
from comity.science.statistics.population import draw, population_of
from comity.science.statistics.weighted_q import scales
from tests.science.statistics.published import AWKWARD, invented


def both(rows, resamples):
    rows = sorted((np.sort(np.atleast_1d(row)) for row in rows), key=lambda row: (float(row.mean()), row.tolist()))
    population, back = population_of(rows)
    draws = next(draw(np.random.default_rng(7), resamples, len(rows)))
    counts = population.laboratories(draws, population.resamples(draws))
    found = np.array([back.scale(v) for v in scales(population.differences, counts, len(rows))])
    return found, [[rows[i] for i in places] for places in draws]


@pytest.mark.parametrize("kind", range(7))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 10, 60, 150])
def test_every_resample_equals_the_single_estimate(kind, count):
    found, drawn = both(invented(kind, count, 6), 40)
    single = np.array([q_scale(rows).scale for rows in drawn])
    tolerance = 1e-12 if kind != 2 else 1e-9  # an offset of 1e6 leaves ten digits
    assert np.abs(found - single).max() <= tolerance * single.max()


@pytest.mark.parametrize("seed", range(6))
def test_replicates_are_drawn_together(seed):
    random = np.random.default_rng(seed)
    rows = [np.round(random.normal(10, 1, random.integers(1, 5)), 1 + seed % 3) for _ in range(4 + 6 * seed)]
    found, drawn = both(rows, 30)
    single = np.array([q_scale(rows).scale for rows in drawn])
    assert np.abs(found - single).max() <= 1e-12 * single.max()


def test_narrow_intervals_are_widened_where_needed(monkeypatch):
    monkeypatch.setattr("comity.science.statistics.weighted_q.LEAF", 1)
    for kind in (0, 1, 3, 6):
        found, drawn = both(invented(kind, 25, 9), 60)
        assert found == pytest.approx([q_scale(rows).scale for rows in drawn], rel=1e-12)


def test_close_results_with_replicates_stay_apart():
    random = np.random.default_rng(3)
    found, drawn = both([10 + 1e-5 * random.normal(size=2) for _ in range(12)], 20)
    assert found == pytest.approx([q_scale(rows).scale for rows in drawn], rel=1e-9)


def test_the_same_as_pt13528_on_the_same_resamples():
    found, drawn = both(invented(1, 40, 8), 5)
    assert found == pytest.approx([robust.q_method([float(row[0]) for row in rows]) for rows in drawn], rel=1e-9)


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_samples(name):
    found, drawn = both(np.array(AWKWARD[name], dtype=float), 30)
    for ours, rows in zip(found, drawn, strict=True):
        assert ours == pytest.approx(q_scale(rows).scale, rel=1e-6, abs=1e-14 * max(abs(row[0]) for row in rows))
