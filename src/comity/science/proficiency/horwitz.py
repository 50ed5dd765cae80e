"""sigma_pt from the Horwitz curve: ISO 13528:2022, 8.4."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Final

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import positive
from comity.science.proficiency.standard_deviation import EDITION, SigmaPt, checked_sigma

HORWITZ_LOW: Final = 1.2e-7  # below: relative standard deviation 22 %
HORWITZ_HIGH: Final = 0.138  # above: 0.01 sqrt(c), never meant for nearly pure substances


def sigma_pt_from_horwitz(mass_fraction: float, *, in_unit_of: float = 1.0) -> SigmaPt:
    """sigma_pt from the Horwitz curve as modified by Thompson.

    sigma = 0.22 c below c = 1.2e-7; 0.02 c^0.8495 up to 0.138; 0.01 c^0.5 above.

    Parameters
    ----------
    mass_fraction
        c, without unit, above 0 and up to 1 (77 g/100 g is 0.77).
    in_unit_of
        Size of the measurand's unit as a mass fraction (0.01 for g/100 g, 1e-6 for mg/kg); the result is in it.

    Raises
    ------
    InputError
        When the mass fraction is not above 0 and at most 1, or the unit is not positive.

    References
    ----------
    ISO 13528:2022, 8.4, Formula (8); worked example E.9.

    Examples
    --------
    >>> round(sigma_pt_from_horwitz(1.195e-6, in_unit_of=1e-6).value, 3)
    0.186
    >>> len(sigma_pt_from_horwitz(0.77, in_unit_of=0.01).warnings)
    1
    """
    c = positive(mass_fraction, "mass_fraction")
    if c > 1:
        raise InputError(
            "mass-fraction",
            message("proficiency", "A mass fraction cannot exceed 1; it is {value}.", value=c),
            where="mass_fraction",
            remedy=message("proficiency", "Divide percentages by 100 and mg/kg by one million."),
        )
    sigma = _horwitz(c)
    return checked_sigma(
        SigmaPt(
            sigma / positive(in_unit_of, "in_unit_of"),
            "horwitz",
            "Horwitz, modified by Thompson",
            f"{EDITION}, 8.4",
            _horwitz_warnings(c, sigma / c),
            MappingProxyType({"mass_fraction": c, "relative": sigma / c}),
        )
    )


def _horwitz(c: float) -> float:
    if c < HORWITZ_LOW:
        return 0.22 * c
    return 0.02 * c**0.8495 if c <= HORWITZ_HIGH else 0.01 * math.sqrt(c)


def _horwitz_warnings(c: float, relative: float) -> tuple[Message, ...]:
    if c <= HORWITZ_HIGH:
        return ()
    return (
        message(
            "proficiency",
            "The Horwitz curve does not suit the purity of seized drugs: at this mass fraction, above 13.8 %, it "
            "asks for a relative standard deviation of {percent} %. Use fitness for purpose or earlier rounds.",
            percent=100.0 * relative,
        ),
    )
