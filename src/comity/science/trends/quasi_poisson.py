"""Quasi-Poisson regression of very many series at once, on seasonal groups and a straight trend.

    log μ = offset + a_group + slope · time,   variance = φ μ

Iteratively reweighted least squares, started at y + 0.1 and stopped when the deviance changes by less than 1e-8 of
itself, as R's `glm` does: sparse groups drift towards −∞, and only an equal number of steps gives equal digits. The
normal equations have arrow form (one intercept a group, one slope), so a step is a few matrix products for all series
together instead of one factorisation for each.

Source: McCullagh & Nelder (1989), Generalized Linear Models, 2.5 and 9.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.science.trends.arguments import Flags, Floats
from comity.science.trends.baseline import Baseline

TOLERANCE = 1e-8
STEPS = 25
HALVINGS = 25
SMALLEST_MEAN = float(np.finfo(np.float64).eps)
START = 0.1


class Design:
    """Columns of the regression, shared by all series: membership of groups, and the same times time."""

    def __init__(self, baseline: Baseline, *, trend: bool) -> None:
        self.groups = baseline.groups
        self.trend = trend
        self.span = max(float(np.abs(baseline.time).max()), 1.0)
        self.time = baseline.time / self.span
        self.group = baseline.group
        self.member = (baseline.group[:, None] == np.arange(baseline.groups)).astype(np.float64)
        self.timed = self.member * self.time[:, None]
        self.squared = self.timed * self.time[:, None]

    @property
    def columns(self) -> int:
        """How many coefficients are estimated."""
        return self.groups + self.trend


@dataclass(slots=True)
class Fit:
    """Estimates of all series: shape (series,) or (series, groups) or (series, reference periods)."""

    intercept: Floats
    slope: Floats
    mean: Floats
    working: Floats
    """Weights of the last step."""
    weight_of_group: Floats
    centre_of_group: Floats
    """Weighted mean time of each group; 0 without trend."""
    information: Floats
    """Of the slope; infinite without trend."""
    converged: Flags
    freedom: Floats

    def leverage(self, design: Design) -> Floats:
        """Diagonal of the hat matrix."""
        away = design.time - self.centre_of_group[:, design.group]
        spread = 1 / self.weight_of_group[:, design.group] + np.square(away) / self.information[:, None]
        return np.asarray(self.working * spread)

    def dispersion(self, counts: Floats, weights: Floats) -> Floats:
        """Σ weight ((y − μ)/μ)² / degrees of freedom."""
        residual = (counts - self.mean) / self.mean
        return np.asarray(np.einsum("ij,ij,ij->i", weights, residual, residual) / self.freedom)


def fit(counts: Floats, weights: Floats, offset: Floats | None, design: Design) -> Fit:
    """All series on one design; `weights` of 0 leave a period out."""
    problem = _Problem(counts, weights, offset, design)
    result = problem.empty()
    active = np.arange(counts.shape[0])
    for step in range(1, STEPS + 1):
        estimate = problem.solve()
        finished = problem.move(estimate)
        if step == STEPS:
            problem.keep(result, active, estimate, np.ones(active.size, bool), converged=finished)
        elif finished.any():
            problem.keep(result, active, estimate, finished, converged=finished)
            active = active[~finished]
            if not active.size:
                break
            problem.narrow(~finished)
    return result


@dataclass(slots=True)
class _Estimate:
    intercept: Floats
    slope: Floats
    weight: Floats
    centre: Floats
    information: Floats
    working: Floats


class _Problem:
    """The series that have not converged yet, and where they stand."""

    def __init__(self, counts: Floats, weights: Floats, offset: Floats | None, design: Design) -> None:
        self.design = design
        self.counts, self.weights, self.offset = counts, weights, offset
        self.mean = np.where(weights > 0, counts, 0.0) + START
        self.predictor = np.log(self.mean)
        weighted = weights * counts
        self.by_group, self.by_time = weighted @ design.member, weighted @ design.time
        logarithm = np.log(np.where(counts > 0, counts, 1.0))
        self.constant = np.einsum("ij,ij->i", weighted, logarithm - 1)
        if offset is not None:
            self.constant -= np.einsum("ij,ij->i", weighted, offset)
        start = np.einsum("ij,ij->i", weighted, logarithm - self.predictor - 1)
        self.deviance = 2 * (start + np.einsum("ij,ij->i", weights, self.mean))
        self.previous: tuple[Floats, Floats] | None = None

    def empty(self) -> Fit:
        """Room for the results of all series."""
        series, periods = self.counts.shape
        groups = self.design.groups
        freedom = (self.weights > 0).sum(axis=1).astype(np.float64) - self.design.columns
        tables: list[Floats] = [np.empty((series, width)) for width in (groups, periods, periods, groups, groups)]
        intercept, mean, working, weight, centre = tables
        slope, information = np.zeros(series), np.full(series, np.inf)
        return Fit(
            intercept, slope, mean, working, weight, centre, information, np.zeros(series, bool), np.maximum(freedom, 1)
        )

    def solve(self) -> _Estimate:
        """One weighted least squares step, from the arrow-shaped normal equations."""
        design = self.design
        working = self.weights * self.mean
        predictor = self.predictor if self.offset is None else self.predictor - self.offset
        response = working * predictor + self.weights * (self.counts - self.mean)
        weight = working @ design.member
        level = (response @ design.member) / weight
        if not design.trend:
            nothing = np.zeros(weight.shape[0])
            return _Estimate(level, nothing, weight, np.zeros_like(weight), np.full_like(nothing, np.inf), working)
        centre = (working @ design.timed) / weight
        information = (working @ design.squared - weight * np.square(centre)).sum(axis=1)
        slope = (response @ design.time - (weight * centre * level).sum(axis=1)) / information
        return _Estimate(level - slope[:, None] * centre, slope, weight, centre, information, working)

    def move(self, estimate: _Estimate) -> Flags:
        """Go there, halving the step where the deviance overflows; which series have converged."""
        deviance = self._place(estimate)
        for _ in range(HALVINGS):
            lost = ~np.isfinite(deviance)
            if not lost.any() or self.previous is None:
                break
            before_intercept, before_slope = self.previous
            estimate.intercept[lost] = (estimate.intercept[lost] + before_intercept[lost]) / 2
            estimate.slope[lost] = (estimate.slope[lost] + before_slope[lost]) / 2
            deviance = self._place(estimate)
        finished = np.abs(deviance - self.deviance) / (np.abs(deviance) + 0.1) < TOLERANCE
        self.deviance, self.previous = deviance, (estimate.intercept, estimate.slope)
        return np.asarray(finished)

    def _place(self, estimate: _Estimate) -> Floats:
        design = self.design
        predictor = estimate.intercept @ design.member.T
        if design.trend:
            predictor += estimate.slope[:, None] * design.time
        if self.offset is not None:
            predictor += self.offset
        self.predictor = predictor
        with np.errstate(over="ignore", invalid="ignore"):
            self.mean = np.maximum(np.exp(predictor), SMALLEST_MEAN)
            fitted = (self.by_group * estimate.intercept).sum(axis=1) + self.by_time * estimate.slope
            total = np.einsum("ij,ij->i", self.weights, self.mean)
            return np.asarray(2 * (self.constant - fitted + total))

    def keep(self, result: Fit, active: Any, estimate: _Estimate, which: Flags, *, converged: Flags) -> None:
        """Put what has converged where it belongs."""
        rows = active[which]
        result.intercept[rows], result.slope[rows] = estimate.intercept[which], estimate.slope[which]
        result.mean[rows], result.working[rows] = self.mean[which], estimate.working[which]
        result.weight_of_group[rows], result.centre_of_group[rows] = estimate.weight[which], estimate.centre[which]
        result.information[rows], result.converged[rows] = estimate.information[which], converged[which]

    def narrow(self, which: Flags) -> None:
        """Go on with these only."""
        for name in ("counts", "weights", "mean", "predictor", "by_group", "by_time", "constant", "deviance"):
            setattr(self, name, getattr(self, name)[which])
        if self.offset is not None:
            self.offset = self.offset[which]
        if self.previous is not None:
            self.previous = (self.previous[0][which], self.previous[1][which])
