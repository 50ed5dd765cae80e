"""How laboratories that used each technique did: the laboratory is the unit that is counted, not the answer.

Answers of one laboratory on several substances are not independent; counting them singly would make every interval too
narrow. A laboratory with several techniques counts for each of them, so the rows do not add up to all laboratories.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from comity.science.proficiency.performance import SATISFACTORY
from comity.science.proficiency.qualitative.identification import (
    NOT_SCORED,
    LaboratoryIdentification,
    QualitativeResult,
)
from comity.science.proficiency.qualitative.interval import exact_interval


@dataclass(frozen=True, slots=True)
class TechniqueResult:
    """Laboratories using one technique: how many, how many without any error, the share and its exact 95 % interval."""

    technique: str
    laboratories: int
    faultless: int
    false_positive: int
    false_negative: int
    rate: float
    interval: tuple[float, float]


def performance_by_technique(
    result: QualitativeResult, techniques: Mapping[str, Collection[str]]
) -> tuple[TechniqueResult, ...]:
    """Performance per technique, techniques in alphabetical order.

    Parameters
    ----------
    result
        Outcome of `qualitative_results`.
    techniques
        Techniques that each laboratory used for its identification.

    Returns
    -------
    tuple of TechniqueResult
        Techniques that no scored laboratory used are left out.

    Examples
    --------
    >>> from comity.science.proficiency.qualitative import qualitative_results
    >>> result = qualitative_results({"cocaine": "major"}, {"L1": ["cocaine"], "L2": [], "L3": ["cocaine"]})
    >>> used = {"L1": ["GC-MS"], "L2": ["colour test"], "L3": ["GC-MS", "colour test"]}
    >>> [(one.technique, one.faultless, one.laboratories) for one in performance_by_technique(result, used)]
    [('GC-MS', 2, 2), ('colour test', 1, 2)]
    """
    scored = [one for one in result.laboratories if one.performance != NOT_SCORED]
    users: dict[str, list[LaboratoryIdentification]] = {}
    for laboratory in scored:
        for technique in set(techniques.get(laboratory.laboratory, ())):
            users.setdefault(technique, []).append(laboratory)
    return tuple(_summary(technique, users[technique]) for technique in sorted(users))


def _summary(technique: str, users: Sequence[LaboratoryIdentification]) -> TechniqueResult:
    faultless = sum(user.performance == SATISFACTORY for user in users)
    return TechniqueResult(
        technique=technique,
        laboratories=len(users),
        faultless=faultless,
        false_positive=sum(len(user.false_positive) for user in users),
        false_negative=sum(len(user.false_negative) for user in users),
        rate=faultless / len(users),
        interval=exact_interval(faultless, len(users)),
    )
