"""Mandel's h (between laboratories) and k (within laboratories): ISO 5725-2:2019, 8.3.1, and ASTM E691."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri, stdtrit

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.median import standard_deviation
from comity.science.statistics.samples import Floats, Integers, centre, check_count, check_level, positive, sample


def mandel_h(cell_means: ArrayLike) -> Floats:
    """How far each laboratory's mean lies from the mean of all, in standard deviations of the means.

    hᵢ = (x̄ᵢ − M)/s(x̄), with M and s over the p cell means.

    Parameters
    ----------
    cell_means : array_like, shape (p,)
        One mean per laboratory, in one unit; at least 2.

    Returns
    -------
    ndarray, shape (p,)
        Dimensionless; all 0 when the means do not differ.

    Raises
    ------
    InputError
        Fewer than two means, or one that is not a finite number.

    References
    ----------
    ISO 5725-2:2019, 8.3.1.

    Examples
    --------
    >>> mandel_h([1.0, 2.0, 3.0]).tolist()
    [-1.0, 0.0, 1.0]
    """
    x = sample(cell_means, "cell_means")
    check_count(x.size, 2)
    deviations = centre(x).deviations
    peak = float(np.abs(deviations).max()) or 1.0
    unit = deviations / peak
    result: Floats = (unit - unit.mean()) / (standard_deviation(unit) or 1.0)
    return result


def mandel_k(cell_standard_deviations: ArrayLike, replicates: int | ArrayLike) -> Floats:
    """How large each laboratory's standard deviation is beside the common one.

    kᵢ = sᵢ/s_r, s_r² = Σ (nᵢ − 1) sᵢ² / Σ (nᵢ − 1); for equal n this is sᵢ √p/√(Σ sᵢ²).

    Parameters
    ----------
    cell_standard_deviations : array_like, shape (p,)
        One per laboratory, in one unit.
    replicates : int or array_like of int, shape (p,)
        Results behind each.

    Returns
    -------
    ndarray, shape (p,)
        Dimensionless; all 0 when all standard deviations are zero.

    Raises
    ------
    InputError
        A negative or non-finite standard deviation, replicates below 2 or of another number than the laboratories.

    References
    ----------
    ISO 5725-2:2019, 8.3.1; ASTM E691.

    Examples
    --------
    >>> mandel_k([1.0, 1.0, 2.0, 0.0], 3).round(3).tolist()
    [0.816, 0.816, 1.633, 0.0]
    """
    s = positive(cell_standard_deviations, "cell_standard_deviations", zero=True)
    freedom = _counts(replicates, s.size) - 1
    peak = float(s.max()) or 1.0
    unit = s / peak
    pooled = math.sqrt(float(freedom @ np.square(unit)) / float(freedom.sum()))
    result: Floats = unit / (pooled or 1.0)
    return result


def mandel_h_critical(count: int, alpha: float = 0.01) -> float:
    """Critical value of |h|.

    h = (p − 1) t/√(p (t² + p − 2)), t the 1 − α/2 quantile of Student's t with p − 2 degrees of freedom.

    Parameters
    ----------
    count : int
        Laboratories p, at least 3.
    alpha : float
        Significance level (per laboratory).

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    InputError
        A count or level out of range.

    References
    ----------
    P.-T. Wilrich (2013), Accred. Qual. Assur. 18, 421-429; reproduces ISO 5725-2:2019, Tables 6 and 7.

    Examples
    --------
    >>> round(mandel_h_critical(8, 0.01), 2)
    2.06
    """
    p = check_count(count, 3)
    t = float(stdtrit(p - 2, 1 - check_level(alpha) / 2))
    return (p - 1) * t / math.sqrt(p * (t * t + p - 2))


def mandel_k_critical(count: int, replicates: int, alpha: float = 0.01) -> float:
    """Critical value of k.

    k = √(p/(1 + (p − 1)/f)), f the 1 − α quantile of F with n − 1 and (p − 1)(n − 1) degrees of freedom.

    Parameters
    ----------
    count : int
        Laboratories p, at least 2.
    replicates : int
        Results n per laboratory, at least 2.
    alpha : float
        Significance level (per laboratory).

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    InputError
        A count or level out of range.

    References
    ----------
    P.-T. Wilrich (2013), Accred. Qual. Assur. 18, 421-429; reproduces ISO 5725-2:2019, Tables 6 and 7.

    Examples
    --------
    >>> round(mandel_k_critical(8, 3, 0.05), 2)
    1.67
    """
    p, n = check_count(count, 2), check_count(replicates, 2, "replicates")
    f = float(fdtri(n - 1, (p - 1) * (n - 1), 1 - check_level(alpha)))
    return math.sqrt(p / (1 + (p - 1) / f))


def _counts(replicates: int | ArrayLike, laboratories: int) -> Integers:
    counts = np.atleast_1d(np.asarray(replicates))
    if counts.size not in (1, laboratories) or counts.dtype.kind not in "iu":
        what = message(CONTEXT, "One number of replicates, or one per laboratory, is needed.")
        raise InputError("statistics.count", what, where="replicates")
    check_count(int(counts.min()), 2, "replicates")
    return np.broadcast_to(counts.astype(np.int64), (laboratories,))
