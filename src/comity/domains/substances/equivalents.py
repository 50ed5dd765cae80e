"""Kilogram equivalents of reported quantities, by a versioned table of factors (`data/equivalents`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from comity.domains.substances.rules import COUNTED, unit_of

FOLDER = Path(__file__).parent / "data" / "equivalents"
CURRENT = "2026-1"


@dataclass(frozen=True, slots=True)
class Range:
    """A stated range of masses of one unit, in milligrams; for showing, never for computing."""

    unit: str
    effect_group: str
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Factors:
    """One version of the table."""

    version: str
    source: str
    kilograms: Mapping[str, float]
    ranges: tuple[Range, ...]


@lru_cache(maxsize=8)
def factors(version: str = CURRENT) -> Factors:
    """The table of a version."""
    data = json.loads((FOLDER / f"factors-{version}.json").read_text(encoding="utf-8"))
    ranges = tuple(
        Range(one["unit"], one["effect_group"], one["lowest_mg"], one["highest_mg"]) for one in data["ranges"]
    )
    return Factors(data["version"], data["source"], data["kilograms"], ranges)


def kilograms_of(
    quantity: Decimal | None, unit: str, unit_mass: float | None, *, version: str = CURRENT
) -> float | None:
    """The equivalent in kilograms; none where nothing establishes one.

    >>> kilograms_of(Decimal("2.5"), "litres", None), kilograms_of(Decimal(100), "tablets", None)
    (2.5, None)
    >>> kilograms_of(Decimal(1000), "tablets", 250.0)
    0.25
    """
    if quantity is None:
        return None
    meant = unit_of(unit)
    if meant in COUNTED:
        return float(quantity) * unit_mass / 1e6 if unit_mass else None
    factor = factors(version).kilograms.get(meant)
    return None if factor is None else float(quantity) * factor
