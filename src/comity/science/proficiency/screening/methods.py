"""A method effect: laboratories that use one technique get other results than the rest.

Groups with at least `least_group` laboratories are compared by their 20 % trimmed means with winsorised variances
(Yuen 1974; Welch's one-way comparison of trimmed means, Wilcox 2017): equal spreads are not assumed, and a fifth of
each group may be outlying on either side. Groups of fewer than 8 are not trimmed. With h_j results left of n_j in
group j, and

    d_j = (n_j - 1) s_wj^2 / (h_j (h_j - 1)),   w_j = 1 / d_j,   U = sum w_j,   X = sum w_j mean_j / U,
    A = sum w_j (mean_j - X)^2 / (J - 1),       C = sum (1 - w_j/U)^2 / (h_j - 1),
    F = A / (1 + 2 (J - 2) C / (J^2 - 1)),      degrees of freedom J - 1 and (J^2 - 1) / (3 C).

Where F is significant, each group is compared with all others in the same way, and those that differ after Holm's
correction are named; never the largest group, which is what the others are compared with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, finite_row
from comity.science.proficiency.screening.result import (
    Estimator,
    Finding,
    GateResult,
    concluded,
    labels_for,
)
from comity.science.statistics import q_hampel

GATE: Final = "method_effect"
TRIM: Final = 0.2
LEAST_GROUP: Final = 5
LEAST_TRIMMED: Final = 8  # trimming would leave a smaller group next to nothing
ALPHA: Final = 0.01


class TrimmedComparison(NamedTuple):
    """Welch's comparison of trimmed means: statistic, degrees of freedom, p-value."""

    statistic: float
    numerator_degrees: float
    denominator_degrees: float
    p_value: float


def screen_method_effect(
    values: ArrayLike,
    techniques: Sequence[str],
    *,
    laboratories: Sequence[str] | None = None,
    least_group: int = LEAST_GROUP,
    alpha: float = ALPHA,
    sigma_pt: float | None = None,
    estimator: Estimator = q_hampel,
) -> GateResult:
    """Look for techniques whose results differ from the others.

    Parameters
    ----------
    values
        Results of one measurand, one per laboratory, censored ones left out.
    techniques
        Technique of each result; results with an empty one take no part.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    least_group
        Techniques with fewer results are not compared; at least 4.
    alpha
        Significance of the comparison as a whole, and of single groups together (Holm).
    sigma_pt, estimator
        For the consequence of excluding the groups that differ.

    Raises
    ------
    InputError
        When a value is not finite or the labels do not match the values in number.

    References
    ----------
    K. K. Yuen, Biometrika 61 (1974) 165-170; R. R. Wilcox, Introduction to Robust Estimation and Hypothesis Testing,
    4th ed. (2017), 7.2. ISO/IEC 17043:2023, 7.4.1, on participants who use different methods.

    Examples
    --------
    >>> chromatography = [45.1, 44.9, 45.3, 45.0, 44.8, 45.2, 45.1, 44.9]
    >>> spectrometry = [47.9, 48.3, 48.0, 47.7, 48.1]
    >>> gate = screen_method_effect(chromatography + spectrometry, ["GC"] * 8 + ["NIR"] * 5)
    >>> print(gate.findings[0].message)
    The 5 results by NIR lie around 48, those by other techniques around 45.05.
    """
    results = finite_row(values, "values")
    labels = labels_for(laboratories, results.size)
    groups = _groups(labels_for(techniques, results.size), max(least_group, 4))
    if len(groups) < 2:
        return GateResult(GATE, "not_examined", note=_too_few_groups(least_group))
    whole = compare_trimmed_means([results[group] for group in groups.values()])
    if whole.p_value > alpha:
        return GateResult(GATE, "clear")
    findings = [
        _finding(results, labels, technique, groups, whole, p_value)
        for technique, p_value in _different(results, groups).items()
        if p_value <= alpha
    ]
    return concluded(GATE, findings, results, estimator=estimator, sigma_pt=sigma_pt)


