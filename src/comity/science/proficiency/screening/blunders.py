"""Blunders: results so far off that a slip of the pen explains them better than chemistry.

A result is a candidate when it lies far beyond robust limits: |x - median| > limit * s, with s the larger of MADe, Qn
and sigma_pt, and limit = 6 (1 + 8/p), wider in small rounds, where s itself is uncertain. For positive results the
same is asked on the logarithmic scale, where a result ten times too low is as far off as one ten times too high. A
candidate is explained, in this order, by

1. a decimal shift: a factor of 10, 100 or 1000 brings it within 3 s of the median;
2. transposed digits: swapping two neighbouring digits, as typed, brings it within 2 s;
3. nothing we know: a gross outlier.

ISO 13528:2022, 6.3 (blunder removal before the statistics) asks that such results are looked at and kept on record;
the limits are ours. False alarms and detection are measured in the tests of this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
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
from comity.science.statistics import q_hampel

GATE: Final = "blunders"
LIMIT: Final = 6.0
SMALL_ROUND: Final = 8.0  # widens the limit to 15.6 s at p = 5, 8.4 s at p = 20
FACTORS: Final = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
NEAR_AFTER_FACTOR: Final = 3.0
NEAR_AFTER_SWAP: Final = 2.0


def screen_blunders(
    values: ArrayLike,
    *,
    laboratories: Sequence[str] | None = None,
    texts: Sequence[str] | None = None,
    sigma_pt: float | None = None,
    limit: float = LIMIT,
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
        Distance in spreads beyond which a result is a candidate (for a large round).
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
    findings = [
        _finding(position, labels[position], typed[position], float(results[position]), centre)
        for position in _candidates(results, centre, limit * (1 + SMALL_ROUND / results.size))
    ]
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


def _candidates(results: Floats, centre: Centre, limit: float) -> list[int]:
    far = np.abs(results - centre.location) > limit * centre.spread
    if (results > 0).all():
        # A low decimal shift is only 0.9 medians away: invisible on the linear scale when spreads are wide. The
        # spread of the logarithms must not be shorter than the relative spread, or tight rounds would be cut finer.
        logs = np.log(results)
        relative = robust_centre(logs, least_spread=centre.spread / centre.location)
        far |= np.abs(logs - relative.location) > limit * relative.spread
    return [int(position) for position in np.flatnonzero(far)]


def _finding(position: int, label: str, typed: str, value: float, centre: Centre) -> Finding:
    sentence, suggestion, evidence = _explained(label, typed, value, centre)
    numbers = {
        "result": value,
        "median": centre.location,
        "spread": centre.spread,
        "distance": (value - centre.location) / centre.spread,
    }
    return Finding((position,), (label,), sentence, suggestion, MappingProxyType({**numbers, **evidence}))


def _explained(
    label: str, typed: str, value: float, centre: Centre
) -> tuple[Message, Message, Mapping[str, float | str]]:
    factor = _decimal_shift(value, centre)
    if factor is not None:
        return _shift_message(label, value, factor, centre), _ASK_DECIMALS, {"cause": "decimal_shift", "factor": factor}
    swapped = _swapped_digits(typed, centre)
    if swapped is not None:
        sentence = message(
            "proficiency",
            "The result of laboratory {laboratory}, {typed}, lies near the others (median {median}) when two "
            "neighbouring digits are swapped: {swapped}.",
            laboratory=label,
            typed=typed,
            median=centre.location,
            swapped=swapped,
        )
        return sentence, _ASK_DIGITS, {"cause": "transposed_digits", "swapped": swapped}
    sentence = message(
        "proficiency",
        "The result of laboratory {laboratory}, {result}, lies {distance} robust spreads from the median {median}.",
        laboratory=label,
        result=value,
        distance=abs(value - centre.location) / centre.spread,
        median=centre.location,
    )
    return sentence, _ASK_RESULT, {"cause": "gross_outlier"}


def _shift_message(label: str, value: float, factor: float, centre: Centre) -> Message:
    if factor > 1:
        return message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, lies near the others (median {median}) when it is "
            "multiplied by {factor}.",
            laboratory=label,
            result=value,
            median=centre.location,
            factor=factor,
        )
    return message(
        "proficiency",
        "The result of laboratory {laboratory}, {result}, lies near the others (median {median}) when it is "
        "divided by {factor}.",
        laboratory=label,
        result=value,
        median=centre.location,
        factor=1 / factor,
    )


def _decimal_shift(value: float, centre: Centre) -> float | None:
    near = [factor for factor in FACTORS if _near(value * factor, centre, NEAR_AFTER_FACTOR)]
    return min(near, key=lambda factor: abs(value * factor - centre.location), default=None)


def _swapped_digits(typed: str, centre: Centre) -> str | None:
    near = [text for text in _swaps(typed) if _near(_number(text), centre, NEAR_AFTER_SWAP)]
    return min(near, key=lambda text: abs(_number(text) - centre.location), default=None)


def _swaps(typed: str) -> Iterator[str]:
    """The text with two neighbouring digits swapped, also across the decimal sign, every way."""
    digits = [place for place, sign in enumerate(typed) if sign.isdigit()]
    for left, right in pairwise(digits):
        if typed[left] != typed[right]:
            yield f"{typed[:left]}{typed[right]}{typed[left + 1 : right]}{typed[left]}{typed[right + 1 :]}"


def _number(text: str) -> float:
    """The number a text stands for; infinite where it is none, which is near nothing."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("inf")


def _near(value: float, centre: Centre, spreads: float) -> bool:
    return abs(value - centre.location) <= spreads * centre.spread


_ASK_DECIMALS: Final = message(
    "proficiency", "Ask the laboratory to check the decimal sign, the unit and the dilution factor against its records."
)
_ASK_DIGITS: Final = message("proficiency", "Ask the laboratory to compare the reported digits with its worksheet.")
_ASK_RESULT: Final = message(
    "proficiency",
    "Ask the laboratory for its worksheet: the test item, the calculation and the unit that the result belongs to.",
)
