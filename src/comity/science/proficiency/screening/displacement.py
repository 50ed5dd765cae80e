"""Results a known factor away from the others: another unit, or salt reported for base.

The caller names the factors, from the plan; nothing is guessed. A factor f turns a number in the other unit (form)
into the unit (form) of the measurand, so a result left unconverted lies at x_pt / f, and one converted twice at
x_pt f. Both places are looked at, on the logarithms of the positive results, in two ways:

- alone: when the factor is far outside the spread s of the main group, |ln f| > 5 w s, a result within 2.5 s of the
  displaced place and more than 4.5 w s from the main group speaks for itself (w = 1 + 8/p: in a small round s itself
  is uncertain), unless half as many or more lie at the same distance on the other side: then they are outliers
  like any others;
- as a group: otherwise a mixture with a displaced group must explain all results much better than one group does
  (twice the gain in log-likelihood above `threshold` + 2 ln(places looked at)), with three or more results in it.

Factors closer than half a spread cannot be told from scatter and are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, finite_row
from comity.science.proficiency.screening.mixture import Mixture, fit_displaced_group
from comity.science.proficiency.screening.result import (
    LEAST_RESULTS,
    Estimator,
    Finding,
    GateResult,
    concluded,
    labels_for,
    too_few,
)
from comity.science.statistics import mad_e

THRESHOLD: Final = 12.0
ALONE: Final = 5.0
OUTSIDE: Final = 4.5
SMALL_ROUND: Final = 8.0
NEAR: Final = 2.5
LEAST_GROUP: Final = 3
LEAST_DISTANCE: Final = 0.5  # spreads


class Place(NamedTuple):
    """Where results may lie: unconverted results of the form or unit `name`, or results converted `twice`."""

    name: str
    factor: float
    twice: bool

    @property
    def distance(self) -> float:
        """From the main group, on the logarithmic scale."""
        return math.log(self.factor) if self.twice else -math.log(self.factor)


class Sentence(Protocol):
    """Says what was seen and what to ask."""

    def __call__(self, place: Place, label: str, result: float, centre: float) -> tuple[Message, Message]:
        """The finding's message and suggestion."""


def screen_displaced(
    gate: str,
    values: ArrayLike,
    factors: Mapping[str, float],
    sentence: Sentence,
    *,
    laboratories: Sequence[str] | None,
    threshold: float,
    sigma_pt: float | None,
    estimator: Estimator,
) -> GateResult:
    """The gate that looks for results displaced by one of `factors`; `sentence` says what was seen."""
    results = finite_row(values, "values")
    labels = labels_for(laboratories, results.size)
    if results.size < LEAST_RESULTS:
        return too_few(gate, results.size, LEAST_RESULTS)
    findings = displaced_results(results, factors, labels, threshold, sentence)
    return concluded(gate, findings, results, estimator=estimator, sigma_pt=sigma_pt)


def displaced_results(
    values: Floats, factors: Mapping[str, float], labels: Sequence[str], threshold: float, sentence: Sentence
) -> list[Finding]:
    """Findings, in the order of the participants; a result fits one place only, the best supported one."""
    positive = np.flatnonzero(values > 0)
    if positive.size < values.size / 2:
        return []
    logarithms = np.log(values[positive])
    free = np.ones(positive.size, dtype=bool)
    findings = []
    for place, mixture, flagged in _supported(logarithms, _places(factors), threshold):
        for index in np.flatnonzero(flagged & free):
            position = int(positive[index])
            findings.append(_finding(position, labels[position], float(values[position]), place, mixture, sentence))
        free &= ~flagged
    return sorted(findings, key=lambda finding: finding.participants)


def _places(factors: Mapping[str, float]) -> list[Place]:
    for name, factor in factors.items():
        if not (math.isfinite(factor) and factor > 0):
            what = message("proficiency", "The factor of {name} must be a number greater than zero.", name=name)
            raise InputError("factor", what, where=name)
    # A factor of one displaces nothing.
    return [Place(name, factor, twice) for name, factor in factors.items() for twice in (False, True) if factor != 1]


def _supported(
    logarithms: Floats, places: Sequence[Place], threshold: float
) -> Iterator[tuple[Place, Mixture, NDArray[np.bool_]]]:
    """Places that results really occupy, the best supported first."""
    spread = mad_e(logarithms).scale
    reach = float(np.ptp(logarithms)) + NEAR * spread
    seen = []
    for place in places:
        if LEAST_DISTANCE * spread < abs(place.distance) <= reach:
            mixture = fit_displaced_group(logarithms, place.distance)
            flagged = _occupants(logarithms, place, mixture, threshold + 2 * math.log(len(places)))
            if flagged.any():
                seen.append((place, mixture, flagged))
    yield from sorted(seen, key=lambda found: -found[1].statistic)


def _occupants(logarithms: Floats, place: Place, mixture: Mixture, threshold: float) -> NDArray[np.bool_]:
    nobody = np.zeros(logarithms.size, dtype=bool)
    if mixture.weight > 0.5:
        return nobody  # then the others are the displaced ones, and the opposite place finds them
    from_main = logarithms - mixture.location
    widened = (1 + SMALL_ROUND / logarithms.size) * mixture.spread
    if abs(place.distance) > ALONE * widened:
        outside = np.abs(from_main) > OUTSIDE * widened
        near = outside & (np.abs(from_main - place.distance) <= NEAR * mixture.spread)
        opposite = outside & (np.abs(from_main + place.distance) <= NEAR * mixture.spread)
        return near if near.sum() > 2 * opposite.sum() else nobody
    supported = mixture.statistic > threshold and mixture.displaced.sum() >= LEAST_GROUP
    return mixture.displaced if supported else nobody


def _finding(position: int, label: str, result: float, place: Place, mixture: Mixture, sentence: Sentence) -> Finding:
    centre = math.exp(mixture.location)
    seen, ask = sentence(place, label, result, centre)
    evidence: dict[str, float | str] = {
        "result": result,
        "name": place.name,
        "factor": place.factor,
        "direction": "converted_twice" if place.twice else "not_converted",
        "centre": centre,
        "relative_spread": mixture.spread,
        "share": mixture.weight,
        "statistic": mixture.statistic,
    }
    return Finding((position,), (label,), seen, ask, MappingProxyType(evidence))
