"""Swapped samples: a laboratory's results for two items fit each other's consensus much better than their own.

For a laboratory with results x_Am, x_Bm for the measurands m of items A and B, and robust centres c and spreads s:

    own     = sum over m of min(((x_Am - c_Am)/s_Am)^2, 100) + the same for B
    swapped = the same with c_B, s_B for the results reported for A, and the reverse
    evidence = (own - swapped) / 2, a log-likelihood ratio with bounded influence

A laboratory is flagged when evidence > ln(1000 p): were all results normal around the consensus, the probability of
flagging anybody would be below 1/1000 (a likelihood ratio exceeds c with probability at most 1/c). Besides, its own
fit must be bad (root mean square above 2) and the swapped fit acceptable (root mean square at most 3), so that two
outliers are not taken for a swap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import Floats
from comity.science.proficiency.screening.centre import Centre, robust_centre
from comity.science.proficiency.screening.result import LEAST_RESULTS, Finding, GateResult, labels_for, too_few

GATE: Final = "sample_swap"
LARGEST_SQUARE: Final = 100.0  # a result ten spreads off says no more than one a hundred off
FALSE_ALARM: Final = 1e-3
BAD_FIT: Final = 2.0
GOOD_FIT: Final = 3.0


def screen_sample_swap(
    first: ArrayLike,
    second: ArrayLike,
    *,
    laboratories: Sequence[str] | None = None,
    items: tuple[str, str] = ("A", "B"),
    sigma_pt: ArrayLike | None = None,
) -> GateResult:
    """Look for laboratories that exchanged two test items.

    Parameters
    ----------
    first, second
        Results for the two items, shape (laboratories,) or (laboratories, measurands), the same measurands in the
        same order; NaN where a laboratory reported nothing. Laboratories need one measurand reported for both items.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    items
        Names of the two items, for the sentences.
    sigma_pt
        Standard deviations for proficiency assessment, shape (2,) or (2, measurands), where known: no spread is
        taken as smaller.

    Returns
    -------
    GateResult
        Without a consequence, because that belongs to each measurand: see `consequence_of_excluding`.

    Raises
    ------
    InputError
        When the shapes differ or a value is infinite.

    References
    ----------
    Reference note on exercises, section 7, item 4.

    Examples
    --------
    >>> first = [45.1, 44.9, 45.3, 20.2, 45.0, 44.8, 45.2]
    >>> second = [20.1, 19.8, 20.0, 45.2, 20.3, 19.9, 20.1]
    >>> gate = screen_sample_swap(first, second, items=("A", "B"))
    >>> print(gate.findings[0].message)
    The results of laboratory 4 for items A and B fit the other laboratories when the two items are exchanged.
    """
    table = _tables(first, second)
    labels = labels_for(laboratories, table.shape[1])
    paired = np.asarray(np.isfinite(table[0]) & np.isfinite(table[1]))
    if (paired.sum(axis=0) < LEAST_RESULTS).all():
        return too_few(GATE, int(paired.any(axis=1).sum()), LEAST_RESULTS)
    own, swapped, counted = _fits(table, paired, _least_spreads(sigma_pt, table))
    evidence = (own - swapped) / 2
    results = np.maximum(2 * counted, 1)
    flagged = evidence > math.log(table.shape[1] / FALSE_ALARM)
    flagged &= (own > BAD_FIT**2 * results) & (swapped <= GOOD_FIT**2 * results)
    findings = tuple(
        _finding(int(lab), labels[lab], items, float(own[lab]), float(swapped[lab]), int(counted[lab]))
        for lab in np.flatnonzero(flagged)
    )
    return GateResult(GATE, "suspect" if findings else "clear", findings)


def _tables(first: ArrayLike, second: ArrayLike) -> Floats:
    """Both items as one array of shape (2, laboratories, measurands)."""
    one, two = (np.asarray(item, dtype=np.float64) for item in (first, second))
    if one.shape != two.shape or one.ndim not in (1, 2) or np.isinf(one).any() or np.isinf(two).any():
        what = message(
            "proficiency",
            "The results of the two items must be tables of the same shape, of numbers or missing values.",
        )
        raise InputError("swap-shape", what, where="first, second")
    return np.stack([one, two]).reshape(2, one.shape[0], -1)


def _least_spreads(sigma_pt: ArrayLike | None, table: Floats) -> Floats:
    shape = (2, table.shape[2])
    if sigma_pt is None:
        return np.zeros(shape)
    given = np.asarray(sigma_pt, dtype=np.float64)
    return np.broadcast_to(given[:, None] if given.ndim == 1 else given, shape)


def _fits(table: Floats, paired: NDArray[np.bool_], least: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Sums of bounded squares with own and exchanged consensus, and how many measurands entered, per laboratory."""
    own, swapped = np.zeros(table.shape[1]), np.zeros(table.shape[1])
    counted = np.zeros(table.shape[1], dtype=np.int64)
    for measurand in range(table.shape[2]):
        both = paired[:, measurand]
        if both.sum() < LEAST_RESULTS:
            continue
        centres = [_centre(table[item, :, measurand], float(least[item, measurand])) for item in (0, 1)]
        if any(centre.spread == 0 for centre in centres):
            continue
        for item in (0, 1):
            results = table[item, both, measurand]
            own[both] += _bounded_square(results, centres[item])
            swapped[both] += _bounded_square(results, centres[1 - item])
        counted += both
    return own, swapped, counted


def _centre(column: Floats, least: float) -> Centre:
    return robust_centre(column[np.isfinite(column)], least_spread=least)


def _bounded_square(results: Floats, centre: Centre) -> Floats:
    return np.minimum(((results - centre.location) / centre.spread) ** 2, LARGEST_SQUARE)


def _finding(lab: int, label: str, items: tuple[str, str], own: float, swapped: float, measurands: int) -> Finding:
    sentence = message(
        "proficiency",
        "The results of laboratory {laboratory} for items {first} and {second} fit the other laboratories when the two "
        "items are exchanged.",
        laboratory=label,
        first=items[0],
        second=items[1],
    )
    suggestion = message(
        "proficiency",
        "Ask the laboratory to check labels, worksheets and retained portions of items {first} and {second}.",
        first=items[0],
        second=items[1],
    )
    evidence: dict[str, float | str] = {
        "own_fit": math.sqrt(own / (2 * measurands)),
        "exchanged_fit": math.sqrt(swapped / (2 * measurands)),
        "evidence": (own - swapped) / 2,
        "measurands": float(measurands),
    }
    return Finding((lab,), (label,), sentence, suggestion, MappingProxyType(evidence))
