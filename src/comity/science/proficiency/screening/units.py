"""Results that look as if they were in another unit that the plan declares (mg/g for g/100 g)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from numpy.typing import ArrayLike

from comity.base.messages import Message, message
from comity.science.proficiency.screening.displacement import THRESHOLD, Place, screen_displaced
from comity.science.proficiency.screening.result import Estimator, GateResult
from comity.science.statistics import q_hampel

GATE: Final = "units"


def screen_units(
    values: ArrayLike,
    factors: Mapping[str, float],
    *,
    laboratories: Sequence[str] | None = None,
    threshold: float = THRESHOLD,
    sigma_pt: float | None = None,
    estimator: Estimator = q_hampel,
) -> GateResult:
    """Look for results that fit the others once they are taken to be in another unit.

    Parameters
    ----------
    values
        Results in the unit of the measurand, one per laboratory, censored ones left out.
    factors
        Name of each other unit, and the factor that turns a number in it into the measurand's unit.
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
    ISO 13528:2022, 6.3; reference note on exercises, section 7, item 4. The method stands in `displacement.py`.

    Examples
    --------
    >>> gate = screen_units([45.2, 44.8, 45.6, 451.0, 45.0, 44.6, 45.3, 44.9], {"mg/g": 0.1})
    >>> gate.participants
    (3,)
    >>> print(gate.findings[0].message)
    The result of laboratory 4, 451, lies near the others (centre 45.06) when it is read as mg/g.
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
    values: dict[str, Any] = {"laboratory": label, "result": result, "centre": centre, "unit": place.name}
    if place.twice:
        seen = message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, lies near the others (centre {centre}) if it was "
            "converted from {unit} although it was no longer in that unit.",
            **values,
        )
    else:
        seen = message(
            "proficiency",
            "The result of laboratory {laboratory}, {result}, lies near the others (centre {centre}) when it is read "
            "as {unit}.",
            **values,
        )
    ask = message("proficiency", "Ask the laboratory in which unit it reported: {unit} was seen.", unit=place.name)
    return seen, ask
