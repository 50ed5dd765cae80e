"""Too-close pairs: two laboratories whose errors agree in size and sign, measurand after measurand.

Each measurand is standardised by median and robust spread (bounded at 3), each laboratory's own mean is taken off,
because a common bias is no sign of anything, and the distance of two laboratories i, j over the measurands that both
reported is

    t_ij = sum (r_im - r_jm)^2 / sum (r_im^2 + r_jm^2),

0 for the same errors, about 1 for unrelated ones; dividing by the sizes of the errors keeps two accurate laboratories
from looking alike merely because both are near the centre. The null distribution is that of the smallest t of all
pairs after each laboratory's errors were shuffled among its measurands (seeded), so the probability holds for all
pairs together (max-T, Westfall and Young 1993).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.science.proficiency.arguments import Floats
from comity.science.proficiency.screening.centre import robust_centre

LEAST_MEASURANDS = 5
LARGEST = 3.0


class Pair(NamedTuple):
    """A pair, its distance over how many measurands, and the probability over all pairs."""

    first: int
    second: int
    distance: float
    compared: int
    p_value: float


def close_pairs(values: Floats, alpha: float, resamples: int, seed: int) -> list[Pair]:
    """Pairs of rows of `values` (NaN where missing) that are closer than shuffled ones ever are."""
    errors, there = _errors(values)
    if (there.sum(axis=1) >= LEAST_MEASURANDS).sum() < 3:
        return []
    observed, compared = _distances(errors, there)
    smallest = _shuffled_minima(errors, there, resamples, seed)
    first, second = np.nonzero(np.triu(observed < np.quantile(smallest, min(1.0, 2 * alpha)), k=1))
    pairs = []
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        p_value = (1 + int((smallest <= observed[i, j]).sum())) / (1 + resamples)
        if p_value <= alpha:
            pairs.append(Pair(i, j, float(observed[i, j]), int(compared[i, j]), p_value))
    return pairs


def _errors(values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Standardised, bounded, own mean taken off; 0 where missing."""
    there = np.isfinite(values)
    standard = np.zeros(values.shape)
    for place in range(values.shape[1]):
        known = there[:, place]
        if known.sum() < LEAST_MEASURANDS:
            there[:, place] = False
            continue
        centre = robust_centre(values[known, place])
        if centre.spread > 0:
            standard[known, place] = ((values[known, place] - centre.location) / centre.spread).clip(-LARGEST, LARGEST)
    there &= there.sum(axis=1, keepdims=True) >= LEAST_MEASURANDS
    counts = np.maximum(there.sum(axis=1, keepdims=True), 1)
    mean = (standard * there).sum(axis=1, keepdims=True) / counts
    return np.where(there, standard - mean, 0.0), there


def _distances(errors: Floats, there: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Distance of all pairs, 2 where two laboratories share too few measurands to tell."""
    mask = there.astype(np.float64)
    compared = mask @ mask.T
    squares = (errors**2) @ mask.T
    sizes = squares + squares.T
    distance = np.full(sizes.shape, 2.0)
    usable = (compared >= LEAST_MEASURANDS) & (sizes > 0)
    np.divide(sizes - 2 * errors @ errors.T, sizes, out=distance, where=usable)
    return distance.clip(0.0, 2.0), compared


def _shuffled_minima(errors: Floats, there: NDArray[np.bool_], resamples: int, seed: int) -> Floats:
    random = np.random.Generator(np.random.PCG64(seed))
    above = np.triu_indices(len(errors), k=1)
    smallest = np.empty(resamples)
    for turn in range(resamples):
        shuffled = np.take_along_axis(errors, _shuffled_places(there, random), axis=1)
        smallest[turn] = _distances(shuffled, there)[0][above].min()
    return smallest


def _shuffled_places(there: NDArray[np.bool_], random: np.random.Generator) -> NDArray[np.int64]:
    """For each row a permutation of the places where something was reported; the others stay."""
    keys = np.where(there, random.random(there.shape), 2.0)
    order = np.argsort(keys, axis=1)  # reported places first, in random order
    target = np.argsort(~there, axis=1, kind="stable")  # reported places first, in their own order
    places = np.empty_like(order)
    np.put_along_axis(places, target, order, axis=1)
    return places
