"""One substance over all laboratories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.science.proficiency.qualitative.a_score import majority_p_value
from comity.science.proficiency.qualitative.answers import Answer
from comity.science.proficiency.qualitative.interval import exact_interval
from comity.science.proficiency.qualitative.policy import QualitativePolicy

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class SubstanceResult:
    """Counts over laboratories, and the share that was right with its exact 95 % interval.

    For a trace that is ignored, `rate` is the share that reported it. `majority_p` is the exact binomial probability of
    as many right answers or more if laboratories answered at random: above 0.05 there is no clear consensus.
    """

    substance: str
    presence: str
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    rate: float | None
    interval: tuple[float, float] | None
    majority_p: float | None
    scored: bool


def component_result(
    component: str, presence: str, answers: Sequence[Answer], policy: QualitativePolicy
) -> SubstanceResult:
    """A component of the item."""
    scored = presence != "trace" or policy.traces == "count"
    found = sum(answer.credits(component, policy) for answer in answers)
    missed = len(answers) - found
    rate, interval, majority = _share(found, len(answers))
    counted = missed if scored else 0
    return SubstanceResult(component, presence, found, 0, counted, 0, rate, interval, majority, scored)


def absent_result(substance: str, answers: Sequence[Answer]) -> SubstanceResult:
    """A substance that is not in the item."""
    wrong = sum(substance in answer.wrong for answer in answers)
    right = len(answers) - wrong
    rate, interval, majority = _share(right, len(answers))
    return SubstanceResult(substance, ABSENT, 0, wrong, 0, right, rate, interval, majority, scored=True)


def _share(right: int, answers: int) -> tuple[float | None, tuple[float, float] | None, float | None]:
    if not answers:
        return None, None, None
    return right / answers, exact_interval(right, answers), majority_p_value(right, answers)
