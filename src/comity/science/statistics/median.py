"""Mean, median and their simple companions: ISO 13528:2022, C.2, and the classical mean and standard deviation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from comity.science.statistics.estimate import Estimate, Method
from comity.science.statistics.samples import Floats, centre, sample

MAD_FACTOR = 1.483
"""ISO 13528:2022, C.2.2; exactly 1/Φ⁻¹(3/4) = 1.4826."""
NIQR_FACTOR = 0.7413
"""ISO 13528:2022, C.2.3; exactly 1/(2 Φ⁻¹(3/4)) = 0.74130."""

_MAD_E = Method("Median and MADe", "ISO 13528:2022, C.2.2")
_NIQR = Method("Median and nIQR", "ISO 13528:2022, C.2.3")
_MEAN = Method("Mean and standard deviation", "ISO 13528:2022, 7.7", factor=1.0)


def mad_e(values: ArrayLike) -> Estimate:
    """Median and scaled median absolute deviation.

    MADe = 1.483 · median |xᵢ − median(x)|; u(location) = 1.25 MADe/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`; degenerate (scale 0) when at least half of the values are equal.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022, C.2.1 and C.2.2, Formula (6).

    Examples
    --------
    >>> result = mad_e([10.0, 10.2, 10.1, 9.9, 13.0])
    >>> round(result.location, 4), round(result.scale, 4)
    (10.1, 0.1483)
    """
    x = sample(values)
    centred = centre(x)
    spread = MAD_FACTOR * float(np.median(np.abs(centred.deviations)))
    return _MAD_E.estimate(centred.median, centred.scale(spread), x.size)


def niqr(values: ArrayLike) -> Estimate:
    """Median and normalised interquartile range.

    nIQR = 0.7413 (Q₃ − Q₁), quartiles by linear interpolation between order statistics at 1 + (p − 1)/4 and
    1 + 3(p − 1)/4; u(location) = 1.25 nIQR/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`; degenerate (scale 0) when the quartiles coincide.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022, C.2.3, Formula (6); the quartile rule reproduces Table E.3.

    Examples
    --------
    >>> result = niqr([10.0, 10.2, 10.1, 9.9, 13.0])
    >>> round(result.location, 4), round(result.scale, 5)
    (10.1, 0.14826)
    """
    x = sample(values)
    centred = centre(x)
    lower, upper = np.quantile(centred.deviations, [0.25, 0.75])
    return _NIQR.estimate(centred.median, centred.scale(NIQR_FACTOR * float(upper - lower)), x.size)


def mean_and_standard_deviation(values: ArrayLike) -> Estimate:
    """Arithmetic mean and sample standard deviation, without any protection against outliers.

    s² = Σ (xᵢ − x̄)²/(p − 1); u(location) = s/√p.

    Parameters
    ----------
    values : array_like, shape (p,)
        Results, all in one unit.

    Returns
    -------
    Estimate
        In the unit of `values`; degenerate (scale 0) for a single value or equal values.

    Raises
    ------
    InputError
        No value, or one that is not a finite number (its index is named).

    References
    ----------
    ISO 13528:2022, 7.7 (after removal of blunders).

    Examples
    --------
    >>> result = mean_and_standard_deviation([1.0, 2.0, 3.0])
    >>> result.location, result.scale
    (2.0, 1.0)
    """
    x = sample(values)
    centred = centre(x)
    peak = float(np.abs(centred.deviations).max()) or 1.0
    unit = centred.deviations / peak
    location = centred.location(peak * float(unit.mean()))
    return _MEAN.estimate(location, centred.scale(peak * standard_deviation(unit)), x.size)


def standard_deviation(deviations: Floats) -> float:
    """Sample standard deviation; 0 for a single value."""
    return float(deviations.std(ddof=1)) if deviations.size > 1 else 0.0
