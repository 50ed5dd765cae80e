"""What a plan consists of, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

IDENTIFICATION = "identification"
"""The measurand of qualitative rows: which substances an item contains."""


@dataclass(frozen=True, slots=True)
class Estimation:
    """How a consensus is formed, stated before the results are seen."""

    consensus: str = "q_hampel"
    uncertainty: str = "formula"
    resamples: int = 2000  # the standard deviation of 2000 locations is itself known to 1.6 %


@dataclass(frozen=True, slots=True)
class GateDecisions:
    """For each gate whether suspects are kept in the consensus or excluded from it; they are scored either way."""

    blunders: str = "keep"
    units: str = "keep"
    forms: str = "keep"
    sample_swap: str = "keep"


@dataclass(frozen=True, slots=True)
class ResultRules:
    """How results are read: the agreed decimal mark, and the coverage factor of uncertainties that state none."""

    decimal_mark: str = ""
    coverage_factor: float | None = None


@dataclass(frozen=True, slots=True)
class QualitativePolicy:
    """What counts in identification: traces, isomers, salts, partial identification."""

    traces: str = "ignore"
    isomers: str = "distinct"
    salts: str = "equivalent"
    partial: str = "none"


@dataclass(frozen=True, slots=True)
class Exercise:
    """The round as a whole."""

    scheme: str
    round: str
    title: str = ""
    provider: str = ""
    coordinator: str = ""
    contact: str = ""
    authorised_by: str = ""
    subcontracted: str = ""
    status: str = ""
    status_reason: str = ""
    design: str = ""
    procedures: str = ""
    comments: str = ""
    recommendations: str = ""
    deadline: datetime | None = None
    grace: float = 0.0  # hours
    seed: int = 0
    expected_participants: int | None = None
    invented: bool = False
    sources: tuple[str, ...] = ()
    estimators: Estimation = field(default_factory=Estimation)
    gates: GateDecisions = field(default_factory=GateDecisions)
    results: ResultRules = field(default_factory=ResultRules)
    qualitative: QualitativePolicy = field(default_factory=QualitativePolicy)


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A participant, under its code for this round."""

    code: str
    name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A substance in an item, and how much of it: major, minor or trace."""

    substance: str
    presence: str


@dataclass(frozen=True, slots=True)
class Item:
    """A test item."""

    code: str
    title: str = ""
    matrix: str = ""
    preparation: str = ""
    composition: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of substances: which may be reported, which mean the same, which name only a class of them."""

    menu: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    isomers: tuple[tuple[str, ...], ...] = ()
    salts: tuple[tuple[str, ...], ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measurand:
    """A quantity to be measured, its unit and form, and the factors to them from others that may be reported."""

    code: str
    title: str = ""
    kind: str = "quantity"
    substance: str = ""
    quantity: str = ""
    unit: str = ""
    form: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    forms: Mapping[str, float] = field(default_factory=dict)
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignedValueRoute:
    """Where the assigned value comes from (ISO 13528:2022, clause 7)."""

    route: str = "participants"
    value: float | None = None
    standard_uncertainty: float | None = None
    values: tuple[float, ...] = ()
    standard_uncertainties: tuple[float, ...] = ()
    differences: tuple[float, ...] = ()
    estimator: str = ""
    uncertainty: str = ""
    homogeneity: float = 0.0
    transport: float = 0.0
    stability: float = 0.0
    traceable_to: str = ""


@dataclass(frozen=True, slots=True)
class SigmaRoute:
    """Where the standard deviation for proficiency assessment comes from (ISO 13528:2022, clause 8)."""

    route: str = "participants"
    value: float | None = None
    relative_percent: float | None = None
    maximum_error: float | None = None
    levels: tuple[float, ...] = ()
    standard_deviations: tuple[float, ...] = ()
    model: str = ""
    mass_fraction_per_unit: float | None = None
    reproducibility_standard_deviation: float | None = None
    repeatability_standard_deviation: float | None = None
    replicates: int | None = None
    floor: float | None = None
    ceiling: float | None = None
    heterogeneity: str = "if needed"


@dataclass(frozen=True, slots=True)
class StabilityCheck:
    """Results on items before and after the round."""

    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the coordinator decided about one laboratory's result, and why."""

    laboratory: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One item × measurand that is scored."""

    item: str
    measurand: str
    assigned_value: AssignedValueRoute = field(default_factory=AssignedValueRoute)
    sigma_pt: SigmaRoute = field(default_factory=SigmaRoute)
    score: str = "automatic"
    maximum_error: float | None = None
    expected: str = ""
    acceptable_distance: int = 1
    homogeneity: tuple[tuple[float, ...], ...] = ()
    run_order: tuple[float, ...] = ()
    stability: StabilityCheck | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is agreed beforehand."""

    exercise: Exercise
    laboratories: tuple[Laboratory, ...] = ()
    items: tuple[Item, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    measurands: tuple[Measurand, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()

    def measurand(self, code: str) -> Measurand | None:
        """The measurand of that code."""
        return next((measurand for measurand in self.measurands if measurand.code == code), None)

    def item(self, code: str) -> Item | None:
        """The item of that code."""
        return next((item for item in self.items if item.code == code), None)