def compare_trimmed_means(groups: Sequence[Floats]) -> TrimmedComparison:
    """Welch's comparison of the 20 % trimmed means of two or more groups.

    Groups without any spread are certain: where their means agree the p-value is 1, otherwise 0.

    Examples
    --------
    >>> two = [np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 90]), np.array([11.0, 12, 13, 14, 15, 16, 17, 18])]
    >>> round(compare_trimmed_means(two).p_value, 5)
    0.0002
    """
    ordered = [np.sort(group) for group in groups]
    kept = np.array([group.size - 2 * _cut(group) for group in ordered], dtype=np.float64)
    means = np.array([group[_cut(group) : group.size - _cut(group)].mean() for group in ordered])
    variances = np.array([_squared_error(group) for group in ordered])
    scale = float(np.max(np.abs(means - means.mean())))
    least = (1e-9 * scale) ** 2  # a group without spread gets all the weight, but a finite one
    if scale == 0 or (variances <= least).all():
        return TrimmedComparison(0.0, len(groups) - 1.0, 1.0, 1.0 if scale == 0 else 0.0)
    return _welch(means, np.maximum(variances, least), kept)


def _welch(means: Floats, variances: Floats, kept: Floats) -> TrimmedComparison:
    count = means.size
    weights = float(variances.min()) / variances  # relative, against overflow
    share = weights / weights.sum()
    centre = float((share * means).sum())
    between = float((weights * (means - centre) ** 2).sum()) / float(variances.min()) / (count - 1)
    correction = float(((1 - share) ** 2 / (kept - 1)).sum())
    statistic = between / (1 + 2 * (count - 2) * correction / (count**2 - 1))
    numerator, denominator = count - 1.0, (count**2 - 1) / (3 * correction)
    return TrimmedComparison(statistic, numerator, denominator, float(special.fdtrc(numerator, denominator, statistic)))


def _cut(group: Floats) -> int:
    return int(TRIM * group.size) if group.size >= LEAST_TRIMMED else 0


def _squared_error(ordered: Floats) -> float:
    """Squared standard error of the trimmed mean, from the winsorised variance."""
    cut, size = _cut(ordered), ordered.size
    winsorised = np.clip(ordered, ordered[cut], ordered[size - cut - 1])
    left = size - 2 * cut
    return float((size - 1) * winsorised.var(ddof=1) / (left * (left - 1)))


def _too_few_groups(least: int) -> Message:
    return message(
        "proficiency", "Fewer than two techniques have {least} or more results; they were not compared.", least=least
    )


def _groups(techniques: Sequence[str], least: int) -> dict[str, NDArray[np.int64]]:
    """Positions by technique, techniques in alphabetical order."""
    names = np.array([technique.strip() for technique in techniques])
    found = {str(name): np.flatnonzero(names == name) for name in np.unique(names) if name}
    return {name: group for name, group in found.items() if group.size >= least}


def _different(results: Floats, groups: dict[str, NDArray[np.int64]]) -> dict[str, float]:
    """Holm-adjusted p-value of each technique but the largest against all others."""
    largest = max(groups, key=lambda name: groups[name].size)
    single = {
        name: compare_trimmed_means([results[group], results[_others(groups, name)]]).p_value
        for name, group in groups.items()
        if name != largest
    }
    adjusted, floor = {}, 0.0
    for rank, name in enumerate(sorted(single, key=single.__getitem__)):
        floor = max(floor, min(1.0, single[name] * (len(single) - rank)))
        adjusted[name] = floor
    return {name: adjusted[name] for name in single}


def _others(groups: dict[str, NDArray[np.int64]], name: str) -> NDArray[np.int64]:
    return np.concatenate([group for other, group in groups.items() if other != name])


def _finding(
    results: Floats,
    labels: Sequence[str],
    technique: str,
    groups: dict[str, NDArray[np.int64]],
    whole: TrimmedComparison,
    p_value: float,
) -> Finding:
    members = tuple(int(position) for position in groups[technique])
    location = float(np.median(results[groups[technique]]))
    elsewhere = float(np.median(results[_others(groups, technique)]))
    sentence = message(
        "proficiency",
        "The {size} results by {technique} lie around {location}, those by other techniques around {others}.",
        size=len(members),
        technique=technique,
        location=location,
        others=elsewhere,
    )
    suggestion = message(
        "proficiency",
        "Ask for the calibration and sample preparation behind {technique}, and decide whether the assigned value "
        "depends on the method.",
        technique=technique,
    )
    evidence: dict[str, float | str] = {
        "technique": technique,
        "location": location,
        "others": elsewhere,
        "p_value": p_value,
        "statistic": whole.statistic if math.isfinite(whole.statistic) else "",
        "p_value_overall": whole.p_value,
    }
    return Finding(
        members, tuple(labels[position] for position in members), sentence, suggestion, MappingProxyType(evidence)
    )
