"""More than one group of results: no single assigned value describes them, whatever the estimator.

Robust estimators fail silently here: between two equal groups Algorithm A passes everybody and Q/Hampel fails
everybody. The gate asks twice. Does the kernel density (ISO 13528:2022, 10.3) show two modes, each with at least three
results and a twentieth of all? And, leaving out results outside such groups, does a test reject a single mode:
Hartigan's dip (good at two tight groups of like size) or Silverman's critical bandwidth (good at a small group apart),
the smaller p-value doubled? Only then is it `suspect`. A test alone would be answered by a few outliers, the kernel
density alone by many a normal round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.messages import message
from comity.science.proficiency.arguments import Floats, finite_row
from comity.science.proficiency.screening.dip import dip_p_value
from comity.science.proficiency.screening.result import (
    Estimator,
    Finding,
    GateResult,
    concluded,
    labels_for,
    too_few,
)
from comity.science.proficiency.screening.silverman import silverman_p_value
from comity.science.statistics import KernelDensity, kernel_modes, q_hampel

GATE: Final = "bimodality"
LEAST_RESULTS: Final = 8
LEAST_GROUP: Final = 3
LEAST_SHARE: Final = 0.05
ALPHA: Final = 0.05  # of tests that are conservative: normal rounds are flagged far more seldom
RESAMPLES: Final = 199
WIDER: Final = (1.5, 2.2, 3.3)


def screen_bimodality(
    values: ArrayLike,
    *,
    laboratories: Sequence[str] | None = None,
    bandwidth: float | None = None,
    alpha: float = ALPHA,
    resamples: int = RESAMPLES,
    seed: int = 1,
    sigma_pt: float | None = None,
    estimator: Estimator = q_hampel,
) -> GateResult:
    """Look for two or more groups of results.

    Parameters
    ----------
    values
        Results of one measurand, one per laboratory, censored ones left out.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    bandwidth
        Of the kernel density that proposes the groups, in the unit of the values; the usual 0.9 s* / p^0.2 otherwise.
    alpha
        A group is reported when the p-value of a single mode is at most this.
    resamples, seed
        Of Silverman's smoothed bootstrap; made only where two groups are seen and the dip does not decide.
    sigma_pt, estimator
        For the consequence of excluding all but the largest group.

    Raises
    ------
    InputError
        When a value is missing or not finite.

    References
    ----------
    ISO 13528:2022, 10.3; Hartigan and Hartigan 1985 (`dip.py`); Silverman 1981 (`silverman.py`); reference note on
    exercises, fact 8.

    Examples
    --------
    >>> gate = screen_bimodality([10, 10.1, 9.9, 10.05, 9.95, 20, 20.1, 19.9, 20.05, 19.95])
    >>> print(gate.findings[0].message)
    A group of 5 of 10 results lies around 20, apart from the group of 5 around 10.
    """
    results = finite_row(values, "values")
    labels = labels_for(laboratories, results.size)
    if results.size < LEAST_RESULTS:
        return too_few(GATE, results.size, LEAST_RESULTS)
    groups = _groups(results, bandwidth)
    if len(groups) < 2:
        return GateResult(GATE, "clear")
    p_value = _p_value(results[np.concatenate(groups)], alpha, resamples, seed)
    if p_value > alpha:
        return GateResult(GATE, "clear")
    main, *others = sorted(groups, key=lambda group: (-group.size, float(np.median(results[group]))))
    findings = [_finding(results, labels, main, group, p_value) for group in others]
    return concluded(GATE, findings, results, estimator=estimator, sigma_pt=sigma_pt)


def _p_value(results: Floats, alpha: float, resamples: int, seed: int) -> float:
    by_dip = min(1.0, 2 * dip_p_value(results))
    if by_dip <= alpha:
        return by_dip
    return min(by_dip, 2 * silverman_p_value(results, resamples=resamples, seed=seed))


def _groups(results: Floats, bandwidth: float | None) -> list[NDArray[np.int64]]:
    """Positions of the results of each mode that is more than a few stragglers."""
    if np.ptp(results) == 0:
        return []
    least = max(LEAST_GROUP, math.ceil(LEAST_SHARE * results.size))
    density = kernel_modes(results, bandwidth)
    members = _members(results, density)
    if bandwidth is None:
        # A small group far off falls into crumbs at the bandwidth that suits the large one: look at it less closely.
        for wider in WIDER:
            largest = max(group.size for group in members)
            if sum(group.size >= least for group in members) > 1 or results.size - largest < least:
                break
            members = _members(results, kernel_modes(results, wider * density.bandwidth))
    return [group for group in members if group.size >= least]


def _members(results: Floats, density: KernelDensity) -> list[NDArray[np.int64]]:
    modes = np.sort([mode.location for mode in density.modes])
    valleys = [_valley(density.grid, density.density, low, high) for low, high in pairwise(modes.tolist())]
    member = np.searchsorted(valleys, results)
    return [np.flatnonzero(member == group) for group in range(len(modes))]


def _valley(grid: Floats, density: Floats, low: float, high: float) -> float:
    between = (grid >= low) & (grid <= high)
    return float(grid[between][np.argmin(density[between])]) if between.any() else (low + high) / 2


def _finding(
    results: Floats, labels: Sequence[str], main: NDArray[np.int64], group: NDArray[np.int64], p_value: float
) -> Finding:
    centre, other = float(np.median(results[main])), float(np.median(results[group]))
    sentence = message(
        "proficiency",
        "A group of {size} of {all} results lies around {location}, apart from the group of {main_size} around {main}.",
        size=int(group.size),
        all=int(results.size),
        location=other,
        main_size=int(main.size),
        main=centre,
    )
    suggestion = message(
        "proficiency",
        "Ask these laboratories for form (base or salt), unit, method and calibration, and set one assigned value per "
        "group or none before scoring.",
    )
    evidence: dict[str, float | str] = {
        "location": other,
        "main_location": centre,
        "ratio": other / centre if centre else "",
        "share": group.size / results.size,
        "p_value": p_value,
    }
    members = tuple(int(position) for position in group)
    return Finding(
        members, tuple(labels[position] for position in members), sentence, suggestion, MappingProxyType(evidence)
    )
