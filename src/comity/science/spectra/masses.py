"""Monoisotopic masses of formulae and of the ions they give.

Masses of the most abundant isotopes: Wang et al., "The AME 2020 atomic mass evaluation", Chinese Physics C 45 (2021)
030003; electron mass: CODATA 2018. In dalton, given to six places, enough to tell a wrong precursor.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

ELECTRON: Final = 0.000549
ELEMENTS: Final = MappingProxyType(
    {
        "H": 1.007825,
        "D": 2.014102,
        "He": 4.002603,
        "Li": 7.016003,
        "B": 11.009305,
        "C": 12.0,
        "N": 14.003074,
        "O": 15.994915,
        "F": 18.998403,
        "Na": 22.989769,
        "Mg": 23.985042,
        "Al": 26.981538,
        "Si": 27.976927,
        "P": 30.973762,
        "S": 31.972071,
        "Cl": 34.968853,
        "K": 38.963706,
        "Ca": 39.962591,
        "Cr": 51.940506,
        "Mn": 54.938043,
        "Fe": 55.934936,
        "Co": 58.933194,
        "Ni": 57.935342,
        "Cu": 62.929597,
        "Zn": 63.929142,
        "Ge": 73.921178,
        "As": 74.921595,
        "Se": 79.916522,
        "Br": 78.918338,
        "Ag": 106.905092,
        "Sn": 119.902202,
        "I": 126.904472,
        "Pt": 194.964792,
        "Hg": 201.970643,
        "Pb": 207.976652,
    }
)
ABBREVIATIONS: Final = MappingProxyType(
    {"FA": "CH2O2", "HAc": "C2H4O2", "ACN": "C2H3N", "MeOH": "CH4O", "TFA": "C2HF3O2"}
)
LARGEST_COUNT: Final = 10_000
PART: Final = re.compile(r"([A-Z][a-z]?)(\d*)", re.ASCII)
ION: Final = re.compile(r"\[(\d?)M((?:[+-]\d?[A-Za-z][A-Za-z0-9]*)*)\](\d?)([+-])", re.ASCII)
TERM: Final = re.compile(r"([+-])(\d?)([A-Za-z][A-Za-z0-9]*)")


def formula_mass(formula: str) -> float | None:
    """Monoisotopic mass of a plain formula (no brackets, isotopes or charges); nothing where it is not understood.

    Examples
    --------
    >>> round(formula_mass("C17H21NO4"), 4)
    303.1471
    >>> formula_mass("Xx2") is None
    True
    """
    total, position = 0.0, 0
    for part in PART.finditer(formula):
        count = int(part[2] or 1) if len(part[2]) < 6 else LARGEST_COUNT + 1
        if part.start() != position or part[1] not in ELEMENTS or count > LARGEST_COUNT:
            return None
        total += ELEMENTS[part[1]] * count
        position = part.end()
    return total if position == len(formula) and position else None


def ion_mz(mass: float, precursor_type: str) -> float | None:
    """m/z of the ion that `precursor_type` names, of a compound of `mass`: (n M + sum of terms - z m_e) / |z|.

    Examples
    --------
    >>> round(ion_mz(303.1471, "[M+H]+"), 4), round(ion_mz(303.1471, "[M+2H]2+"), 4)
    (304.1544, 152.5808)
    >>> ion_mz(303.1471, "M+?") is None
    True
    """
    found = ION.fullmatch(precursor_type.strip())
    if not found:
        return None
    total = mass * int(found[1] or 1)
    for sign, count, what in TERM.findall(found[2]):
        part = formula_mass(ABBREVIATIONS.get(what, what))
        if part is None:
            return None
        total += (1 if sign == "+" else -1) * int(count or 1) * part
    charge = int(found[3] or 1)
    if charge == 0 or total <= 0:
        return None
    return (total - (charge if found[4] == "+" else -charge) * ELECTRON) / charge
