"""Farrington's detector, in its classic form and the improved one, over many series at once.

Sources: Farrington, Andrews, Beale & Catchpole (1996), J R Stat Soc A 159:547-563; Noufaily et al. (2013), Stat Med
32:1206-1222; Salmon, Schumacher & Höhle (2016), J Stat Softw 70(10). Results equal those of R's `surveillance` 1.20.3;
where that package departs from the papers, `standard_error="package"` (the default) follows it and the docstring says
how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.trends.arguments import (
    CONTEXT,
    WEEKLY,
    Flags,
    Floats,
    Integers,
    counts_table,
    days_of,
    denominators_table,
    fraction,
    positions_of,
    refused,
    whole,
)
from comity.science.trends.baseline import Baseline, Reference, baseline_of, first_position
from comity.science.trends.bounds import THRESHOLDS, Threshold, count_bound, delta_bound, normal_quantile
from comity.science.trends.quasi_poisson import SMALLEST_MEAN, Design, Fit, fit
from comity.science.trends.screening import Screening, Status, empty_screening

StandardError = Literal["package", "pearson"]
BLOCK = 1024
"""Series fitted together: their tables stay in the processor's cache."""
YEARS_FOR_TREND = 3


def farrington_flexible(
    counts: ArrayLike,
    at: Iterable[int] | int | None = None,
    *,
    dates: ArrayLike | None = None,
    frequency: int = WEEKLY,
    years: int = 5,
    half_window: int = 3,
    groups: int = 10,
    excluded_recent: int = 26,
    reweight_above: float | None = 2.58,
    trend_level: float | None = 1.0,
    alpha: float = 0.05,
    threshold: Threshold = "delta",
    least_cases: tuple[int, int] = (5, 4),
    denominators: ArrayLike | None = None,
    standard_error: StandardError = "package",
) -> Screening:
    """Farrington Flexible: is a period's count above what season, trend and overdispersion of past years allow?

    log μ = a_group + slope · time (+ log denominator), variance φμ, fitted to the reference periods; earlier outbreaks
    are weighted down by Anscombe residuals s: weight γ where s ≤ `reweight_above`, else γ/s².

    Parameters
    ----------
    counts : array_like, shape (series, periods) or (periods,)
        Events per period; NaN for *not reported*.
    at : iterable of int or int, optional
        Columns to assess; by default all whose reference lies within the series.
    dates : array_like, shape (periods,), optional
        First day of each period; “a year ago” is then the nearest day of the same weekday, else 52 periods.
    frequency : {52, 12, 365}
        Periods in a year.
    years, half_window, groups, excluded_recent : int
        b, w, number of seasonal groups (1: the windows only), most recent periods left out besides the current one.
    reweight_above : float or None
        Threshold of the Anscombe residuals; None fits once.
    trend_level : float or None
        The trend stays where its p-value is below this (1: always), three years or more are used and the expected
        count does not exceed the largest reference count; None never fits one.
    alpha : float
        Chance of a false alarm in one period, one-sided.
    threshold : {"delta", "nbplugin", "muan"}
        How the bound is computed; see `comity.science.trends.bounds`.
    least_cases : (int, int)
        Events needed within the last so many periods; otherwise there is no bound.
    denominators : array_like, optional
        Cases examined, of the shape of the counts: the rate is modelled, not the number.
    standard_error : {"package", "pearson"}
        `surveillance` 1.20.3 computes the standard error of the expected count (and the trend's p-value) from
        Σ ω((y − μ)/μ)² instead of Pearson's Σ ωμ((y − μ)/μ)²; "package" equals it digit by digit, "pearson" is what
        the theory asks for.

    Returns
    -------
    Screening
        Shape (series, len(at)); counts per period.

    Raises
    ------
    InputError
        Not counts, dates with gaps, a history too short, a parameter out of range.

    References
    ----------
    Noufaily et al. (2013), Stat Med 32:1206-1222, section 3.

    Examples
    --------
    >>> import numpy as np
    >>> quiet = np.random.default_rng(1).poisson(4, 300)
    >>> quiet[299] = 15
    >>> found = farrington_flexible(quiet, [298, 299], years=4)
    >>> found.alarms()
    [299]
    >>> round(float(found.expected[0, 1]), 2), round(float(found.bound[0, 1]), 2)
    (3.49, 7.23)
    """
    reference = Reference(
        whole(years, 1, "years"),
        whole(half_window, 0, "half_window"),
        whole(groups, 1, "groups"),
        whole(excluded_recent, 0, "excluded_recent"),
        frequency,
    )
    if reweight_above is not None and not 0 < reweight_above < np.inf:
        raise refused("reweight", "reweight_above", message(CONTEXT, "The number must be finite and above zero."))
    if threshold not in THRESHOLDS or standard_error not in ("package", "pearson"):
        what = message(CONTEXT, "There is no bound or standard error of this name.")
        raise refused("name", "threshold, standard_error", what)
    trend = None if trend_level is None else fraction(trend_level, "trend_level", one=True)
    quantile = normal_quantile(fraction(alpha, "alpha"))
    rules = _Rules(reweight_above, trend, quantile, alpha, threshold, least_cases, standard_error)
    return _detect("farrington-flexible", counts, at, dates, denominators, reference, rules)


