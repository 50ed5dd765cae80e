"""Which substances each laboratory found: right, wrong, missed, over all laboratories and for each.

For each item of known composition and each laboratory that reported on it:

- a component that was reported is a true positive, one that was not a false negative;
- a substance reported but not in the item is a false positive; one that others reported, or that stands on the
  caller's menu, and this laboratory rightly did not, a true negative;
- a declared trace follows the policy; under "ignore" it is never a false negative, nor a false positive;
- names that the policy calls equivalent are one substance, under the name given in the composition;
- a class name covers a component that is its member: a true positive where partial identification has credit,
  otherwise the component stays a false negative; the class itself is a false positive only when it covers none.

A laboratory that did not examine the item (None) is not counted anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from comity.science.proficiency.performance import SATISFACTORY, UNSATISFACTORY
from comity.science.proficiency.qualitative.a_score import combined_a_score
from comity.science.proficiency.qualitative.answers import Answer, Reading
from comity.science.proficiency.qualitative.policy import Presence, QualitativePolicy, Vocabulary
from comity.science.proficiency.qualitative.substances import (
    ABSENT,
    SubstanceResult,
    absent_result,
    component_result,
)

NOT_SCORED = "not_scored"


@dataclass(frozen=True, slots=True)
class LaboratoryIdentification:
    """One laboratory's answer on one item; `performance` is satisfactory when nothing is wrong or missed."""

    laboratory: str
    reported: tuple[str, ...]
    true_positive: tuple[str, ...]
    false_positive: tuple[str, ...]
    false_negative: tuple[str, ...]
    partial: tuple[str, ...]
    a_score: float | None
    performance: str


@dataclass(frozen=True, slots=True)
class QualitativeResult:
    """All laboratories' answers on one item; components first, then absent substances by name."""

    policy: QualitativePolicy
    substances: tuple[SubstanceResult, ...]
    laboratories: tuple[LaboratoryIdentification, ...]


def qualitative_results(
    composition: Mapping[str, Presence],
    reports: Mapping[str, Collection[str] | None],
    *,
    policy: QualitativePolicy | None = None,
    vocabulary: Vocabulary | None = None,
    menu: Collection[str] = (),
) -> QualitativeResult:
    """Judge the identifications of one item.

    Parameters
    ----------
    composition
        Each component and whether it is a major, minor or trace component; empty for a blank.
    reports
        For each laboratory the substances reported (none: an empty collection), or None where it did not examine.
    policy, vocabulary
        See `QualitativePolicy` and `Vocabulary`.
    menu
        Substances that could have been reported, for true negatives beside those that somebody reported.

    Raises
    ------
    InputError
        When a presence is unknown or two components are equivalent under the policy.

    References
    ----------
    Reference note on exercises, section 1.2 (qualitative); UNODC International Collaborative Exercises (traces).

    Examples
    --------
    >>> result = qualitative_results({"cocaine": "major", "levamisole": "trace"},
    ...                      {"L1": ["cocaine"], "L2": ["cocaine", "heroin"], "L3": ["levamisole"], "L4": None})
    >>> [lab.performance for lab in result.laboratories]
    ['satisfactory', 'unsatisfactory', 'unsatisfactory', 'not_scored']
    >>> [(one.substance, one.true_positive, one.false_negative) for one in result.substances]
    [('cocaine', 2, 1), ('levamisole', 1, 0), ('heroin', 0, 0)]
    """
    rules = policy or QualitativePolicy()
    reading = Reading(composition, rules, vocabulary or Vocabulary())
    answers = {lab: None if reported is None else reading.answer(reported) for lab, reported in reports.items()}
    given = [answer for answer in answers.values() if answer is not None]
    absent = sorted({name for answer in given for name in answer.wrong} | reading.absent(menu))
    substances = [component_result(name, presence, given, rules) for name, presence in composition.items()]
    substances += [absent_result(name, given) for name in absent]
    laboratories = [
        _judged(lab, tuple(reports[lab] or ()), answer, substances, rules) for lab, answer in answers.items()
    ]
    return QualitativeResult(rules, tuple(substances), tuple(laboratories))


def _judged(
    laboratory: str,
    reported: tuple[str, ...],
    answer: Answer | None,
    substances: Sequence[SubstanceResult],
    policy: QualitativePolicy,
) -> LaboratoryIdentification:
    if answer is None:
        return LaboratoryIdentification(laboratory, (), (), (), (), (), None, NOT_SCORED)
    present = [one for one in substances if one.presence != ABSENT]
    found = tuple(one.substance for one in present if answer.credits(one.substance, policy))
    missed = tuple(one.substance for one in present if one.scored and not answer.credits(one.substance, policy))
    wrong = tuple(sorted(answer.wrong))
    return LaboratoryIdentification(
        laboratory=laboratory,
        reported=reported,
        true_positive=found,
        false_positive=wrong,
        false_negative=missed,
        partial=tuple(one.substance for one in present if one.substance in answer.partial),
        a_score=_a_score({*wrong, *missed}, substances),
        performance=UNSATISFACTORY if wrong or missed else SATISFACTORY,
    )


def _a_score(mistakes: Collection[str], substances: Sequence[SubstanceResult]) -> float | None:
    scored = [one for one in substances if one.scored]
    right = [one.substance not in mistakes for one in scored]
    return combined_a_score(right, [one.rate or 0.0 for one in scored])
