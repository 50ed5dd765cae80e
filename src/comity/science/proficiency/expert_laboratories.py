"""Assigned value by consensus of expert laboratories that state uncertainties: ISO 13528:2022, 7.6."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from numpy.typing import ArrayLike

from comity.base.messages import Message, message
from comity.science.proficiency.arguments import finite_row, non_negative_array, unknown_choice
from comity.science.proficiency.assigned_value import (
    EDITION,
    AssignedValue,
    Characterisation,
    traceability_statement,
    unstated_traceability,
    with_components,
)
from comity.science.statistics import (
    ConsensusMean,
    dersimonian_laird,
    graybill_deal,
    linear_pool,
    paule_mandel,
    reml,
)

EXPERT_ESTIMATORS: Final[Mapping[str, Callable[[ArrayLike, ArrayLike], ConsensusMean]]] = MappingProxyType(
    {
        "dersimonian_laird": dersimonian_laird,
        "paule_mandel": paule_mandel,
        "reml": reml,
        "linear_pool": linear_pool,
        "graybill_deal": graybill_deal,
    }
)


def assigned_value_from_expert_laboratories(
    values: ArrayLike,
    standard_uncertainties: ArrayLike,
    *,
    estimator: str = "dersimonian_laird",
    traceable_to: str = "",
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Consensus of expert laboratories that report uncertainties.

    Parameters
    ----------
    values, standard_uncertainties
        One value and standard uncertainty per expert laboratory, at least two.
    estimator
        `dersimonian_laird`, `paule_mandel`, `reml`, `linear_pool` or `graybill_deal`; chosen before the results
        are known.
    traceable_to
        What the experts' calibrations are traceable to.
    homogeneity, transport, stability
        Further standard uncertainties.

    Raises
    ------
    InputError
        When the estimator is unknown or the numbers do not fit together.

    References
    ----------
    ISO 13528:2022, 7.6, which leaves the procedure to the provider; the estimators' sources stand with them.

    Examples
    --------
    >>> experts = assigned_value_from_expert_laboratories(
    ...     [0.920, 0.916, 0.963, 0.890], [0.073, 0.006, 0.021, 0.013], estimator="dersimonian_laird"
    ... )
    >>> round(experts.value, 4), round(experts.standard_uncertainty, 4)
    (0.9182, 0.014)
    """
    if estimator not in EXPERT_ESTIMATORS:
        raise unknown_choice("estimator", estimator, EXPERT_ESTIMATORS)
    x = finite_row(values, "values", at_least=2)
    u = non_negative_array(standard_uncertainties, "standard_uncertainties")
    mean = EXPERT_ESTIMATORS[estimator](x, u)
    found = Characterisation(
        value=mean.location,
        standard_uncertainty=mean.standard_uncertainty,
        route="expert_laboratories",
        method=mean.method,
        clause=f"{EDITION}, 7.6",
        count=int(x.size),
        traceability=traceability_statement(
            message(
                "proficiency",
                "The assigned value is a consensus of expert laboratories; through their calibrations it is "
                "traceable to {reference}.",
                reference=traceable_to,
            ),
            traceable_to,
        ),
        warnings=(*unstated_traceability(traceable_to), *_ignored_heterogeneity(mean, estimator)),
        scale=mean.between,
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)


def _ignored_heterogeneity(mean: ConsensusMean, estimator: str) -> tuple[Message, ...]:
    """Graybill-Deal believes the stated uncertainties, also where they cannot all be true."""
    if estimator != "graybill_deal" or mean.heterogeneity_p >= 0.05:
        return ()
    return (
        message(
            "proficiency",
            "The expert laboratories differ by more than their uncertainties explain (p = {p}); the weighted mean "
            "ignores this and its uncertainty is too small.",
            p=float(mean.heterogeneity_p),
        ),
    )