def farrington(
    counts: ArrayLike,
    at: Iterable[int] | int | None = None,
    *,
    dates: ArrayLike | None = None,
    frequency: int = WEEKLY,
    years: int = 5,
    half_window: int = 3,
    alpha: float = 0.05,
    least_cases: tuple[int, int] = (5, 4),
) -> Screening:
    """Farrington's detector of 1996: windows around the same time of past years, trend only where significant at 5 %.

    As `farrington_flexible` with one group, residuals above 1 weighted down, and U at z of α/2.

    Parameters
    ----------
    counts : array_like, shape (series, periods) or (periods,)
        Events per period; NaN for *not reported*.
    at : iterable of int or int, optional
        Columns to assess; by default all whose reference lies within the series.
    dates, frequency, years, half_window
        As in `farrington_flexible`.
    alpha : float
        Two-sided level: an upper bound at α/2.
    least_cases : (int, int)
        Events needed within the last so many periods; otherwise there is no bound.

    Returns
    -------
    Screening
        Shape (series, len(at)); counts per period.

    Raises
    ------
    InputError
        As `farrington_flexible`.

    References
    ----------
    Farrington et al. (1996), J R Stat Soc A 159:547-563, section 3.

    Examples
    --------
    >>> import numpy as np
    >>> quiet = np.random.default_rng(1).poisson(4, 300)
    >>> quiet[299] = 15
    >>> farrington(quiet, [298, 299], years=4).alarms()
    [299]
    """
    reference = Reference(whole(years, 1, "years"), whole(half_window, 0, "half_window"), 1, half_window, frequency)
    quantile = normal_quantile(fraction(alpha, "alpha") / 2)
    rules = _Rules(1.0, 0.05, quantile, alpha, "delta", least_cases, "floored")
    return _detect("farrington", counts, at, dates, None, reference, rules)


@dataclass(frozen=True, slots=True)
class _Rules:
    reweight_above: float | None
    trend_level: float | None
    quantile: float
    alpha: float
    threshold: Threshold
    least_cases: tuple[int, int]
    standard_error: Literal["package", "pearson", "floored"]


@dataclass(slots=True)
class _Block:
    """Series of one period that are fitted together; NaN replaced by 0 with weight 0."""

    counts: Floats
    weights: Floats
    offset: Floats | None
    now: Floats
    offset_now: Floats

    def of(self, rows: Integers | Flags) -> _Block:
        """Some of them."""
        offset = None if self.offset is None else self.offset[rows]
        return _Block(self.counts[rows], self.weights[rows], offset, self.now[rows], self.offset_now[rows])


