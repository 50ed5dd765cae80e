"""What a gate hands over: what was seen, at whom, what to ask, and what excluding the results would change.

A gate never changes data. It says `suspect` or `clear` (or `not_examined`, when there are too few results to tell),
and the coordinator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, finite_row
from comity.science.proficiency.performance import performance
from comity.science.statistics import Estimate, q_hampel

Verdict = Literal["clear", "suspect", "not_examined"]
Estimator = Callable[[Floats], Estimate]

LEAST_RESULTS: Final = 5  # below this no robust spread is worth the name


@dataclass(frozen=True, slots=True)
class Finding:
    """Results that stand out together: positions in the gate's input, labels, a sentence, what to ask, the numbers."""

    participants: tuple[int, ...]
    laboratories: tuple[str, ...]
    message: Message
    suggestion: Message | None
    evidence: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Consequence:
    """Location and scale with and without the flagged results.

    `changed_classes` counts the laboratories, flagged ones included, whose performance class would be another one;
    None where no standard deviation is there to judge by.
    """

    location_before: float
    location_after: float
    scale_before: float
    scale_after: float
    changed_classes: int | None


@dataclass(frozen=True, slots=True)
class GateResult:
    """Verdict of one gate over the results of one measurand (or over a pair of items)."""

    gate: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    consequence: Consequence | None = None
    note: Message | None = None

    @property
    def participants(self) -> tuple[int, ...]:
        """Positions of all flagged results, in order, each once."""
        return tuple(sorted({position for finding in self.findings for position in finding.participants}))


def consequence_of_excluding(
    values: ArrayLike,
    excluded: Collection[int],
    *,
    estimator: Estimator = q_hampel,
    sigma_pt: float | None = None,
) -> Consequence | None:
    """What leaving out some results would change.

    Parameters
    ----------
    values
        Results of one measurand, in its unit.
    excluded
        Positions of the results to leave out.
    estimator
        Any estimator of `comity.science.statistics` that returns an `Estimate`.
    sigma_pt
        Standard deviation for proficiency assessment, in the same unit; None means that the scale of each set of
        results is used for its scores, as where sigma_pt comes from the participants (ISO 13528:2022, 8.6).

    Returns
    -------
    Consequence or None
        None where nothing is left out or fewer than two results remain.

    Examples
    --------
    >>> from comity.science.statistics import mean_and_standard_deviation
    >>> change = consequence_of_excluding([1.0, 2.0, 3.0, 30.0], [3], estimator=mean_and_standard_deviation,
    ...                                   sigma_pt=1.0)
    >>> change.location_before, change.location_after, change.changed_classes
    (9.0, 2.0, 3)
    """
    results = finite_row(values, "values")
    kept = np.ones(results.size, dtype=bool)
    kept[list(excluded)] = False
    if kept.all() or kept.sum() < 2:
        return None
    before, after = estimator(results), estimator(results[kept])
    return Consequence(
        location_before=before.location,
        location_after=after.location,
        scale_before=before.scale,
        scale_after=after.scale,
        changed_classes=_changed_classes(results, before, after, sigma_pt),
    )


def _changed_classes(results: Floats, before: Estimate, after: Estimate, sigma_pt: float | None) -> int | None:
    sigma_before, sigma_after = (before.scale, after.scale) if sigma_pt is None else (sigma_pt, sigma_pt)
    if not (sigma_before > 0 and sigma_after > 0):
        return None
    class_before = performance((results - before.location) / sigma_before)
    class_after = performance((results - after.location) / sigma_after)
    return int((class_before != class_after).sum())


def concluded(
    gate: str,
    findings: Sequence[Finding],
    values: ArrayLike,
    *,
    estimator: Estimator = q_hampel,
    sigma_pt: float | None = None,
) -> GateResult:
    """The result of a gate that examined `values`, with the consequence of excluding all it flagged."""
    if not findings:
        return GateResult(gate, "clear")
    flagged = {position for finding in findings for position in finding.participants}
    change = consequence_of_excluding(values, flagged, estimator=estimator, sigma_pt=sigma_pt)
    return GateResult(gate, "suspect", tuple(findings), change)


def too_few(gate: str, count: int, least: int) -> GateResult:
    """The result of a gate that has too little to go by."""
    note = message(
        "proficiency",
        "There is {count} result, fewer than the {least} that this check needs; it was not made.",
        plural="There are {count} results, fewer than the {least} that this check needs; it was not made.",
        count=count,
        least=least,
    )
    return GateResult(gate, "not_examined", note=note)


def labels_for(laboratories: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Labels of the participants; their ordinal numbers where none are given."""
    if laboratories is None:
        return tuple(str(position + 1) for position in range(count))
    if len(laboratories) != count:
        raise InputError(
            "labels-count",
            message(
                "proficiency",
                "There are {labels} laboratory labels for {results} results.",
                labels=len(laboratories),
                results=count,
            ),
            where="laboratories",
        )
    return tuple(laboratories)
