"""Bootstrap of an estimator's location: ISO 13528:2022, 7.7.6.

Laboratories are drawn with replacement; the standard deviation of the resamples' locations is the standard uncertainty.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics.estimate import CONTEXT, Estimate
from comity.science.statistics.hampel import q_hampel
from comity.science.statistics.huber import algorithm_a
from comity.science.statistics.median import mad_e, mean_and_standard_deviation, niqr
from comity.science.statistics.qn import qn
from comity.science.statistics.samples import Floats, Replicates, check_count, replicates

ESTIMATORS: dict[str, Callable[[Floats], Estimate]] = {
    "algorithm_a": algorithm_a,
    "q_hampel": q_hampel,
    "median": niqr,
    "niqr": niqr,
    "mad_e": mad_e,
    "qn": qn,
    "mean": mean_and_standard_deviation,
}


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """The estimator on the data, and how its location varies over resamples (unit of the data).

    `interval` holds the 2.5 % and 97.5 % quantiles of the resamples' locations.
    """

    location: float
    scale: float
    standard_uncertainty: float
    interval: tuple[float, float]
    resamples: int
    seed: int
    method: str
    clause: str = "ISO 13528:2022, 7.7.6"
    degenerate: Message | None = None


def bootstrap(
    values: Replicates,
    estimator: str = "q_hampel",
    *,
    resamples: int = 10_000,
    seed: int,
    groups: Sequence[Hashable] | None = None,
) -> BootstrapResult:
    """Standard uncertainty of a location by resampling laboratories."""
    del groups
    rows = replicates(values)
    x = np.array([row.mean() for row in rows])
    function = ESTIMATORS.get(estimator)
    if function is None:
        raise InputError("statistics.estimator", message(CONTEXT, "“{name}” is not known.", name=estimator))
    check_count(resamples, 2, "resamples")
    random = np.random.Generator(np.random.PCG64(seed))
    whole = function(x)
    places = random.integers(0, x.size, size=(resamples, x.size))
    locations = np.array([function(x[row]).location for row in places])
    low, high = np.quantile(locations, [0.025, 0.975])
    spread = float(locations.std(ddof=1))
    interval = (float(low), float(high))
    return BootstrapResult(whole.location, whole.scale, spread, interval, resamples, seed, whole.method)
