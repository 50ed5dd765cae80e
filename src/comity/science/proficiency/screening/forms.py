"""Results that look like another form of the substance: salt or hydrate reported for base, or the reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from numpy.typing import ArrayLike

from comity.base.messages import Message, message
from comity.science.proficiency.screening.displacement import THRESHOLD, Place, screen_displaced
from comity.science.proficiency.screening.result import Estimator, GateResult
from comity.science.statistics import q_hampel

GATE: Final = "forms"


def screen_forms(
    values: ArrayLike,
    factors: Mapping[str, float],
    *,
    laboratories: Sequence[str] | None = None,
    threshold: float = THRESHOLD,
    sigma_pt: float | None = None,
    estimator: Estimator = q_hampel,
) -> GateResult:
    """Look for results that fit the others once they are taken to be another form of the substance.

    Parameters
    ----------
    values
        Results as the form of the measurand (usually the base), one per laboratory, censored ones left out.
    factors
        Name of each other form, and its mass ratio: mass of the measurand's form in one unit of mass of the other
        form, such as 0.893 for cocaine in cocaine hydrochloride.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    threshold
        Twice the gain in log-likelihood that a displaced group must bring.
    sigma_pt, estimator
        For the consequence of excluding the flagged results.

    Raises
    ------
    InputError
        When a value is not finite or a factor not positive.

    References
    ----------
    Reference note on exercises, fact 9 (mass ratios) and section 7, item 4. The method stands in `displacement.py`.

    Examples
    --------
    >>> base = [77.1, 76.8, 77.4, 77.0, 76.9, 77.2, 77.3, 76.7, 77.0, 77.1]
    >>> gate = screen_forms([*base, 86.3, 86.2, 86.5], {"cocaine hydrochloride": 0.893})
    >>> gate.participants
    (10, 11, 12)
    >>> print(gate.findings[0].suggestion)
    Ask the laboratory in which form it reported, and how it converted: cocaine hydrochloride was seen.
    """
    return screen_displaced(
        GATE,
        values,
        factors,
        _sentence,
        laboratories=laboratories,
        threshold=threshold,
        sigma_pt=sigma_pt,
        estimator=estimator,
    )


def _sentence(place: Place, label: str, result: float, centre: float) -> tuple[Message, Message]:
    values: dict[str, Any] = {
        "laboratory": label,
        "result": result,
        "centre": centre,
        "form": place.name,
        "factor": place.factor,
    }
    if place.twice:
        seen = message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, is about {factor} times that of the others (centre "
            "{centre}): it may have been converted from {form} twice, or the others not at all.",
            **values,
        )
    else:
        seen = message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, lies near the others (centre {centre}) when it is read "
            "as {form} and multiplied by {factor}.",
            **values,
        )
    ask = message(
        "proficiency",
        "Ask the laboratory in which form it reported, and how it converted: {form} was seen.",
        form=place.name,
    )
    return seen, ask
