"""Assigned value x_pt with its standard uncertainty and its traceability: ISO 13528:2022, clause 7.

Routes: `reference_values.py` has formulation (7.3), certified reference material (7.4) and one laboratory (7.5),
`expert_laboratories.py` the consensus of experts (7.6), `consensus.py` that of the participants (7.7). Every route
adds to the uncertainty of the value itself those of differences between items, transport and storage (7.2.2):

    u(x_pt) = sqrt(u_char^2 + u_hom^2 + u_trans^2 + u_stab^2)

and says in a sentence what the value is traceable to. A route that cannot claim traceability says that too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from comity.base.messages import Message, message
from comity.science.proficiency.arguments import non_negative, root_sum_of_squares

EDITION: Final = "ISO 13528:2022"


@dataclass(frozen=True, slots=True)
class AssignedValue:
    """An assigned value with everything a report must say about it.

    `components` has the standard uncertainties `characterisation`, `homogeneity`, `transport`, `stability`.
    `scale` is the standard deviation found on the way (robust s*, or dark uncertainty between experts), if any.
    """

    value: float
    standard_uncertainty: float
    route: str
    method: str
    clause: str
    count: int
    traceability: Message
    components: Mapping[str, float]
    warnings: tuple[Message, ...] = ()
    scale: float | None = None

    @property
    def expanded_uncertainty(self) -> float:
        """U(x_pt) with coverage factor 2."""
        return 2.0 * self.standard_uncertainty


@dataclass(frozen=True, slots=True)
class Characterisation:
    """What a route finds before homogeneity, transport and stability are added."""

    value: float
    standard_uncertainty: float
    route: str
    method: str
    clause: str
    count: int
    traceability: Message
    warnings: tuple[Message, ...] = ()
    scale: float | None = None


def combined_uncertainty(
    characterisation: float, *, homogeneity: float = 0.0, transport: float = 0.0, stability: float = 0.0
) -> float:
    """u(x_pt) = sqrt(u_char^2 + u_hom^2 + u_trans^2 + u_stab^2).

    Parameters
    ----------
    characterisation, homogeneity, transport, stability
        Standard uncertainties, none negative, in the unit of the measurand.

    Raises
    ------
    InputError
        When a component is negative or not finite.

    References
    ----------
    ISO 13528:2022, 7.2.2, Formula (3).

    Examples
    --------
    >>> combined_uncertainty(0.3, homogeneity=0.4)
    0.5
    """
    return root_sum_of_squares(
        non_negative(characterisation, "characterisation"),
        non_negative(homogeneity, "homogeneity"),
        non_negative(transport, "transport"),
        non_negative(stability, "stability"),
    )


def with_components(
    found: Characterisation, *, homogeneity: float = 0.0, transport: float = 0.0, stability: float = 0.0
) -> AssignedValue:
    """The assigned value that a route found, with the uncertainty of the items added (7.2.2)."""
    components = {
        "characterisation": found.standard_uncertainty,
        "homogeneity": float(homogeneity),
        "transport": float(transport),
        "stability": float(stability),
    }
    return AssignedValue(
        value=found.value,
        standard_uncertainty=combined_uncertainty(**components),
        route=found.route,
        method=found.method,
        clause=found.clause,
        count=found.count,
        traceability=found.traceability,
        components=MappingProxyType(components),
        warnings=found.warnings,
        scale=found.scale,
    )


def traceability_statement(stated: Message, traceable_to: str) -> Message:
    """`stated`, or the admission that nothing was stated."""
    if traceable_to:
        return stated
    return message("proficiency", "No statement of metrological traceability was made for the assigned value.")


def unstated_traceability(traceable_to: str) -> tuple[Message, ...]:
    """The warning that belongs to a missing statement."""
    if traceable_to:
        return ()
    return (message("proficiency", "The provider has not stated what the assigned value is traceable to."),)
