"""Blunders: results so far off that a slip of the pen explains them better than chemistry.

A result is a candidate when it lies far beyond robust limits: |x - median| > limit * s, with s the larger of MADe, Qn
and sigma_pt, and limit = 6 w; w = 1 + 8/p widens it in small rounds, where s itself is uncertain. For positive results
the same is asked on the logarithmic scale, where a result ten times too low is as far off as one ten times too high. A
candidate is explained, in this order, by

1. a decimal shift: a factor of 10, 100 or 1000 brings it within 3 s of the median;
2. transposed digits: swapping two neighbouring digits, as typed, brings it within 2 s;
3. nothing we know: then it is a gross outlier, if it lies beyond 10 w s. Nearer ones are left to robust statistics.

ISO 13528:2022, 6.3 (blunder removal before the statistics) asks that such results are looked at and kept on record;
the limits are ours. False alarms and detection are measured in the tests of this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import Floats, finite_row
from comity.science.proficiency.screening.centre import Centre, robust_centre
from comity.science.proficiency.screening.result import (
    LEAST_RESULTS,
    Estimator,
    Finding,
    GateResult,
    concluded,
    labels_for,
    too_few,
)
from comity.science.proficiency.screening.slips import GROSS_OUTLIER, Slip, slip_behind
from comity.science.statistics import q_hampel

GATE: Final = "blunders"
LIMIT: Final = 6.0
GROSS_LIMIT: Final = 10.0
SMALL_ROUND: Final = 8.0  # widens the limit to 15.6 s at p = 5, 8.4 s at p = 20


def screen_blunders(
    values: ArrayLike,
    *,
    laboratories: Sequence[str] | None = None,
    texts: Sequence[str] | None = None,
    sigma_pt: float | None = None,
    limit: float = LIMIT,
    gross_limit: float = GROSS_LIMIT,
    estimator: Estimator = q_hampel,
) -> GateResult:
    """Look for decimal shifts, transposed digits and gross outliers.

    Parameters
    ----------
    values
        Results of one measurand in one unit, one per laboratory, censored ones left out.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    texts
        The results as typed, for transposed digits; otherwise the shortest decimal text of each value is used.
    sigma_pt
        Standard deviation for proficiency assessment where known: nothing within `limit` sigma_pt is a blunder.
    limit
        Distance in spreads, in a large round, beyond which a result is a candidate for a slip.
    gross_limit
        The same for a result that no slip explains.
    estimator
        For the consequence of excluding the flagged results.

    Raises
    ------
    InputError
        When a value is missing or not finite, or labels or texts do not match the values in number.

    References
    ----------
    ISO 13528:2022, 6.3; reference note on exercises, section 7, item 4.

    Examples
    --------
    >>> gate = screen_blunders([45.2, 44.8, 45.6, 4.51, 45.0, 54.1, 45.3, 44.9])
    >>> gate.verdict, gate.participants
    ('suspect', (3, 5))
    >>> print(gate.findings[0].message)
    The result of laboratory 4, 4.51, lies near the others (median 45.1) when it is multiplied by 10.
    """
    results = finite_row(values, "values")
    labels = labels_for(laboratories, results.size)
    typed = _texts(texts, results)
    if results.size < LEAST_RESULTS:
        return too_few(GATE, int(results.size), LEAST_RESULTS)
    centre = robust_centre(results, least_spread=sigma_pt or 0.0)
    distance = _distances(results, centre) / (1 + SMALL_ROUND / results.size)
    findings = []
    for position in np.flatnonzero(distance > limit).tolist():
        slip = slip_behind(labels[position], typed[position], float(results[position]), centre)
        if slip.cause != GROSS_OUTLIER or distance[position] > gross_limit:
            findings.append(_finding(position, labels[position], float(results[position]), centre, slip))
    return concluded(GATE, findings, results, estimator=estimator, sigma_pt=sigma_pt)


def _texts(texts: Sequence[str] | None, results: Floats) -> Sequence[str]:
    if texts is None:
        return [f"{value:.12g}" for value in results]
    if len(texts) != results.size:
        what = message(
            "proficiency", "There are {texts} texts for {results} results.", texts=len(texts), results=results.size
        )
        raise InputError("texts-count", what, where="texts")
    return texts


def _distances(results: Floats, centre: Centre) -> Floats:
    """Distance of each result in spreads, on the linear or the logarithmic scale, whichever is larger."""
    linear = np.abs(results - centre.location) / centre.spread if centre.spread > 0 else np.zeros(results.size)
    positive = results > 0
    if centre.location <= 0 or positive.sum() < LEAST_RESULTS:
        return linear
    # A low decimal shift is only 0.9 medians away: invisible on the linear scale when spreads are wide. The spread of
    # the logarithms is never taken as shorter than the relative spread, or tight rounds would be cut finer.
    logarithms = np.log(results[positive])
    relative = robust_centre(logarithms, least_spread=centre.spread / centre.location)
    if relative.spread > 0:
        linear[positive] = np.maximum(linear[positive], np.abs(logarithms - relative.location) / relative.spread)
    return linear


def _finding(position: int, label: str, value: float, centre: Centre, slip: Slip) -> Finding:
    numbers: dict[str, float | str] = {
        "result": value,
        "median": centre.location,
        "spread": centre.spread,
        "distance": (value - centre.location) / centre.spread,
        "cause": slip.cause,
    }
    return Finding((position,), (label,), slip.message, slip.suggestion, MappingProxyType({**numbers, **slip.evidence}))
