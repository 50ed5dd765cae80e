"""Do two assigned values of the same item agree? ISO 13528:2022, 7.8."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.messages import Message, message
from comity.science.proficiency.arguments import at_most, root_sum_of_squares
from comity.science.proficiency.assigned_value import EDITION, AssignedValue


@dataclass(frozen=True, slots=True)
class AssignedValueComparison:
    """Difference between two assigned values, its standard uncertainty, and whether they agree (ratio up to 2)."""

    difference: float
    standard_uncertainty: float
    ratio: float | None
    agree: bool
    clause: str
    message: Message


def compare_assigned_values(first: AssignedValue, second: AssignedValue) -> AssignedValueComparison:
    """Whether two assigned values agree: ``|x1 - x2| <= 2 sqrt(u1^2 + u2^2)``.

    Parameters
    ----------
    first, second
        Usually an independent reference value and the participants' consensus.

    References
    ----------
    ISO 13528:2022, 7.8, Formula (7).

    Examples
    --------
    >>> from comity.science.proficiency import assigned_value_by_formulation
    >>> reference = assigned_value_by_formulation(0.044, 0.0041)
    >>> other = assigned_value_by_formulation(0.0316, 0.0045)
    >>> compare_assigned_values(reference, other).agree
    False
    """
    gap = first.value - second.value
    u = root_sum_of_squares(first.standard_uncertainty, second.standard_uncertainty)
    agree = at_most(abs(gap), 2.0 * u)
    text = (
        message("proficiency", "The two assigned values agree within their uncertainties.")
        if agree
        else message(
            "proficiency",
            "The two assigned values differ by {difference}, more than twice the standard uncertainty {uncertainty} of "
            "their difference: look for the reason before scoring.",
            difference=abs(gap),
            uncertainty=u,
        )
    )
    ratio = abs(gap) / u if u > 0 else None
    return AssignedValueComparison(gap, u, ratio, agree, f"{EDITION}, 7.8", text)
