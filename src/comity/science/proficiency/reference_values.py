"""Assigned values that do not depend on the participants: ISO 13528:2022, 7.3 to 7.5."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.proficiency.arguments import finite_number, finite_row, non_negative, root_sum_of_squares
from comity.science.proficiency.assigned_value import (
    EDITION,
    AssignedValue,
    Characterisation,
    traceability_statement,
    unstated_traceability,
    with_components,
)


def assigned_value_by_formulation(
    value: float,
    standard_uncertainty: float,
    *,
    traceable_to: str = "",
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Assigned value known from how the item was made: masses, volumes and purities.

    Parameters
    ----------
    value, standard_uncertainty
        Value from the preparation and its standard uncertainty (weighing, purity, losses).
    traceable_to
        What the masses and purities are traceable to, in the provider's words.
    homogeneity, transport, stability
        Further standard uncertainties of the items as the participants receive them.

    Raises
    ------
    InputError
        When a number is not finite or an uncertainty is negative.

    References
    ----------
    ISO 13528:2022, 7.3.

    Examples
    --------
    >>> made = assigned_value_by_formulation(45.0, 0.3, homogeneity=0.4, traceable_to="the kilogram")
    >>> made.value, made.standard_uncertainty, made.expanded_uncertainty
    (45.0, 0.5, 1.0)
    """
    found = Characterisation(
        value=finite_number(value, "value"),
        standard_uncertainty=non_negative(standard_uncertainty, "standard_uncertainty"),
        route="formulation",
        method="Formulation",
        clause=f"{EDITION}, 7.3",
        count=0,
        traceability=traceability_statement(
            message(
                "proficiency",
                "The assigned value was calculated from the masses and purities used to prepare the item; "
                "through them it is traceable to {reference}.",
                reference=traceable_to,
            ),
            traceable_to,
        ),
        warnings=unstated_traceability(traceable_to),
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)


def assigned_value_from_reference_material(
    value: float,
    standard_uncertainty: float,
    *,
    traceable_to: str = "",
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Assigned value from the certificate of the certified reference material that serves as item.

    Parameters
    ----------
    value, standard_uncertainty
        Certified value, and its expanded uncertainty divided by its coverage factor.
    traceable_to
        Traceability as the certificate states it.
    homogeneity, transport, stability
        Further standard uncertainties that the certificate does not cover.

    Raises
    ------
    InputError
        When a number is not finite or an uncertainty is negative.

    References
    ----------
    ISO 13528:2022, 7.4.

    Examples
    --------
    >>> assigned_value_from_reference_material(0.044, 0.0041, traceable_to="the SI").clause
    'ISO 13528:2022, 7.4'
    """
    found = Characterisation(
        value=finite_number(value, "value"),
        standard_uncertainty=non_negative(standard_uncertainty, "standard_uncertainty"),
        route="reference_material",
        method="Certified reference material",
        clause=f"{EDITION}, 7.4",
        count=0,
        traceability=traceability_statement(
            message(
                "proficiency",
                "The assigned value is the certified value of a reference material; by its certificate it is "
                "traceable to {reference}.",
                reference=traceable_to,
            ),
            traceable_to,
        ),
        warnings=unstated_traceability(traceable_to),
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)


def assigned_value_from_one_laboratory(
    value: float,
    standard_uncertainty: float,
    *,
    traceable_to: str = "",
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Assigned value measured by one laboratory, usually with a reference method.

    Parameters
    ----------
    value, standard_uncertainty
        The laboratory's value and standard uncertainty.
    traceable_to
        What the laboratory's calibration is traceable to.
    homogeneity, transport, stability
        Further standard uncertainties.

    Raises
    ------
    InputError
        When a number is not finite or an uncertainty is negative.

    References
    ----------
    ISO 13528:2022, 7.5.1. For values transferred from a reference material (7.5.2) see `assigned_value_by_comparison`.

    Examples
    --------
    >>> assigned_value_from_one_laboratory(62.0, 0.4).warnings[0].render()
    'The provider has not stated what the assigned value is traceable to.'
    """
    found = Characterisation(
        value=finite_number(value, "value"),
        standard_uncertainty=non_negative(standard_uncertainty, "standard_uncertainty"),
        route="one_laboratory",
        method="One laboratory",
        clause=f"{EDITION}, 7.5.1",
        count=1,
        traceability=traceability_statement(
            message(
                "proficiency",
                "The assigned value was measured by one laboratory; through its calibration it is traceable to "
                "{reference}.",
                reference=traceable_to,
            ),
            traceable_to,
        ),
        warnings=unstated_traceability(traceable_to),
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)


def assigned_value_by_comparison(
    certified_value: float,
    standard_uncertainty: float,
    differences: ArrayLike,
    *,
    traceable_to: str = "",
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Assigned value transferred from a certified reference material by one laboratory.

    x_pt = x_CRM + mean(d), u_char^2 = u_CRM^2 + s_d^2 / n

    Parameters
    ----------
    certified_value, standard_uncertainty
        x_CRM and u_CRM.
    differences
        d_i, item mean minus mean of the reference material, measured in one run each; at least two.
    traceable_to
        Traceability as the certificate states it.
    homogeneity, transport, stability
        Further standard uncertainties.

    Raises
    ------
    InputError
        When there are fewer than two differences or a number is not finite.

    References
    ----------
    ISO 13528:2022, 7.5.2, Formulae (4) and (5); worked example E.5.

    Examples
    --------
    >>> moved = assigned_value_by_comparison(21.62, 0.26, [2.0, 1.0, 1.5, 2.5])
    >>> round(moved.value, 3), round(moved.standard_uncertainty, 3)
    (23.37, 0.414)
    """
    d = finite_row(differences, "differences", at_least=2)
    u_difference = float((d - d[0]).std(ddof=1)) / math.sqrt(d.size)
    found = Characterisation(
        value=finite_number(certified_value, "certified_value") + float(d.mean()),
        standard_uncertainty=root_sum_of_squares(
            non_negative(standard_uncertainty, "standard_uncertainty"), u_difference
        ),
        route="comparison",
        method="Comparison with a certified reference material",
        clause=f"{EDITION}, 7.5.2",
        count=int(d.size),
        traceability=traceability_statement(
            message(
                "proficiency",
                "The assigned value was transferred by one laboratory from a certified reference material; by its "
                "certificate it is traceable to {reference}.",
                reference=traceable_to,
            ),
            traceable_to,
        ),
        warnings=unstated_traceability(traceable_to),
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)
