"""How good are likelihood ratios? Their cost, split into discrimination and calibration, and the data of two pictures.

Sources: Brümmer & du Preez (2006), Comput Speech Lang 20:230-275 (Cllr); Ramos & González-Rodríguez (2013), Forensic
Sci Int 230:156-169 (empirical cross-entropy); Meuwly, Ramos & Haraksim (2017), Forensic Sci Int 276:142-153 (what a
validation report shows).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, LN10, Floats, refused, row
from comity.science.likelihood.calibration import fit_pav


@dataclass(frozen=True, slots=True)
class Cost:
    """Cllr in bits: `total` = `discrimination` (Cllr_min) + `calibration` (Cllr_cal); 1 is no better than silence.

    The total may be infinite, where a comparison got an infinite ratio for the wrong proposition.
    """

    total: float
    discrimination: float
    calibration: float


@dataclass(frozen=True, slots=True, eq=False)
class Tippett:
    """Share of comparisons of either kind with at least the log10 ratio, and the shares that mislead."""

    log10: Floats
    same: Floats
    different: Floats
    misleading_same: float
    misleading_different: float


@dataclass(frozen=True, slots=True, eq=False)
class CrossEntropy:
    """Empirical cross-entropy in bits at each prior log10 odds: as given, after ideal calibration, and for silence."""

    prior_log10_odds: Floats
    given: Floats
    calibrated: Floats
    neutral: Floats


def likelihood_ratio_cost(same: ArrayLike, different: ArrayLike) -> Cost:
    """Cllr, Cllr_min and Cllr_cal.

    Cllr = ½ · (mean over same of log2(1 + 1/LR) + mean over different of log2(1 + LR)); Cllr_min is the same after
    pooling adjacent violators, Cllr_cal the difference.

    Parameters
    ----------
    same, different : array_like
        log10 likelihood ratios where the first, or the second, proposition is true.

    Returns
    -------
    Cost
        Bits.

    Raises
    ------
    InputError
        An empty row or NaN.

    References
    ----------
    Brümmer & du Preez (2006), equations 48 and section 5.

    Examples
    --------
    >>> likelihood_ratio_cost([0.0, 0.0], [0.0, 0.0]).total
    1.0
    """
    first, second = row(same, "same", finite=False), row(different, "different", finite=False)
    total = _entropy(first, second, 0.0)
    ideal = _entropy(*_ideal(first, second), 0.0)
    return Cost(total, ideal, max(total - ideal, 0.0))


def tippett(same: ArrayLike, different: ArrayLike) -> Tippett:
    """The data of a Tippett plot.

    Parameters
    ----------
    same, different : array_like
        log10 likelihood ratios where the first, or the second, proposition is true.

    Returns
    -------
    Tippett
        At every finite value that occurs, rising; shares between 0 and 1.

    Raises
    ------
    InputError
        An empty row or NaN.

    References
    ----------
    Evett & Buckleton (1996), Advances in Forensic Haemogenetics 6:79-86; Meuwly et al. (2017).

    Examples
    --------
    >>> found = tippett([1.0, 2.0, -0.5], [-1.0, 0.5])
    >>> found.log10.tolist(), found.same.round(2).tolist(), round(found.misleading_same, 2)
    ([-1.0, -0.5, 0.5, 1.0, 2.0], [1.0, 1.0, 0.67, 0.67, 0.33], 0.33)
    """
    first, second = row(same, "same", finite=False), row(different, "different", finite=False)
    values = np.unique(np.concatenate([first, second]))
    values = values[np.isfinite(values)]
    shares = [1 - np.searchsorted(np.sort(kind), values, side="left") / kind.size for kind in (first, second)]
    return Tippett(values, shares[0], shares[1], float((first < 0).mean()), float((second > 0).mean()))


def cross_entropy(same: ArrayLike, different: ArrayLike, prior_log10_odds: ArrayLike | None = None) -> CrossEntropy:
    """The data of an ECE plot: the cost of the ratios at any prior, not only at even odds.

    ECE = P1 · mean over same of log2(1 + 1/(LR · O)) + P2 · mean over different of log2(1 + LR · O), O = P1/P2.

    Parameters
    ----------
    same, different : array_like
        log10 likelihood ratios where the first, or the second, proposition is true.
    prior_log10_odds : array_like, optional
        By default −2.5 to 2.5 in steps of 0.1.

    Returns
    -------
    CrossEntropy
        Bits; at prior odds of 1, `given` is Cllr and `calibrated` Cllr_min.

    Raises
    ------
    InputError
        An empty row or NaN.

    References
    ----------
    Ramos & González-Rodríguez (2013), Forensic Sci Int 230:156-169, equation 6.

    Examples
    --------
    >>> found = cross_entropy([1.0], [-1.0], [0.0])
    >>> round(float(found.given[0]), 4), float(found.neutral[0])
    (0.1375, 1.0)
    """
    first, second = row(same, "same", finite=False), row(different, "different", finite=False)
    priors = np.linspace(-2.5, 2.5, 51) if prior_log10_odds is None else row(prior_log10_odds, "prior_log10_odds")
    if np.abs(priors).max() > 300:
        raise refused("prior", "prior_log10_odds", message(CONTEXT, "The prior odds are beyond reason."))
    ideal = _ideal(first, second)
    silent = np.zeros(1)
    tables = [[_entropy(*pair, prior) for prior in priors] for pair in ((first, second), ideal, (silent, silent))]
    return CrossEntropy(priors, *(np.array(table) for table in tables))


def _ideal(same: Floats, different: Floats) -> tuple[Floats, Floats]:
    found = fit_pav(same, different)
    return tuple(found.values[np.searchsorted(found.scores, kind)] for kind in (same, different))  # type: ignore[return-value] # a pair


def _entropy(same: Floats, different: Floats, prior: float) -> float:
    """Bits; 10^x is left in the exponent, so that nothing overflows."""
    first = 1 / (1 + 10.0**-prior)
    missed = np.logaddexp(0, -(same + prior) * LN10).mean()
    wrong = np.logaddexp(0, (different + prior) * LN10).mean()
    return float(first * missed + (1 - first) * wrong) / float(np.log(2))
