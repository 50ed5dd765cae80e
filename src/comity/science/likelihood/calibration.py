"""From scores to log10 likelihood ratios: pool adjacent violators and logistic regression.

A calibration learns from comparisons with known answer how much a score is worth; what it gives for two more is a
likelihood ratio of the score, not of everything that the score leaves out. Sources: Brümmer & du Preez (2006), Comput
Speech Lang 20:230-275; Morrison (2013), Aust J Forensic Sci 45:173-197; Zadrozny & Elkan (2002), KDD, 694-699.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError
from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, LN10, Floats, refused, row

STEPS = 200
TOLERANCE = 1e-12
STEEPEST = 500.0
"""A slope (natural log odds per standard deviation) beyond this means that the scores separate perfectly."""


class Calibration(Protocol):
    """Anything that turns scores into log10 likelihood ratios."""

    def log10(self, scores: ArrayLike) -> Floats:
        """One log10 likelihood ratio for each score."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class PavCalibration:
    """A step function that never falls: log10 likelihood ratio at each score that was learned from."""

    scores: Floats
    values: Floats

    def log10(self, scores: ArrayLike) -> Floats:
        """At a learned score its value, between two the one nearer to no weight, beyond them the outermost."""
        given = row(scores, "scores")
        last = self.scores.size - 1
        below = np.clip(np.searchsorted(self.scores, given, side="right") - 1, 0, last)
        above = np.clip(np.searchsorted(self.scores, given, side="left"), 0, last)
        low, high = self.values[below], self.values[above]
        return np.where(np.abs(low) <= np.abs(high), low, high)


@dataclass(frozen=True, slots=True)
class LogisticCalibration:
    """log10 LR = intercept + slope · score."""

    intercept: float
    slope: float

    def log10(self, scores: ArrayLike) -> Floats:
        """One log10 likelihood ratio for each score."""
        return np.asarray(self.intercept + self.slope * row(scores, "scores"))


def fit_pav(same: ArrayLike, different: ArrayLike, misleading: int = 0) -> PavCalibration:
    """Isotonic calibration by pooling adjacent violators: the best that any rising function of the score can do.

    The share of *same* at each score, made monotone by pooling neighbours, is a posterior probability at the odds of
    the training set; LR = posterior odds / (number same / number different). It overfits: meant for Cllr_min, and for
    large sets.

    Parameters
    ----------
    same, different : array_like
        Scores (or log10 likelihood ratios, also infinite ones); larger means more alike.
    misleading : int
        So many contradicting comparisons are added beyond either end, so that no ratio is infinite.

    Returns
    -------
    PavCalibration
        Values in log10.

    Raises
    ------
    InputError
        An empty row, NaN, a negative number of misleading comparisons.

    References
    ----------
    Ayer et al. (1955), Ann Math Stat 26:641-647; Brümmer & du Preez (2006), section 5.

    Examples
    --------
    >>> found = fit_pav([1, 3, 4], [0, 2, 2.5])
    >>> [float(value) for value in found.log10([0, 1, 2, 4]).round(3)]
    [-inf, -0.301, -0.301, inf]
    """
    first, second = row(same, "same", finite=False), row(different, "different", finite=False)
    if misleading < 0:
        raise refused("misleading", "misleading", message(CONTEXT, "The number must not be below zero."))
    scores, place = np.unique(np.concatenate([first, second]), return_inverse=True)
    hits = np.bincount(place[: first.size], minlength=scores.size).astype(np.float64)
    misses = np.bincount(place[first.size :], minlength=scores.size).astype(np.float64)
    if misleading:
        hits, misses = np.append(np.insert(hits, 0, misleading), 0.0), np.append(np.insert(misses, 0, 0.0), misleading)
    share = _isotonic(hits / (hits + misses), hits + misses)
    share = share[1:-1] if misleading else share
    with np.errstate(divide="ignore"):
        values = np.log10(share) - np.log10(1 - share) - np.log10(hits.sum() / misses.sum())
    return PavCalibration(scores, values)


