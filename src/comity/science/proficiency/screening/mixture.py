"""Two groups a known factor apart: a mixture fitted to the logarithms of the results.

Under the alternative, y = log x comes from

    (1 - e) [(1 - w) N(mu, s^2) + w N(mu + d, s^2)] + e U(range),   e = 0.05,

with known distance d; under the null hypothesis w = 0. The uniform part keeps outliers of any other cause from being
mistaken for a group. Both are fitted by expectation-maximisation with a fixed number of steps, so it always ends.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.science.proficiency.arguments import Floats

BACKGROUND: Final = 0.05
STEPS: Final = 25
LEAST_SPREAD: Final = 1e-4  # of a logarithm: 0.01 %, finer than results are reported
_NORMAL: Final = 1 / np.sqrt(2 * np.pi)


class Mixture(NamedTuple):
    """The fitted mixture: main group, spread, weight of the displaced group, and twice the gain in log-likelihood."""

    location: float
    spread: float
    weight: float
    statistic: float
    displaced: NDArray[np.bool_]


def fit_displaced_group(logarithms: Floats, distance: float) -> Mixture:
    """Fit the mixture for one distance; `displaced` marks values more likely there than anywhere else."""
    span = max(float(np.ptp(logarithms)), 2 * abs(distance), 20 * LEAST_SPREAD)
    starts = np.array([np.median(logarithms), np.median(logarithms) - distance / 2])
    null = _fit(logarithms, distance, span, starts[:1], 0.0)
    alternative = _fit(logarithms, distance, span, starts, 0.3)
    best = int(np.argmax(alternative.likelihood))
    main, second = alternative.main[best], alternative.second[best]
    return Mixture(
        location=float(alternative.location[best]),
        spread=float(alternative.spread[best]),
        weight=float(alternative.weight[best]),
        statistic=float(2 * (alternative.likelihood[best] - null.likelihood[0])),
        displaced=np.asarray((second > main) & (second > BACKGROUND / span)),
    )


class _Fit(NamedTuple):
    location: Floats
    spread: Floats
    weight: Floats
    likelihood: Floats
    main: Floats
    second: Floats


def _fit(y: Floats, distance: float, span: float, starts: Floats, weight: float) -> _Fit:
    """Expectation-maximisation from several starting locations at once (rows)."""
    location = starts[:, None]
    spread = np.full_like(location, max(float(np.median(np.abs(y - starts[0]))), LEAST_SPREAD))
    share = np.full_like(location, weight)
    for _ in range(STEPS):
        main, second = _densities(y, location, spread, share, distance)
        total = main + second + BACKGROUND / span
        in_main, in_second = main / total, second / total
        inside = np.maximum((in_main + in_second).sum(axis=1, keepdims=True), 1e-12)
        location = (in_main * y + in_second * (y - distance)).sum(axis=1, keepdims=True) / inside
        squares = in_main * (y - location) ** 2 + in_second * (y - distance - location) ** 2
        spread = np.maximum(np.sqrt(squares.sum(axis=1, keepdims=True) / inside), LEAST_SPREAD)
        share = in_second.sum(axis=1, keepdims=True) / inside
    main, second = _densities(y, location, spread, share, distance)
    likelihood = np.log(main + second + BACKGROUND / span).sum(axis=1)
    return _Fit(location[:, 0], spread[:, 0], share[:, 0], likelihood, main, second)


def _densities(y: Floats, location: Floats, spread: Floats, share: Floats, distance: float) -> tuple[Floats, Floats]:
    standardised = (y - location) / spread
    height = (1 - BACKGROUND) * _NORMAL / spread
    main = height * (1 - share) * np.exp(-0.5 * standardised**2)
    second = height * share * np.exp(-0.5 * (standardised - distance / spread) ** 2)
    return main, second
