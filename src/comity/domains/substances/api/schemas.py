"""What the interface takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from comity.domains.substances.vocabularies import (
    Confidence,
    DatePrecision,
    EffectGroup,
    Form,
    IdentityState,
    NameKind,
    ReportKind,
    StructuralGroup,
)
from comity.kernel.web.pagination import PageQuery

Line = Annotated[str, Field(max_length=300)]
Percent = Annotated[float, Field(ge=0, le=1)]


class RegisterQuery(PageQuery):
    """Which substances; conditions add up."""

    text: str = Field("", max_length=200, description="Name in any spelling, CAS number, InChIKey, formula or code")
    structural_group: StructuralGroup | None = None
    effect_group: EffectGroup | None = None
    state: IdentityState | None = None
    controlled: str = Field("", max_length=3, description="A country, or INT for an international convention")


class SubstanceOut(Schema):
    """A substance."""

    id: UUID
    name: str
    state: IdentityState
    provisional_code: str
    inchikey: str
    smiles: str
    formula: str
    cas: str
    exact_mass: float | None
    structural_group: str
    effect_group: str
    parent_id: UUID | None
    merged_into_id: UUID | None
    from_node: str
    source: str
    version: int


class NameOut(Schema):
    """A name."""

    name: str
    language: str
    kind: NameKind


class ControlOut(Schema):
    """A control status."""

    instrument: str
    country: str
    schedule: str
    effective_from: date
    until: date | None
    source: str


class SubstanceChangeOut(Schema):
    """What changed in an identity."""

    at: datetime
    what: str
    before: str
    after: str
    reason: str
    from_node: str


class SubstanceDetailOut(SubstanceOut):
    """A substance with everything known of it."""

    names: list[NameOut]
    controls: list[ControlOut]
    past_controls: list[ControlOut]
    changes: list[SubstanceChangeOut]
    same_cas: list[UUID]


class SuggestionOut(Schema):
    """A candidate for what was typed; a person confirms it."""

    substance: SubstanceOut
    why: str
    matched: str


class SubstanceIn(Schema):
    """A substance of the register."""

    name: str = Field(max_length=200)
    smiles: str = Field("", max_length=2000)
    inchikey: str = Field("", max_length=27)
    formula: str = Field("", max_length=120)
    cas: str = Field("", max_length=12)
    structural_group: StructuralGroup | Literal[""] = ""
    effect_group: EffectGroup = EffectGroup.NOT_ASSIGNED
    source: str = Field("", max_length=300)


class UnknownIn(Schema):
    """An unknown."""

    description: str = Field(min_length=1, max_length=300)
    formula: str = Field("", max_length=120)
    exact_mass: float | None = None


class RenameIn(Schema):
    """Another name for what is shown."""

    name: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=500)


class SubstanceNameIn(Schema):
    """One more name."""

    name: str = Field(min_length=1, max_length=300)
    language: str = Field("", max_length=12)
    kind: NameKind = NameKind.COMMON


class IdentifyIn(Schema):
    """What an unknown is: an entry (`into`), or a structure."""

    reason: str = Field(min_length=1, max_length=500)
    into: UUID | None = None
    substance: SubstanceIn | None = None


class SubstanceReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class ControlIn(Schema):
    """A control status; never without a source."""

    instrument: str = Field(max_length=120)
    country: str = Field("", max_length=2)
    schedule: str = Field(max_length=60)
    effective_from: date
    until: date | None = None
    source: str = Field(min_length=1, max_length=300)


class SubstanceLabelIn(Schema):
    """A label as data; its schema is that of records."""

    label: dict[str, Any]
    reason: str = Field("", max_length=500)


class FieldLabelIn(Schema):
    """A label for one field, or none to take it away."""

    field: str = Field(max_length=40)
    label: dict[str, Any] | None = None
    reason: str = Field(min_length=1, max_length=500)


class ReportQuery(PageQuery):
    """Which reports; conditions add up."""

    kind: ReportKind | None = None
    country: str = Field("", max_length=2)
    substance: UUID | None = None
    since: date | None = None
    until: date | None = None
    structural_group: StructuralGroup | None = None
    own: bool = False
    severe_harm: bool = False
    with_withdrawn: bool = False
    purpose: str = Field("", max_length=40, description="What it is read for, where a label asks for a purpose")


class AnalysisIn(Schema):
    """A finding: `substance` is an entry of the register that a person has confirmed, or it is an unknown."""

    as_reported: Line
    substance: UUID | None = None
    unknown: bool = Field(default=False, description="Give it a provisional code")
    is_main: bool = True
    techniques: Annotated[list[Line], Field(max_length=16)] = Field(default_factory=list)
    confidence: Confidence = Confidence.PROBABLE
    reference_standard: bool = False
    purity: Percent | None = None
    purity_uncertainty: Percent | None = None
    coverage_factor: float | None = Field(None, gt=0, le=10)
    salt_form: str = Field("", max_length=60)
    analysed_on: date | None = None
    spectrum: UUID | None = None


class ReportIn(Schema):
    """A report."""

    kind: ReportKind
    own_reference: str = Field(min_length=1, max_length=80)
    happened_on: date
    country: str = Field(min_length=2, max_length=2)
    precision: DatePrecision = DatePrecision.DAY
    place: str = Field("", max_length=120)
    authority: str = Field("", max_length=60)
    form: Form | Literal[""] = ""
    quantity: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=6)
    unit: str = Field("", max_length=20)
    unit_mass: float | None = Field(None, gt=0, description="Milligrams of one tablet, blotter …")
    packaging: str = Field("", max_length=200)
    logo: str = Field("", max_length=120)
    colour: str = Field("", max_length=60)
    origin_country: str = Field("", max_length=2)
    transit_countries: Annotated[list[Line], Field(max_length=12)] = Field(default_factory=list)
    destination_country: str = Field("", max_length=2)
    transport: str = Field("", max_length=80)
    claimed_as: str = Field("", max_length=200)
    severe_harm: bool = False
    toxicology: dict[Literal["matrix", "concentration", "unit", "causality", "case_type"], Line] = Field(
        default_factory=dict
    )
    laboratory: dict[Literal["type", "scale", "hazards"], Line] = Field(default_factory=dict)
    remarks: str = Field("", max_length=4000)
    analyses: Annotated[list[AnalysisIn], Field(max_length=40)] = Field(default_factory=list)


class CorrectionIn(ReportIn):
    """A report as it should have been, and why."""

    reason: str = Field(min_length=1, max_length=500)


class ChemicalProfileIn(Schema):
    """A chemical profile."""

    substance: UUID
    method: str = Field(min_length=1, max_length=80)
    compounds: dict[str, Annotated[float, Field(ge=0)]] = Field(min_length=1, max_length=400)
    measured_on: date | None = None


class ChemicalProfileOut(Schema):
    """A chemical profile."""

    id: UUID
    substance_id: UUID
    method: str
    compounds: dict[str, float]
    measured_on: date | None


class StandingOut(Schema):
    """How the laboratory of a finding did in a released round with that substance; only where it lets that be shown."""

    finding: UUID
    round: str
    released: str
    score: str
    performance: str


class ReportOut(Schema):
    """A report as its label lets the reader see it: `data` holds the fields shown, `withheld` counts the rest."""

    id: UUID
    version: int
    tlp: str
    from_node: str
    released_at: datetime | None
    withdrawn_at: datetime | None
    withheld: int
    data: dict[str, Any]
    profiles: list[ChemicalProfileOut] = Field(default_factory=list)
    comparability: list[StandingOut] = Field(default_factory=list)


class AnalysisOut(Schema):
    """A finding that was added."""

    id: UUID
    substance_id: UUID
    as_reported: str


class PhotographOut(Schema):
    """A photograph that was kept."""

    digest: str
    type: str
    size: int
    caption: str


class ReportImportOut(Schema):
    """What became of a file."""

    kept: bool
    created: int
    findings: int
    fault_count: int
    faults: list[dict[str, str]]


class ScheduleImportOut(Schema):
    """What became of a file of control statuses."""

    kept: bool
    created: int
    corrected: int
    same: int
    fault_count: int
    faults: list[dict[str, str]]


class ConsentIn(Schema):
    """Whether scores may stand beside results."""

    consents: bool
