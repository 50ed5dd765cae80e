"""Algorithm A on many resamples at once; every result equals `algorithm_a` on that resample.

With running sums of the weights, the values and their squares, one iteration of a resample costs two searches instead
of a pass over the data. Resamples where that loses digits (a location far from the middle of the data in units of s*)
are iterated on the values themselves. Finished resamples leave the iteration.
"""

from __future__ import annotations

import numpy as np

from comity.science.statistics.huber import ADJUSTMENT, CLIP, COLLAPSE, MOST_ITERATIONS, TOLERANCE
from comity.science.statistics.median import MAD_FACTOR
from comity.science.statistics.samples import Flags, Floats, Integers
from comity.science.statistics.weighted_sums import Resamples

FAR = 3.0
"""So many s* from the middle of the data, squares begin to lose digits."""


def locations(resamples: Resamples) -> Floats:
    """x* of every resample."""
    if resamples.size == 1:
        return resamples.counts @ resamples.values
    rows = resamples.rows()
    medians = (rows[:, (resamples.size - 1) // 2] + rows[:, resamples.size // 2]) / 2
    starts = MAD_FACTOR * _middle(np.abs(rows - medians[:, None]))
    floors = np.zeros(medians.size)
    if (tied := np.flatnonzero(starts == 0)).size:
        starts[tied] = rows[tied].std(axis=1, ddof=1)
        floors[tied] = _floors(rows[tied] - medians[tied, None])
    result, astray = _summed(resamples, medians, starts, floors)
    result[astray] = _direct(rows[astray], medians[astray])
    return result


def _floors(x: Floats) -> Floats:
    """Once s* is below this, it can only go on shrinking."""
    distance = np.abs(x)
    floors: Floats = COLLAPSE * np.where(distance > 0, distance, np.inf).min(axis=1)
    return floors


def _middle(distances: Floats) -> Floats:
    size = distances.shape[1]
    places = [(size - 1) // 2, size // 2]
    distances.partition(places, axis=1)
    result: Floats = (distances[:, places[0]] + distances[:, places[1]]) / 2
    return result


def _summed(resamples: Resamples, medians: Floats, starts: Floats, floors: Floats) -> tuple[Floats, Integers]:
    """Locations, and which resamples could not be settled this way."""
    tables = resamples.numbers(), resamples.sums(1), resamples.sums(2)
    result, location, spread = medians.copy(), medians, starts
    active = np.arange(location.size)
    astray = [active[:0]]
    for iteration in range(MOST_ITERATIONS):
        far, collapsed = np.abs(location) > FAR * spread, spread <= floors[active]
        astray.append(active[far & ~collapsed])
        result[active[collapsed]] = medians[active[collapsed]]
        left = ~(far | collapsed)
        active, location, spread = active[left], location[left], spread[left]
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
    floors = _floors(x)
    result, active = np.zeros(medians.size), np.arange(medians.size)
    for iteration in range(MOST_ITERATIONS):
        going = spread > floors[active]
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
