"""Bootstrap of an estimator's location: ISO 13528:2022, 7.7.6.

Laboratories are drawn with replacement; the standard deviation of the resamples' locations is the standard uncertainty.
Resamples are computed in blocks of bounded memory, all of a block at once; each equals the estimator on that resample.
Draws refer to the results in ascending order: the order in which they are handed over does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.statistics import weighted_hampel, weighted_huber, weighted_q
from comity.science.statistics.estimate import CONTEXT, Estimate
from comity.science.statistics.hampel import q_hampel
from comity.science.statistics.huber import algorithm_a
from comity.science.statistics.median import mad_e, mean_and_standard_deviation, niqr
from comity.science.statistics.population import Population, draw, population_of
from comity.science.statistics.qn import qn
from comity.science.statistics.samples import (
    Floats,
    Integers,
    Replicates,
    check_count,
    laboratory_means,
    replicates,
    sample,
)


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
    """Standard uncertainty of a location by resampling laboratories.

    u(x*) = standard deviation of the estimator's location over B samples of p laboratories drawn with replacement.

    Parameters
    ----------
    values : array_like, shape (p,), or sequence of array_like
        One result per laboratory, or one row of replicates per laboratory (drawn together), all in one unit.
    estimator : {"q_hampel", "algorithm_a", "median", "niqr", "mad_e", "qn", "mean"}
        The median is the location of "niqr", "mad_e" and "qn".
    resamples : int
        B, at least 2.
    seed : int
        Of PCG64; the same seed and data give the same result to the last digit.
    groups : sequence, shape (p,), optional
        The laboratory of each of `values`, if they are handed over in one row.

    Returns
    -------
    BootstrapResult
        In the unit of `values`. Degenerate where the estimator is.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an unknown estimator, a bad number of resamples or seed.

    References
    ----------
    ISO 13528:2022, 7.7.6. B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap.

    Examples
    --------
    >>> result = bootstrap([1.0, 1.1, 1.2, 1.3, 1.25], "mean", resamples=20_000, seed=1)
    >>> round(result.location, 3), round(result.standard_uncertainty, 3)
    (1.17, 0.048)
    """
    function, locate = _estimator(estimator)
    check_count(resamples, 2, "resamples")
    check_count(seed, 0, "seed")
    rows = replicates(values if groups is None else _grouped(values, groups))
    whole = function(rows if estimator == "q_hampel" else laboratory_means(rows))
    population, back = population_of(rows)
    random = np.random.Generator(np.random.PCG64(seed))
    found = np.concatenate([locate(population, draws) for draws in draw(random, resamples, len(rows))])
    low, high = np.quantile(found, [0.025, 0.975])
    return BootstrapResult(
        location=whole.location,
        scale=whole.scale,
        standard_uncertainty=back.scale(float(found.std(ddof=1))),
        interval=(back.location(float(low)), back.location(float(high))),
        resamples=resamples,
        seed=seed,
        method=whole.method,
        degenerate=whole.degenerate,
    )


def _medians(population: Population, draws: Integers) -> Floats:
    resamples = population.resamples(draws)
    return resamples.medians(resamples.numbers())


def _means(population: Population, draws: Integers) -> Floats:
    found: Floats = population.means[population.mean_of[draws]].mean(axis=1)
    return found


def _huber(population: Population, draws: Integers) -> Floats:
    return weighted_huber.locations(population.resamples(draws))


def _hampel(population: Population, draws: Integers) -> Floats:
    resamples = population.resamples(draws)
    laboratories = population.laboratories(draws, resamples)
    scales = weighted_q.scales(population.differences, laboratories, draws.shape[1])
    numbers = resamples.numbers()
    return weighted_hampel.roots(resamples, numbers, resamples.medians(numbers), scales)


Locate = Callable[[Population, Integers], Floats]
_ESTIMATORS: dict[str, tuple[Callable[..., Estimate], Locate]] = {
    "q_hampel": (q_hampel, _hampel),
    "algorithm_a": (algorithm_a, _huber),
    "median": (niqr, _medians),
    "niqr": (niqr, _medians),
    "mad_e": (mad_e, _medians),
    "qn": (qn, _medians),
    "mean": (mean_and_standard_deviation, _means),
}


def _estimator(name: str) -> tuple[Callable[..., Estimate], Locate]:
    if name in _ESTIMATORS:
        return _ESTIMATORS[name]
    what = message(CONTEXT, "“{name}” is not an estimator that can be bootstrapped.", name=str(name))
    remedy = message(CONTEXT, "Use one of {names}.", names=", ".join(_ESTIMATORS))
    raise InputError("statistics.estimator", what, where="estimator", remedy=remedy)


def _grouped(values: Replicates, groups: Sequence[Hashable]) -> list[Floats]:
    x = sample(np.asarray(values))
    if len(groups) != x.size:
        text = "There are {values} values but {groups} laboratories for them."
        what = message(CONTEXT, text, values=x.size, groups=len(groups))
        raise InputError("statistics.shape", what, where="groups")
    members: dict[Hashable, list[float]] = {}
    for group, value in zip(groups, x.tolist(), strict=True):
        members.setdefault(group, []).append(value)
    return [np.array(row) for row in members.values()]
