"""What is typed about a substance or a report, as frozen values: forms, files and programs hand over the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SubstanceValues:
    """A substance of the register. With a SMILES, formula, mass and InChIKey follow from it."""

    name: str
    smiles: str = ""
    inchikey: str = ""
    formula: str = ""
    cas: str = ""
    structural_group: str = ""
    effect_group: str = "not assigned"
    source: str = ""


@dataclass(frozen=True, slots=True)
class ControlValues:
    """One control status: under what, where, since when, and who says so."""

    instrument: str
    schedule: str
    effective_from: date
    source: str
    country: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AnalysisValues:
    """One finding. `substance` is what a person has confirmed; an `unknown` gets a provisional code when it is kept."""

    as_reported: str
    substance: UUID | None = None
    unknown: bool = False
    is_main: bool = True
    techniques: tuple[str, ...] = ()
    confidence: str = "probable"
    reference_standard: bool = False
    purity: float | None = None
    purity_uncertainty: float | None = None
    coverage_factor: float | None = None
    salt_form: str = ""
    analysed_on: date | None = None
    spectrum: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReportValues:
    """A report as its reporter typed it."""

    kind: str
    own_reference: str
    happened_on: date
    country: str
    precision: str = "day"
    place: str = ""
    authority: str = ""
    form: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_mass: float | None = None
    packaging: str = ""
    logo: str = ""
    colour: str = ""
    origin_country: str = ""
    transit_countries: tuple[str, ...] = ()
    destination_country: str = ""
    transport: str = ""
    claimed_as: str = ""
    severe_harm: bool = False
    toxicology: Mapping[str, str] = field(default_factory=dict)
    laboratory: Mapping[str, str] = field(default_factory=dict)
    remarks: str = ""
    analyses: tuple[AnalysisValues, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileValues:
    """A chemical profile: amounts of marker compounds by one method."""

    substance: UUID
    method: str
    compounds: Mapping[str, float]
    measured_on: date | None = None
