import numpy as np

from comity.science.statistics.population import BLOCK, draw, population_of


def rows(*values):
    return [np.atleast_1d(np.asarray(value, dtype=float)) for value in values]


def test_equal_results_are_one_value():
    population, back = population_of(rows(3.0, 1.0, 1.0, 2.0))
    assert population.mean_of.tolist() == [0, 0, 1, 2]
    assert [back.location(mean) for mean in population.means] == [1.0, 2.0, 3.0]
    resamples = population.resamples(np.array([[0, 0, 1, 3]]))
    assert resamples.counts.tolist() == [[3, 0, 1]]
    assert population.laboratories(np.array([[0, 0, 1, 3]]), resamples) is resamples.counts


def test_replicates_are_drawn_by_laboratory():
    population, _ = population_of(rows([2.0, 4.0], [1.0, 1.0], 3.0))
    draws = np.array([[0, 2, 2]])
    assert population.has_replicates
    assert population.resamples(draws).counts.tolist() == [[1, 2]]
    assert population.laboratories(draws, population.resamples(draws)).tolist() == [[1, 0, 2]]


def test_draws_come_in_blocks_of_bounded_size():
    blocks = list(draw(np.random.default_rng(1), 1000, 1000))
    assert [block.shape for block in blocks] == [(400, 1000), (400, 1000), (200, 1000)]
    assert max(block.size for block in blocks) <= BLOCK
    assert next(draw(np.random.default_rng(1), 2, 2 * BLOCK)).shape == (1, 2 * BLOCK)
