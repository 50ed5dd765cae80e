"""What may lie between two molecules: the simplest difference of formulas that a difference of masses allows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

ATOMS: Final = {
    "C": (12.0, 1.0),
    "H": (1.00782503, 0.35),
    "N": (14.0030740, 1.5),
    "O": (15.9949146, 1.0),
    "S": (31.9720712, 2.0),
    "Cl": (34.9688527, 2.0),
    "F": (18.9984032, 2.0),
    "Br": (78.9183376, 2.0),
}
"""Monoisotopic mass, and how unlikely one atom more or less is (CH2 costs 1.7, a halogen for a hydrogen 2.35)."""

NO_DIFFERENCE_FOUND: Final = 15.0
LARGEST_ERROR: Final = 0.0025
"""In dalton: the mass accuracy that a difference must reach to be named."""

ADDUCTS: Final = {
    "[M+H]+": 1.007276,
    "[M+Na]+": 22.989218,
    "[M+K]+": 38.963158,
    "[M+NH4]+": 18.033826,
    "[M]+": -0.000549,
    "[M]+*": -0.000549,
    "[M+H-H2O]+": -17.003288,
    "[M-H2O+H]+": -17.003288,
    "[M-H]-": -1.007276,
    "[M+CH3COO]-": 59.013851,
    "[M+HCOO]-": 44.998201,
    "[M+Cl]-": 34.969402,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of formulas: what is more, what is less, and its cost (0 for isomers)."""

    more: str
    less: str
    cost: float

    def __str__(self) -> str:
        return " ".join(
            part for part in (f"+{self.more}" if self.more else "", f"−{self.less}" if self.less else "") if part
        )


def neutral_mass(precursor_mz: float, precursor_type: str) -> float | None:
    """Mass of the molecule from its ion; None for a type of ion that is not in the table.

    Examples
    --------
    >>> round(neutral_mass(304.1543, "[M+H]+"), 4)
    303.147
    """
    shift = ADDUCTS.get(precursor_type)
    return None if shift is None else precursor_mz - shift


def likely_difference(difference: float) -> Difference | None:
    """The simplest difference of formulas for a difference of masses in dalton; None when there is none.

    Examples
    --------
    >>> str(likely_difference(14.0157)), str(likely_difference(-17.9906)), likely_difference(0.3)
    ('+CH2', '+H −F', None)
    """
    table = _table()
    size = abs(difference)
    low, high = np.searchsorted(table.mass, [size - LARGEST_ERROR, size + LARGEST_ERROR])
    if low == high:
        return None
    best = low + int(np.argmin(table.cost[low:high]))
    atoms = table.atoms[best] * (1 if difference >= 0 else -1)
    return Difference(_formula(atoms), _formula(-atoms), float(table.cost[best]))


def difference_costs(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cost of the simplest difference for each difference of masses; 15 where there is none."""
    table = _table()
    low = np.searchsorted(table.mass, np.abs(differences) - LARGEST_ERROR)
    high = np.searchsorted(table.mass, np.abs(differences) + LARGEST_ERROR)
    costs = [table.cost[a:b].min() if b > a else NO_DIFFERENCE_FOUND for a, b in zip(low, high, strict=True)]
    return np.array(costs, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    mass: NDArray[np.float64]
    cost: NDArray[np.float64]
    atoms: NDArray[np.int8]


@cache
def _table() -> _Table:
    """Differences of up to 7 C, 10 H, 2 N, 4 O, smaller ones with one S or Br or up to two Cl or F, by mass."""
    plain = np.array(list(itertools.product(range(-7, 8), range(-10, 11), range(-2, 3), range(-4, 5))), dtype=np.int8)
    small = plain[(np.abs(plain[:, 0]) <= 4) & (np.abs(plain[:, 2]) <= 1) & (np.abs(plain[:, 3]) <= 2)]
    parts = [_with_atom(plain, None, 0)]
    for element, counts in (("S", (1, -1)), ("Cl", (1, -1, 2, -2)), ("F", (1, -1, 2, -2)), ("Br", (1, -1))):
        parts += [_with_atom(small, element, count) for count in counts]
    atoms = np.concatenate(parts)
    masses = atoms @ np.array([mass for mass, _ in ATOMS.values()])
    costs = np.abs(atoms) @ np.array([cost for _, cost in ATOMS.values()])
    order = np.argsort(masses, kind="stable")
    order = order[masses[order] >= -LARGEST_ERROR]
    return _Table(masses[order], costs[order], atoms[order])


def _with_atom(rows: NDArray[np.int8], element: str | None, count: int) -> NDArray[np.int8]:
    atoms = np.zeros((len(rows), len(ATOMS)), dtype=np.int8)
    atoms[:, : rows.shape[1]] = rows
    if element is not None:
        atoms[:, list(ATOMS).index(element)] = count
    return atoms


def _formula(atoms: NDArray[np.int8]) -> str:
    return "".join(
        f"{element}{count if count > 1 else ''}"
        for element, count in zip(ATOMS, atoms.tolist(), strict=True)
        if count > 0
    )