@dataclass(slots=True)
class _Prediction:
    """Expected count, standard error of its logarithm, dispersion φ, p-value of the trend, whether it converged."""

    mean: Floats
    error: Floats
    phi: Floats
    trend_p: Floats
    converged: Flags

    def put(self, rows: Integers | Flags, other: _Prediction) -> None:
        """Replace some series."""
        for name in ("mean", "error", "phi", "trend_p", "converged"):
            getattr(self, name)[rows] = getattr(other, name)


def _detect(
    method: str,
    counts: ArrayLike,
    at: Iterable[int] | int | None,
    dates: ArrayLike | None,
    denominators: ArrayLike | None,
    reference: Reference,
    rules: _Rules,
) -> Screening:
    table = counts_table(counts)
    exposure = denominators_table(denominators, table)
    if exposure is not None:
        table = np.where(np.nan_to_num(exposure) > 0, table, np.nan)
    days = days_of(dates, table.shape[1], reference.frequency)
    start = first_position(table.shape[1], reference, days) if at is None else 0
    positions = positions_of(at, table.shape[1], range(start, table.shape[1]))
    result = empty_screening(method, positions, table)
    for column, position in enumerate(positions):
        baseline = baseline_of(position, table.shape[1], reference, days)
        _mark(result, column, table, baseline, rules.least_cases)
        for rows in _blocks(np.flatnonzero(result.status[:, column] == Status.ASSESSED)):
            block = _block_of(table, exposure, baseline, rows, position)
            _assess(result, rows, column, block, baseline, reference, rules)
    return result


def _mark(result: Screening, column: int, table: Floats, baseline: Baseline, least_cases: tuple[int, int]) -> None:
    least, periods = whole(least_cases[0], 0, "least_cases"), whole(least_cases[1], 1, "least_cases")
    position, status = result.positions[column], result.status[:, column]
    recent = table[:, max(position - periods + 1, 0) : position + 1]
    few = np.nansum(recent, axis=1) < least
    reported = ~np.isnan(table[:, baseline.rows])
    members = reported @ (baseline.group[:, None] == np.arange(baseline.groups))
    none = (members == 0).any(axis=1) | (reported.sum(axis=1) <= baseline.groups + 1)
    assessed = status == Status.ASSESSED
    status[assessed & none] = Status.NO_REFERENCE
    status[assessed & few] = Status.FEW_CASES


def _blocks(rows: Integers) -> Iterator[Integers]:
    for start in range(0, rows.size, BLOCK):
        yield rows[start : start + BLOCK]


def _block_of(table: Floats, exposure: Floats | None, baseline: Baseline, rows: Integers, position: int) -> _Block:
    counts = table[np.ix_(rows, baseline.rows)]
    missing = np.isnan(counts)
    weights = np.where(missing, 0.0, 1.0)
    now = table[rows, position]
    if exposure is None:
        return _Block(np.where(missing, 0.0, counts), weights, None, now, np.zeros(rows.size))
    offset = np.log(np.where(missing, 1.0, exposure[np.ix_(rows, baseline.rows)]))
    return _Block(np.where(missing, 0.0, counts), weights, offset, now, np.log(exposure[rows, position]))


def _assess(
    result: Screening,
    rows: Integers,
    column: int,
    block: _Block,
    baseline: Baseline,
    reference: Reference,
    rules: _Rules,
) -> None:
    found = _predict(block, baseline, reference, rules)
    good = rows[found.converged]
    mean, error, phi = (numbers[found.converged] for numbers in (found.mean, found.error, found.phi))
    now = block.now[found.converged]
    if rules.threshold == "delta":
        bound, p_value = delta_bound(mean, error, phi, now, rules.quantile)
    else:
        with np.errstate(over="ignore"):
            assumed = mean * np.exp(rules.quantile * error) if rules.threshold == "muan" else mean
        bound, p_value = count_bound(assumed, phi, now, rules.alpha)
    usable = np.isfinite(bound)
    kept = good[usable]
    result.expected[kept, column], result.bound[kept, column] = mean[usable], bound[usable]
    result.p_value[kept, column] = p_value[usable]
    result.alarm[kept, column] = (now[usable] > bound[usable]) & (now[usable] != 0)
    result.status[np.setdiff1d(rows, kept), column] = Status.NOT_CONVERGED


