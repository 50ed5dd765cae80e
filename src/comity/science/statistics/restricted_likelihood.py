"""The dark variance of greatest restricted likelihood, for values with known variances.

The likelihood can have several maxima, so it is first looked at on a grid from zero to far beyond any sensible value;
around the best point the score is then bracketed and halved.
"""

from __future__ import annotations

import numpy as np

from comity.science.statistics.samples import Floats

_GRID = 400
_HALVINGS = 200
_TOLERANCE = 1e-15


def maximise(x: Floats, variances: Floats) -> tuple[float, int]:
    """τ² and the number of halvings, in units where the smallest variance is 1."""
    widest = float(np.ptp(x)) ** 2
    if widest == 0:
        return 0.0, 0
    grid = np.concatenate([[0.0], np.geomspace(min(1e-6, 1e-6 * widest), 2 * widest, _GRID)])
    best = int(np.argmax([log_likelihood(x, variances, float(between)) for between in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _GRID)])
    if best == 0 and score(x, variances, 0.0) <= 0:
        return 0.0, 0
    for halving in range(1, _HALVINGS + 1):
        middle = (low + high) / 2
        if high - low <= _TOLERANCE * (1 + middle) or not low < middle < high:
            return middle, halving
        low, high = (middle, high) if score(x, variances, middle) > 0 else (low, middle)
    return (low + high) / 2, _HALVINGS


def log_likelihood(x: Floats, variances: Floats, between: float) -> float:
    """Restricted log-likelihood, without its constant."""
    weights = 1 / (variances + between)
    total = float(weights.sum())
    mean = float(weights @ x) / total
    squares = float(weights @ np.square(x - mean))
    return 0.5 * (float(np.log(weights).sum()) - float(np.log(total)) - squares)


def score(x: Floats, variances: Floats, between: float) -> float:
    """Twice the derivative of the restricted log-likelihood by τ²."""
    weights = 1 / (variances + between)
    total = float(weights.sum())
    mean = float(weights @ x) / total
    gain = float(np.square(weights) @ np.square(x - mean))
    return gain - total + float(weights @ weights) / total
