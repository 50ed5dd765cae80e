"""Consensus means of values with standard uncertainties, and the dark uncertainty between them.

For the route "expert laboratories" of ISO 13528:2022, 7.6, where each value comes with an uncertainty.
Inside, values are relative to their median and in units of the smallest uncertainty, so that neither offset nor
unit matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.statistics import restricted_likelihood
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.samples import Floats, positive, sample

TOLERANCE = 1e-14
"""Of the dark variance, relative to dark variance and smallest variance together."""
MOST_ITERATIONS = 2000
WIDEST = 1e100
"""Ratio of the largest difference to the smallest uncertainty above which squares of squares overflow."""


@dataclass(frozen=True, slots=True)
class ConsensusMean:
    """A consensus value and its standard uncertainty, in the unit of the values.

    `between` is the dark uncertainty τ, a standard deviation. `heterogeneity_q` is Cochran's Q, `heterogeneity_p` the
    probability of a larger one when the stated uncertainties explain everything.
    """

    location: float
    standard_uncertainty: float
    between: float
    method: str
    clause: str
    iterations: int
    heterogeneity_q: float
    heterogeneity_p: float
    count: int


@dataclass(frozen=True, slots=True)
class _Problem:
    """Deviations from the median and variances, in units of the smallest uncertainty."""

    middle: float
    unit: float
    x: Floats
    variances: Floats

    def weighted_mean(self, between: float) -> tuple[float, Floats]:
        """Mean with weights 1/(u² + τ²), and the weights."""
        weights = 1 / (self.variances + between)
        return float(weights @ self.x) / float(weights.sum()), weights

    def excess(self, between: float) -> tuple[float, float]:
        """Σ w (x − mean)² − (n − 1), and minus its derivative by τ²."""
        mean, weights = self.weighted_mean(between)
        squares = np.square(self.x - mean) * weights
        return float(squares.sum()) - (self.x.size - 1), float(squares @ weights)


def graybill_deal(values: ArrayLike, standard_uncertainties: ArrayLike) -> ConsensusMean:
    """Inverse-variance weighted mean; believes the stated uncertainties and allows for nothing else.

    w = 1/u²; x̄ = Σ w x/Σ w; u(x̄) = 1/√(Σ w).

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per laboratory, in one unit.
    standard_uncertainties : array_like, shape (n,)
        Their standard uncertainties, above zero, in the same unit.

    Returns
    -------
    ConsensusMean
        `between` is 0.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an uncertainty not above zero, or unequal numbers of both.

    References
    ----------
    F. A. Graybill, R. B. Deal (1959), Biometrics 15, 543-550. ISO 13528:2022, 7.6.

    Examples
    --------
    >>> result = graybill_deal([10.0, 10.4], [0.1, 0.2])
    >>> round(result.location, 3), round(result.standard_uncertainty, 4)
    (10.08, 0.0894)
    """
    return _consensus(values, standard_uncertainties, "Graybill-Deal", lambda _: (0.0, 0))


def dersimonian_laird(values: ArrayLike, standard_uncertainties: ArrayLike) -> ConsensusMean:
    """Weighted mean with the dark uncertainty from one moment equation.

    τ² = max(0, (Q − (n − 1))/(Σ w − Σ w²/Σ w)), w = 1/u²; then w* = 1/(u² + τ²), x̄ = Σ w* x/Σ w*, u = 1/√(Σ w*).

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per laboratory, in one unit.
    standard_uncertainties : array_like, shape (n,)
        Their standard uncertainties, above zero, in the same unit.

    Returns
    -------
    ConsensusMean
        In the unit of `values`. u does not allow for τ² being estimated; with few laboratories it is too small.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an uncertainty not above zero, or unequal numbers of both.

    References
    ----------
    R. DerSimonian, N. Laird (1986), Control. Clin. Trials 7, 177-188. ISO 13528:2022, 7.6.

    Examples
    --------
    >>> result = dersimonian_laird([0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013])
    >>> round(result.location, 6), round(result.between, 6)
    (0.918217, 0.020848)
    """
    return _consensus(values, standard_uncertainties, "DerSimonian-Laird", _moments)


def paule_mandel(values: ArrayLike, standard_uncertainties: ArrayLike) -> ConsensusMean:
    """Weighted mean with the dark uncertainty that makes the weighted sum of squares equal to its expectation.

    τ² ≥ 0 solves Σ (x − x̄)²/(u² + τ²) = n − 1 (0 if the sum is already smaller); u(x̄) = 1/√(Σ w).

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per laboratory, in one unit.
    standard_uncertainties : array_like, shape (n,)
        Their standard uncertainties, above zero, in the same unit.

    Returns
    -------
    ConsensusMean
        In the unit of `values`. The tolerance is relative: the unit of the data does not change the result.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an uncertainty not above zero, or unequal numbers of both.

    References
    ----------
    R. C. Paule, J. Mandel (1982), J. Res. Natl. Bur. Stand. 87, 377-385. ISO 13528:2022, 7.6.

    Examples
    --------
    >>> result = paule_mandel([201.533, 216.55], [0.0629, 0.1768])
    >>> round(result.location, 4), round(result.between, 3)
    (209.0406, 10.618)
    """
    return _consensus(values, standard_uncertainties, "Paule-Mandel", _balance)


def reml(values: ArrayLike, standard_uncertainties: ArrayLike) -> ConsensusMean:
    """Weighted mean with the dark uncertainty of greatest restricted likelihood.

    τ² maximises −½ [Σ ln(u² + τ²) + ln Σ w + Σ w (x − x̄)²], w = 1/(u² + τ²); u(x̄) = 1/√(Σ w).

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per laboratory, in one unit.
    standard_uncertainties : array_like, shape (n,)
        Their standard uncertainties, above zero, in the same unit.

    Returns
    -------
    ConsensusMean
        In the unit of `values`. The likelihood can have several maxima; the highest is found.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an uncertainty not above zero, or unequal numbers of both.

    References
    ----------
    H. D. Patterson, R. Thompson (1971), Biometrika 58, 545-554. ISO 13528:2022, 7.6.

    Examples
    --------
    >>> result = reml([0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013])
    >>> round(result.location, 6)
    0.919615
    """
    return _consensus(values, standard_uncertainties, "Restricted maximum likelihood", _restricted)


def linear_pool(values: ArrayLike, standard_uncertainties: ArrayLike) -> ConsensusMean:
    """Equal-weight mixture of the laboratories' normal distributions: its mean and standard deviation.

    x̄ = mean x; u² = mean u² + mean (x − x̄)².

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per laboratory, in one unit.
    standard_uncertainties : array_like, shape (n,)
        Their standard uncertainties, above zero, in the same unit.

    Returns
    -------
    ConsensusMean
        In the unit of `values`; `between` is √mean (x − x̄)². u does not shrink with the number of laboratories.

    Raises
    ------
    InputError
        No value, one that is not a finite number, an uncertainty not above zero, or unequal numbers of both.

    References
    ----------
    A. Koepke, T. Lafarge, A. Possolo, B. Toman (2017), Metrologia 54, S34-S62. ISO 13528:2022, 7.6.

    Examples
    --------
    >>> result = linear_pool([0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013])
    >>> round(result.location, 5), round(result.standard_uncertainty, 6)
    (0.92225, 0.04669)
    """
    problem = _problem(values, standard_uncertainties)
    mean = float(problem.x.mean())
    between = math.sqrt(float(np.mean(np.square(problem.x - mean))))
    uncertainty = math.hypot(between, math.sqrt(float(problem.variances.mean())))
    return _result(problem, "Linear opinion pool", mean, uncertainty, between, 0)


def _consensus(
    values: ArrayLike, uncertainties: ArrayLike, method: str, dark: Callable[[_Problem], tuple[float, int]]
) -> ConsensusMean:
    problem = _problem(values, uncertainties)
    between, iterations = dark(problem) if problem.x.size > 1 else (0.0, 0)
    mean, weights = problem.weighted_mean(between)
    return _result(problem, method, mean, 1 / math.sqrt(float(weights.sum())), math.sqrt(between), iterations)


def _problem(values: ArrayLike, uncertainties: ArrayLike) -> _Problem:
    x, u = sample(values), positive(uncertainties, "standard_uncertainties")
    if x.size != u.size:
        text = "There are {values} values but {uncertainties} standard uncertainties."
        what = message(CONTEXT, text, values=x.size, uncertainties=u.size)
        raise InputError("statistics.shape", what, where="standard_uncertainties")
    middle, unit = float(np.median(x)), float(u.min())
    if max(float(np.ptp(x)), float(u.max())) > WIDEST * unit:
        what = message(CONTEXT, "A standard uncertainty is too small beside the others, or beside the values.")
        raise InputError("statistics.too_small", what, where=f"standard_uncertainties[{int(u.argmin())}]")
    return _Problem(middle, unit, (x - middle) / unit, np.square(u / unit))


def _result(
    problem: _Problem, method: str, mean: float, uncertainty: float, between: float, iterations: int
) -> ConsensusMean:
    excess, _ = problem.excess(0.0)
    q = max(0.0, excess + problem.x.size - 1)
    p = float(chdtrc(problem.x.size - 1, q)) if problem.x.size > 1 else 1.0
    location = problem.middle + problem.unit * mean
    sizes = (problem.unit * uncertainty, problem.unit * between)
    return ConsensusMean(location, *sizes, method, "ISO 13528:2022, 7.6", iterations, q, p, problem.x.size)


def _moments(problem: _Problem) -> tuple[float, int]:
    excess, _ = problem.excess(0.0)
    weights = 1 / problem.variances
    room = float(weights.sum()) - float(weights @ weights) / float(weights.sum())
    return (excess / room if excess > 0 and room > 0 else 0.0), 0


def _balance(problem: _Problem) -> tuple[float, int]:
    """Newton's method from τ² = 0: the sum is convex and falling, so every step stays below the root."""
    between = 0.0
    for iteration in range(1, MOST_ITERATIONS + 1):
        excess, slope = problem.excess(between)
        step = excess / slope if excess > 0 else 0.0
        between += step
        if step <= TOLERANCE * (between + 1):
            return between, iteration
    return between, MOST_ITERATIONS


def _restricted(problem: _Problem) -> tuple[float, int]:
    return restricted_likelihood.maximise(problem.x, problem.variances)