def fit_logistic(same: ArrayLike, different: ArrayLike, penalty: float = 0.0) -> LogisticCalibration:
    """Logistic regression with both rows weighted equally, so that its log odds are log likelihood ratios.

    Minimises n/2 · (mean of −log p over same + mean of −log(1 − p) over different) + penalty/2 · slope², p the logistic
    function of intercept + slope · score, n the number of all comparisons.

    Parameters
    ----------
    same, different : array_like
        Finite scores (or log10 likelihood ratios of an uncalibrated method).
    penalty : float
        Ridge on the slope per natural-log unit; needed when the scores separate the two rows perfectly.

    Returns
    -------
    LogisticCalibration
        In log10.

    Raises
    ------
    InputError
        An empty row, a score that is not finite, a negative penalty.
    ComputationError
        Perfect separation without a penalty: the slope would be infinite.

    References
    ----------
    Brümmer & du Preez (2006), section 6; Morrison (2013), Aust J Forensic Sci 45:173-197.

    Examples
    --------
    >>> found = fit_logistic([1.0, 2.0, 3.0, 0.5], [-1.0, -2.0, 1.5, 0.0])
    >>> round(found.intercept, 4), round(found.slope, 4)
    (-0.4444, 0.6374)
    """
    first, second = row(same, "same"), row(different, "different")
    if not 0 <= penalty < np.inf:
        raise refused("penalty", "penalty", message(CONTEXT, "The penalty must not be below zero."))
    scores = np.concatenate([first, second])
    centre, spread = float(scores.mean()), float(scores.std()) or 1.0
    each = scores.size / 2
    weights = np.concatenate([np.full(kind.size, each / kind.size) for kind in (first, second)])
    labels = np.concatenate([np.ones(first.size), np.zeros(second.size)])
    intercept, slope = _newton((scores - centre) / spread, labels, weights, penalty / spread**2)
    return LogisticCalibration((intercept - slope * centre / spread) / LN10, slope / spread / LN10)


def _newton(scores: Floats, labels: Floats, weights: Floats, penalty: float) -> tuple[float, float]:
    """Newton's method with step halving on a convex function of two parameters."""
    from scipy.special import expit

    design = np.column_stack([np.ones_like(scores), scores])
    ridge = np.diag([0.0, penalty])
    parameters = np.zeros(2)
    for _ in range(STEPS):
        probability = expit(design @ parameters)
        gradient = design.T @ (weights * (probability - labels)) + ridge @ parameters
        curvature = (design.T * (weights * probability * (1 - probability))) @ design + ridge
        if abs(parameters[1]) > STEEPEST or np.linalg.cond(curvature) > 1e14:
            if not scores.any():  # all scores are equal: they carry no weight
                return 0.0, 0.0
            break
        step = np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)
        parameters = _shortened(parameters, step, design, labels, weights, penalty)
        if np.abs(step).max() < TOLERANCE * (1 + np.abs(parameters).max()):
            return float(parameters[0]), float(parameters[1])
    what = message(CONTEXT, "The scores separate the two kinds of comparison perfectly; no finite calibration fits.")
    remedy = message(CONTEXT, "Give a penalty, or use more comparisons, and report bounds.")
    raise ComputationError("likelihood.separated", what, where="same, different", remedy=remedy)


def _shortened(at: Floats, step: Floats, design: Floats, labels: Floats, weights: Floats, penalty: float) -> Floats:
    def loss(parameters: Floats) -> float:
        signed = (design @ parameters) * (1 - 2 * labels)
        return float(weights @ np.logaddexp(0, signed)) + penalty / 2 * float(parameters[1]) ** 2

    before, share = loss(at), 1.0
    while loss(at - share * step) > before + 1e-12 * abs(before) and share > 1e-6:
        share /= 2
    return np.asarray(at - share * step)


def _isotonic(values: Floats, weights: Floats) -> Floats:
    from scipy.optimize import isotonic_regression  # takes a quarter of a second to import

    return np.asarray(isotonic_regression(values, weights=weights).x, dtype=np.float64)
