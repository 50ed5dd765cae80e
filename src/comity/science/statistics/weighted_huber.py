"""Algorithm A on many resamples at once; every result equals `algorithm_a` on that resample.

With running sums of the weights, the values and their squares, one iteration of a resample costs two searches instead
of a pass over the data. Resamples where that loses digits (more than half of the values equal, or a location far from
the middle of the data in units of s*) are iterated on the values themselves. Finished resamples leave the iteration.
"""

from __future__ import annotations

import numpy as np

from comity.science.statistics.huber import ADJUSTMENT, CLIP, COLLAPSE, MOST_ITERATIONS, TOLERANCE
from comity.science.statistics.median import MAD_FACTOR
from comity.science.statistics.samples import Flags, Floats, Integers
from comity.science.statistics.weighted_sums import Resamples

FAR = 3.0
"""So many s* from the middle of the data, squares begin to lose digits."""
MOST_SUMMED = 300
"""What has not settled by then is slow or collapsing: it is iterated on the values themselves."""


def locations(resamples: Resamples) -> Floats:
    """x* of every resample."""
    if resamples.size == 1:
        return resamples.counts @ resamples.values
    rows = resamples.rows()
    medians = (rows[:, (resamples.size - 1) // 2] + rows[:, resamples.size // 2]) / 2
    starts = MAD_FACTOR * _middle(np.abs(rows - medians[:, None]))
    direct = starts == 0
    result = np.empty(medians.size)
    result[direct] = _direct(rows[direct], medians[direct])
    easy = np.flatnonzero(~direct)
    if easy.size:
        result[easy], astray = _summed(resamples.only(easy), medians[easy], starts[easy])
        result[easy[astray]] = _direct(rows[easy[astray]], medians[easy[astray]])
    return result


def _middle(distances: Floats) -> Floats:
    size = distances.shape[1]
    places = [(size - 1) // 2, size // 2]
    distances.partition(places, axis=1)
    result: Floats = (distances[:, places[0]] + distances[:, places[1]]) / 2
    return result


def _summed(resamples: Resamples, location: Floats, spread: Floats) -> tuple[Floats, Integers]:
    """Locations, and which resamples could not be settled this way."""
    tables = resamples.numbers(), resamples.sums(1), resamples.sums(2)
    result = location.copy()
    active = np.arange(location.size)
    astray = [active[:0]]
    for iteration in range(MOST_SUMMED):
        far = np.abs(location) > FAR * spread
        astray.append(active[far])
        active, location, spread = active[~far], location[~far], spread[~far]
        mean, new = _step(resamples, tables, active, location, spread)
        step = np.maximum(np.abs(mean - location), np.abs(new - spread))
        going = ~(step <= TOLERANCE * new) if iteration else np.ones(active.size, dtype=bool)
        result[active] = mean
        active, location, spread = active[going], mean[going], new[going]
        if not active.size:
            break
    return result, np.concatenate([*astray, active])


def _step(
    resamples: Resamples, tables: tuple[Floats, Floats, Floats], rows: Integers, location: Floats, spread: Floats
) -> tuple[Floats, Floats]:
    """One iteration of Algorithm A for some rows, from the running numbers, sums and sums of squares."""
    numbers, sums, squares = tables
    start, size = rows * numbers.shape[1], resamples.size
    low, high = location - CLIP * spread, location + CLIP * spread
    left = start + np.searchsorted(resamples.values, low)
    right = start + np.searchsorted(resamples.values, high, side="right")
    below, above = np.take(numbers, left), size - np.take(numbers, right)
    mean = (np.take(sums, right) - np.take(sums, left) + below * low + above * high) / size
    total = np.take(squares, right) - np.take(squares, left) + below * low * low + above * high * high
    return mean, ADJUSTMENT * np.sqrt(np.maximum(total - size * mean * mean, 0.0) / (size - 1))


def _direct(rows: Floats, medians: Floats) -> Floats:
    x = rows - medians[:, None]
    location, spread = np.zeros(medians.size), x.std(axis=1, ddof=1)
    made = MAD_FACTOR * _middle(np.abs(x))
    spread = np.where(made > 0, made, spread)
    distance = np.abs(x)
    floor = COLLAPSE * np.where(distance > 0, distance, np.inf).min(axis=1)
    result, active = np.zeros(medians.size), np.arange(medians.size)
    for iteration in range(MOST_ITERATIONS):
        going = spread > floor[active]
        active, x, location, spread = _keep(going, active, x, location, spread)
        if not active.size:
            break
        clipped = np.clip(x, (location - CLIP * spread)[:, None], (location + CLIP * spread)[:, None])
        mean, new = clipped.mean(axis=1), ADJUSTMENT * clipped.std(axis=1, ddof=1)
        step = np.maximum(np.abs(mean - location), np.abs(new - spread))
        location, spread = mean, new
        settled = (step <= TOLERANCE * spread) & (iteration > 0)
        result[active[settled]] = location[settled]
        active, x, location, spread = _keep(~settled, active, x, location, spread)
    result[active] = location
    return medians + result


def _keep(
    chosen: Flags, active: Integers, x: Floats, location: Floats, spread: Floats
) -> tuple[Integers, Floats, Floats, Floats]:
    if chosen.all():
        return active, x, location, spread
    return active[chosen], x[chosen], location[chosen], spread[chosen]
