"""Exact tail probabilities of independent coincidences."""

from __future__ import annotations

import numpy as np

from comity.science.proficiency.arguments import Floats


def coincidence_tails(probabilities: Floats) -> Floats:
    """P(at least k coincidences), k = 0..M, for rows of M independent ones with unequal probabilities.

    The Poisson-binomial distribution by convolution, one column at a time: exact, and free of cancellation, because
    the tail is summed from its small end.
    """
    rows, columns = probabilities.shape
    mass = np.zeros((rows, columns + 1))
    mass[:, 0] = 1.0
    for column in range(columns):
        chance = probabilities[:, column : column + 1]
        mass[:, 1:] = mass[:, 1:] * (1 - chance) + mass[:, :-1] * chance
        mass[:, 0] *= 1 - chance[:, 0]
    return np.asarray(np.cumsum(mass[:, ::-1], axis=1)[:, ::-1])
