"""Cochran's test for one deviating variance: ISO 5725-2:2019, 8.3.4.

Critical values are computed for any number of laboratories and any level, not looked up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, fdtri

from comity.base.messages import message
from comity.science.statistics.estimate import CONTEXT
from comity.science.statistics.outliers import OutlierTest, nothing
from comity.science.statistics.samples import check_count, check_level, positive


def cochran(standard_deviations: ArrayLike, replicates: int, alpha: float = 0.01) -> OutlierTest:
    """Is the largest variance too large beside the others?

    C = s²max / Σ sᵢ²; outlying when C exceeds its critical value.

    Parameters
    ----------
    standard_deviations : array_like, shape (p,)
        Within-laboratory standard deviations (or absolute differences of pairs), in one unit; p at least 2.
    replicates : int
        Results behind each of them; with slightly unequal numbers, the most frequent one.
    alpha : float
        Significance level.

    Returns
    -------
    OutlierTest
        C is dimensionless; `p_value` is Bonferroni's upper bound. Degenerate when all standard deviations are zero.

    Raises
    ------
    InputError
        Fewer than two standard deviations, a negative or non-finite one, fewer than two replicates, a bad level.

    References
    ----------
    ISO 5725-2:2019, 8.3.4. P.-T. Wilrich (2013), Accred. Qual. Assur. 18, 421-429.

    Examples
    --------
    >>> test = cochran([0.1, 0.1, 0.1, 0.4], replicates=3)
    >>> round(test.statistic, 4), test.outlying, test.index
    (0.8421, False, 3)
    """
    s = positive(standard_deviations, "standard_deviations", zero=True)
    critical = cochran_critical(s.size, replicates, alpha)
    index = int(np.argmax(s))
    largest = float(s[index])
    how = ("Cochran", "ISO 5725-2:2019, 8.3.4")
    if largest == 0:
        why = message(CONTEXT, "All standard deviations are zero.")
        return nothing(0.0, critical, index, alpha, *how, why)
    # Relative to the largest, so that no square under- or overflows.
    others = float(np.square(np.delete(s, index) / largest).sum())
    p_value = 1.0
    if others * s.size < 1e12 and others > 0:
        ratio = (s.size - 1) / others
        p_value = min(1.0, s.size * float(fdtrc(replicates - 1, (s.size - 1) * (replicates - 1), ratio)))
    elif others == 0:
        p_value = 0.0
    statistic = 1 / (1 + others)
    return OutlierTest(statistic, critical, p_value, statistic > critical, index, alpha, *how)


def cochran_critical(count: int, replicates: int, alpha: float = 0.01) -> float:
    """Critical value of Cochran's C.

    C = f/(f + p − 1), f the 1 − α/p quantile of F with n − 1 and (p − 1)(n − 1) degrees of freedom.

    Parameters
    ----------
    count : int
        Laboratories p, at least 2.
    replicates : int
        Results n per laboratory, at least 2.
    alpha : float
        Significance level.

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
    ISO 5725-2:2019, Table 4, for which this is the closed form.

    Examples
    --------
    >>> round(cochran_critical(8, 3, 0.05), 3)
    0.516
    """
    p, n = check_count(count, 2), check_count(replicates, 2, "replicates")
    f = float(fdtri(n - 1, (p - 1) * (n - 1), 1 - check_level(alpha) / p))
    return f / (f + p - 1)