def _predict(block: _Block, baseline: Baseline, reference: Reference, rules: _Rules) -> _Prediction:
    if rules.trend_level is None:
        return _regress(block, Design(baseline, trend=False), rules)
    found = _regress(block, Design(baseline, trend=True), rules)
    largest = np.where(block.weights > 0, block.counts, 0).max(axis=1)
    supported = (found.trend_p < rules.trend_level) & (found.mean <= largest)
    level = np.flatnonzero(~(supported & found.converged & (reference.years >= YEARS_FOR_TREND)))
    if level.size:
        found.put(level, _regress(block.of(level), Design(baseline, trend=False), rules))
    return found


def _regress(block: _Block, design: Design, rules: _Rules) -> _Prediction:
    first = fit(block.counts, block.weights, block.offset, design)
    phi = np.maximum(first.dispersion(block.counts, first.working), 1.0)
    if rules.reweight_above is None:
        return _prediction(block, design, first, first.working, rules, first.converged)
    weights = _weights(block, design, first, phi, rules.reweight_above)
    second = fit(block.counts, weights, block.offset, design)
    # As in the package, whether the second fit settles is not asked: it differs from the first by bounded weights.
    stored = weights if rules.standard_error == "package" else second.working
    return _prediction(block, design, second, stored, rules, first.converged)


def _weights(block: _Block, design: Design, found: Fit, phi: Floats, above: float) -> Floats:
    """Noufaily et al. (2013), 3.2: Anscombe residuals above the threshold are weighted by their inverse square."""
    residual = 1.5 * (np.cbrt(np.square(block.counts)) * found.mean ** (-1 / 6) - np.sqrt(found.mean))
    room = np.maximum(1 - found.leverage(design), np.finfo(np.float64).tiny)
    residual /= np.sqrt(phi[:, None] * room)
    raw = np.where(residual > above, 1 / np.square(np.maximum(residual, above)), 1.0) * block.weights
    total = block.weights.sum(axis=1) / raw.sum(axis=1)
    return np.asarray(raw * total[:, None])


def _prediction(
    block: _Block, design: Design, found: Fit, stored: Floats, rules: _Rules, converged: Flags
) -> _Prediction:
    pearson = found.dispersion(block.counts, found.working)
    phi = np.maximum(pearson, 1.0)
    plain = found.dispersion(block.counts, stored) if rules.standard_error == "package" else pearson
    last = design.groups - 1
    spread = 1 / found.weight_of_group[:, last] + np.square(found.centre_of_group[:, last]) / found.information
    scale = phi if rules.standard_error == "floored" else plain
    with np.errstate(over="ignore"):  # a bound that is not finite is no bound; the caller says so
        mean = np.maximum(np.exp(found.intercept[:, last] + block.offset_now), SMALLEST_MEAN)
    trend_p = _trend_p(found, plain) if design.trend else np.ones_like(mean)
    return _Prediction(mean, np.sqrt(scale * spread), phi, trend_p, converged)


def _trend_p(found: Fit, dispersion: Floats) -> Floats:
    """Of Student's t; where all residuals vanish, any slope that is not zero is certain."""
    from scipy.special import stdtr

    error = np.sqrt(np.maximum(dispersion, np.finfo(np.float64).tiny) / found.information)
    return np.asarray(2 * stdtr(found.freedom, -np.abs(found.slope) / error))
