"""Normal maximum likelihood when some results are only known to lie below a limit (`<LOQ`).

Substituting half the limit is biased and only tolerable for few such results; the likelihood uses what is known.
With γ = 1/σ and δ = μ/σ the log-likelihood is concave (R. J. Olsen 1978), so Newton's method finds its one maximum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr

from comity.base.errors import ComputationError, InputError
from comity.base.messages import Message, message
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.samples import Floats, centre, sample

TOLERANCE = 1e-12
MOST_ITERATIONS = 200


@dataclass(frozen=True, slots=True)
class CensoredNormal:
    """Mean and standard deviation of a normal sample with left-censored results, in the unit of the data.

    The uncertainties come from the observed information; `scale` is the maximum likelihood one (divisor p, not p − 1).
    """

    location: float
    scale: float
    standard_uncertainty: float
    scale_standard_uncertainty: float
    count: int
    censored: int
    iterations: int
    converged: bool
    method: str = "Normal maximum likelihood with censored results"
    clause: str = "Cohen (1959), Technometrics 1, 217"
    degenerate: Message | None = None


def censored_normal(values: Sequence[float | None] | Floats, limits: Sequence[float | None] | Floats) -> CensoredNormal:
    """Maximum likelihood of mean and standard deviation with `<limit` results.

    ln L = Σ_observed ln φ((x − μ)/σ)/σ + Σ_censored ln Φ((limit − μ)/σ).

    Parameters
    ----------
    values : sequence of float or None, shape (p,)
        Results, all in one unit; None or NaN where only `<limit` was reported.
    limits : sequence of float or None, shape (p,)
        The limits of the censored results, in the same unit; ignored (None or NaN) beside a value.

    Returns
    -------
    CensoredNormal
        In the unit of `values`.

    Raises
    ------
    InputError
        Unequal lengths, or a result with neither value nor limit (its index is named).
    ComputationError
        Fewer than two different uncensored values: the likelihood has no maximum.

    References
    ----------
    A. C. Cohen (1959), Technometrics 1, 217-237. R. J. Olsen (1978), Econometrica 46, 1211-1215.

    Examples
    --------
    >>> result = censored_normal([1.2, 1.5, 1.9, None, None], [None, None, None, 1.0, 1.0])
    >>> round(result.location, 4), round(result.scale, 4), result.censored
    (1.1766, 0.522, 2)
    """
    observed, below = _split(values, limits)
    centred = centre(observed)
    peak = float(np.abs(centred.deviations).max())
    if peak == 0:
        raise _no_maximum(observed.size)
    x = centred.deviations / peak
    unit = math.ldexp(peak, centred.exponent)
    bounds = (below - centred.median) / unit
    gamma, delta, information, iterations, converged = _maximise(x, bounds)
    covariance = _covariance(gamma, delta, information)
    return CensoredNormal(
        location=centred.median + unit * delta / gamma,
        scale=unit / gamma,
        standard_uncertainty=unit * math.sqrt(covariance[0]),
        scale_standard_uncertainty=unit * math.sqrt(covariance[1]),
        count=x.size + bounds.size,
        censored=bounds.size,
        iterations=iterations,
        converged=converged,
    )


def _split(values: Sequence[float | None] | Floats, limits: Sequence[float | None] | Floats) -> tuple[Floats, Floats]:
    if len(values) != len(limits):
        text = "There are {values} values but {limits} limits."
        what = message(CONTEXT, text, values=len(values), limits=len(limits))
        raise InputError("statistics.shape", what, where="limits")
    missing = [value is None or value != value for value in values]
    for i, (absent, limit) in enumerate(zip(missing, limits, strict=True)):
        if absent and (limit is None or limit != limit):
            what = message(CONTEXT, "There is neither a value nor a limit.")
            raise InputError("statistics.not_finite", what, where=f"values[{i}]")
    observed = [value for value, absent in zip(values, missing, strict=True) if not absent]
    below = [limit for limit, absent in zip(limits, missing, strict=True) if absent]
    if len(observed) < 2:
        raise _no_maximum(len(observed))
    return sample(_numbers(observed)), sample(_numbers(below), "limits") if below else np.empty(0)


def _numbers(items: Sequence[float | None]) -> ArrayLike:
    return [item for item in items if item is not None]


def _no_maximum(count: int) -> ComputationError:
    text = "With {count} uncensored results that do not differ, mean and standard deviation cannot be estimated."
    remedy = message(CONTEXT, "Use another route to the assigned value, or score the results as qualitative.")
    return ComputationError("statistics.censored", message(CONTEXT, text, count=count), where="values", remedy=remedy)


def _log_likelihood(x: Floats, bounds: Floats, gamma: float, delta: float) -> float:
    observed = x.size * math.log(gamma) - 0.5 * float(np.square(gamma * x - delta).sum())
    return observed + float(log_ndtr(gamma * bounds - delta).sum())


def _derivatives(x: Floats, bounds: Floats, gamma: float, delta: float) -> tuple[Floats, Floats]:
    """Gradient by (γ, δ) and the information matrix (minus the second derivatives)."""
    residual = gamma * x - delta
    z = gamma * bounds - delta
    ratio = np.exp(-0.5 * np.square(z) - log_ndtr(z)) / math.sqrt(2 * math.pi)
    curvature = ratio * (ratio + z)
    gradient = np.array([x.size / gamma - float(residual @ x) + float(ratio @ bounds), residual.sum() - ratio.sum()])
    mixed = -float(x.sum()) - float(curvature @ bounds)
    first = x.size / gamma**2 + float(x @ x) + float(curvature @ np.square(bounds))
    return gradient, np.array([[first, mixed], [mixed, x.size + float(curvature.sum())]])


def _maximise(x: Floats, bounds: Floats) -> tuple[float, float, Floats, int, bool]:
    start = np.concatenate([x, np.minimum(bounds, x.max())])  # limits far below the values would overflow otherwise
    gamma = 1 / float(start.std())
    delta = gamma * float(start.mean())
    height = _log_likelihood(x, bounds, gamma, delta)
    for iteration in range(1, MOST_ITERATIONS + 1):
        gradient, information = _derivatives(x, bounds, gamma, delta)
        step = np.linalg.solve(information, gradient)
        size = 1.0
        while gamma + size * step[0] <= 0 or (
            _log_likelihood(x, bounds, gamma + size * step[0], delta + size * step[1]) < height - 1e-12 * abs(height)
        ):
            size /= 2
            if size < 1e-12:
                return gamma, delta, information, iteration, False
        gamma, delta = gamma + size * float(step[0]), delta + size * float(step[1])
        height = _log_likelihood(x, bounds, gamma, delta)
        if float(np.abs(step).max()) <= TOLERANCE * (gamma + abs(delta)):
            return gamma, delta, _derivatives(x, bounds, gamma, delta)[1], iteration, True
    return gamma, delta, information, MOST_ITERATIONS, False


def _covariance(gamma: float, delta: float, information: Floats) -> tuple[float, float]:
    """Variances of μ = δ/γ and σ = 1/γ from the information on (γ, δ)."""
    inverse = np.linalg.inv(information)
    by_mean = np.array([-delta / gamma**2, 1 / gamma])
    return float(by_mean @ inverse @ by_mean), float(inverse[0, 0]) / gamma**4
