"""A drift of the measuring system over the run of a homogeneity check.

A slope of the results on their position in the run looks like differences between items when items were measured
one after the other. The test is ordinary least squares with Student's t; with replicates in random order a real
difference between items does not hide behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, finite_array


@dataclass(frozen=True, slots=True)
class Drift:
    """Slope per position in the run with its p-value (two-sided); `change` is slope times length of the run."""

    slope: float
    change: float
    p_value: float
    significant: bool
    message: Message


def run_order_drift(item_replicates: ArrayLike, run_order: ArrayLike, *, alpha: float = 0.05) -> Drift:
    """Test whether the results drift with their position in the measuring run.

    Parameters
    ----------
    item_replicates
        Results, one row per item and one column per replicate.
    run_order
        Position of each result in the run (same shape), or of each item (its mean is used then).
    alpha
        Significance level.

    Raises
    ------
    InputError
        When shapes do not fit, fewer than three positions are given, or all positions are equal.

    References
    ----------
    ISO 13528:2022, Annex B, asks for measurement in random order; the test is ordinary linear regression.

    Examples
    --------
    >>> rising = run_order_drift([[1.0], [2.1], [2.9], [4.0]], [1, 2, 3, 4])
    >>> round(rising.slope, 2), rising.significant
    (0.98, True)
    """
    positions = finite_array(run_order, "run_order").ravel()
    values = finite_array(item_replicates, "item_replicates")
    if positions.size != values.size and values.ndim == 2 and positions.size == values.shape[0]:
        values = values.mean(axis=1)
    values = values.ravel()
    if values.size != positions.size or positions.size < 3 or np.ptp(positions) == 0:
        raise InputError(
            "run-order",
            message("proficiency", "The run order needs one position per item or per result, at least three of them."),
            where="run_order",
        )
    slope, p_value = _slope(positions, values)
    change = slope * float(np.ptp(positions))
    significant = p_value < alpha
    return Drift(slope, change, p_value, significant, _statement(change, p_value, significant=significant))


def _slope(t: Floats, x: Floats) -> tuple[float, float]:
    """Least-squares slope and its two-sided p-value."""
    dt, dx = t - t.mean(), (x - x[0]) - (x - x[0]).mean()
    stt, sxx = float(dt @ dt), float(dx @ dx)
    slope = float(dt @ dx) / stt
    if sxx == 0:
        return 0.0, 1.0
    explained = min(1.0, slope * slope * stt / sxx)
    freedom = t.size - 2
    if explained == 1.0:
        return slope, 0.0
    student = math.sqrt(explained * freedom / (1.0 - explained))
    return slope, 2.0 * float(special.stdtr(freedom, -student))


def _statement(change: float, p_value: float, *, significant: bool) -> Message:
    if significant:
        return message(
            "proficiency",
            "The results drift by {change} over the measuring run (p = {p}); this can look like differences between "
            "items.",
            change=change,
            p=p_value,
        )
    return message("proficiency", "No drift over the measuring run was found (p = {p}).", p=p_value)
