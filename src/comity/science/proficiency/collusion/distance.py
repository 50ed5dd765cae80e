"""Too-close pairs: two laboratories whose errors agree in size and sign, measurand after measurand.

Each measurand is standardised by median and robust spread (bounded at 3), and each laboratory's own mean is taken off,
because a common bias is no sign of anything. With the errors r left, the distance of laboratories i and j over the n_ij
measurands that both reported is

    t_ij = 1 - 2 sum r_im r_jm / (n_ij (q_i + q_j)),   q_i = mean of r_im^2 over all results of i,

that is sum (r_im - r_jm)^2 over the expected sum of squares: 0 for the same errors, about 1 for unrelated ones.
Dividing by the sizes of the errors keeps two accurate laboratories from looking alike merely because both are near the
centre. The null distribution is that of the smallest t of all pairs after each laboratory's errors were shuffled among
its measurands (seeded), so the probability holds for all pairs together (max-T, Westfall and Young 1993). Shuffling
stops as soon as the closest pair cannot become significant any more.
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
    weights, compared = _pair_weights(errors, there)
    likeness = _likeness(errors, weights)
    largest = _shuffled_maxima(errors, there, weights, float(likeness.max(initial=0.0)), alpha, resamples, seed)
    if largest is None:
        return []
    pairs = []
    for i, j in np.argwhere(np.triu(likeness > 0, k=1) & (likeness >= np.quantile(largest, max(0.0, 1 - 2 * alpha)))):
        p_value = (1 + int((largest >= likeness[i, j]).sum())) / (1 + resamples)
        if p_value <= alpha:
            pairs.append(Pair(int(i), int(j), 1 - float(likeness[i, j]), int(compared[i, j]), p_value))
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
    counts = np.maximum(there.sum(axis=1, keepdims=True), 1)
    mean = (standard * there).sum(axis=1, keepdims=True) / counts
    return np.where(there, standard - mean, 0.0), there


def _pair_weights(errors: Floats, there: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """2 / (n_ij (q_i + q_j)), which shuffling leaves as it is; 0 where two laboratories share too few measurands."""
    mask = there.astype(np.float64)
    compared = mask @ mask.T
    square = (errors**2).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    size = compared * (square[:, None] + square[None, :])
    usable = (compared >= LEAST_MEASURANDS) & (size > 0)
    np.fill_diagonal(usable, val=False)
    return np.divide(2.0, size, out=np.zeros_like(size), where=usable), compared


def _likeness(errors: Floats, weights: Floats) -> Floats:
    """1 - t of all pairs."""
    return np.asarray((errors @ errors.T) * weights)


def _shuffled_maxima(
    errors: Floats, there: NDArray[np.bool_], weights: Floats, observed: float, alpha: float, resamples: int, seed: int
) -> Floats | None:
    """Largest likeness of each shuffle; None once `observed` is exceeded too often to be significant."""
    random = np.random.Generator(np.random.PCG64(seed))
    largest = np.empty(resamples)
    exceeded = 0
    for turn in range(resamples):
        shuffled = np.take_along_axis(errors, _shuffled_places(there, random), axis=1)
        largest[turn] = _likeness(shuffled, weights).max(initial=0.0)
        exceeded += largest[turn] >= observed
        if 1 + exceeded > alpha * (1 + resamples):
            return None
    return largest


def _shuffled_places(there: NDArray[np.bool_], random: np.random.Generator) -> NDArray[np.int64]:
    """For each row a permutation of the places where something was reported; the others stay."""
    keys = np.where(there, random.random(there.shape), 2.0)
    order = np.argsort(keys, axis=1)  # reported places first, in random order
    target = np.argsort(~there, axis=1, kind="stable")  # reported places first, in their own order
    places = np.empty_like(order)
    np.put_along_axis(places, target, order, axis=1)
    return places
