"""What programs send and get about rounds before their deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from comity.domains.exercises.conduct.steps import Step
from comity.kernel.parties.api import PartyOut
from comity.kernel.web.pagination import PageQuery

REASON = Field(min_length=1, max_length=1000, description="At least 10 characters; kept on record")


class SchemeIn(Schema, extra="forbid"):
    """A series of rounds of one organiser."""

    organiser: UUID
    title: str = Field(max_length=200)
    description: str = Field("", max_length=4000)
    discipline: str = Field("", max_length=40)


class SchemeOut(Schema):
    """A series of rounds."""

    id: UUID
    organiser: PartyOut
    title: str
    description: str
    discipline: str
    version: int


class RoundSettingsIn(Schema, extra="forbid"):
    """What holds for a round besides its plan."""

    title: str = Field("", max_length=200)
    time_zone: str = Field("UTC", max_length=60)
    deadline: datetime | None = Field(None, description="Without a time zone it is meant in `time_zone`")
    grace_hours: float = Field(0.0, ge=0, le=720)
    capacity: int | None = Field(None, ge=1, le=10_000)
    open_to_requests: bool = False
    instructions: str = Field("", max_length=20_000)


class RoundIn(RoundSettingsIn):
    """A new round."""

    code: str = Field(max_length=32, description="Unique in the scheme, as in 2026/1")


class RoundOut(Schema):
    """A round, for those who organise it."""

    id: UUID
    scheme_id: UUID
    code: str
    title: str
    state: str
    time_zone: str
    deadline: datetime | None
    grace_hours: float
    capacity: int | None
    open_to_requests: bool
    plan_digest: str
    plan_frozen_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    released_at: datetime | None
    version: int


class StepOut(Schema):
    """A step of a round."""

    step: Step
    done: bool
    next: bool


class ProgressOut(Schema):
    """Where a round stands; numbers of laboratories are null to those who see codes only."""

    state: str
    invited: int | None
    requested: int | None
    enrolled: int | None
    submitted: int | None
    capacity: int | None
    without_parcel: int
    prepared: int
    dispatched: int
    delivered: int
    damaged: int
    steps: list[StepOut]


class RoundQuery(PageQuery):
    """Which rounds."""

    scheme: UUID | None = None
    state: str = Field("", max_length=20)


class CloseIn(Schema, extra="forbid"):
    """Closing; a reason is needed before deadline and grace have passed."""

    reason: str = Field("", max_length=1000)


class DeadlineIn(Schema, extra="forbid"):
    """A later deadline."""

    deadline: datetime
    reason: str = REASON


class PlanIn(Schema, extra="forbid"):
    """A plan as plain data, or as the text of a TOML file; once it is frozen, with a reason."""

    plan: dict[str, Any] | None = None
    toml: str = Field("", max_length=5_000_000)
    reason: str = Field("", max_length=1000)


class PlanOut(Schema):
    """The plan of a round."""

    plan: dict[str, Any]
    digest: str
    frozen_at: datetime | None
    version: int


class PlanChangeOut(Schema):
    """One key that was changed."""

    key: str
    before: str
    after: str


class DeviationOut(Schema):
    """A change after the plan was frozen."""

    at: datetime
    kind: str
    reason: str
    digest_before: str
    digest_after: str
    changes: list[PlanChangeOut]


class ItemDataIn(Schema, extra="forbid"):
    """What was measured on an item; what is left out is taken away."""

    homogeneity: list[list[float]] = Field(default_factory=list, max_length=1000)
    before: list[float] = Field(default_factory=list, max_length=1000)
    after: list[float] = Field(default_factory=list, max_length=1000)
    reason: str = Field("", max_length=1000, description="Needed once the plan is frozen")


class ItemCheckOut(Schema):
    """The verdicts on one item and measurand, as far as they are known."""

    item: str
    measurand: str
    sigma_pt: float | None
    homogeneity: dict[str, Any] | None
    stability: dict[str, Any] | None


class LaboratoriesIn(Schema, extra="forbid"):
    """Laboratories to invite."""

    laboratories: list[UUID] = Field(min_length=1, max_length=1000)


class EnrolmentOut(Schema):
    """A laboratory's part in a round, with its name and without its code."""

    id: UUID
    round_id: UUID
    laboratory: PartyOut
    state: str
    menu: list[str] | None = Field(description="Substances it may receive; null: no bounds are known")
    note: str
    reason: str
    enrolled_at: datetime | None
    version: int


class EnrolmentQuery(PageQuery):
    """Which enrolments."""

    state: str = Field("", max_length=20)
    q: str = Field("", max_length=200, description="Part of the name of the laboratory")


class EnrolmentListOut(EnrolmentOut):
    """The same, and whether results are in: yes or no, never when or what."""

    has_submitted: bool


class RequestIn(Schema, extra="forbid"):
    """Ask for a place in an announced round."""

    laboratory: UUID
    menu: list[str] | None = Field(None, max_length=500)
    note: str = Field("", max_length=1000)


class InvitationAnswerIn(Schema, extra="forbid"):
    """The answer to an invitation or a request."""

    accept: bool
    menu: list[str] | None = Field(None, max_length=500)
    reason: str = Field("", max_length=1000)


class RequestDecisionIn(Schema, extra="forbid"):
    """The organiser's answer to a request; a refusal needs a reason."""

    accept: bool
    reason: str = Field("", max_length=1000)


class EnrolmentReasonIn(Schema, extra="forbid"):
    """A reason that is kept on record."""

    reason: str = REASON


class MenuIn(Schema, extra="forbid"):
    """Substances the laboratory may lawfully receive; null: no bounds are known."""

    substances: list[str] | None = Field(max_length=500)


class PermitIn(Schema, extra="forbid"):
    """A permit for controlled substances."""

    direction: Literal["import", "export"]
    state: Literal["needed", "applied", "granted", "refused"]
    number: str = Field("", max_length=80)
    authority: str = Field("", max_length=200)
    substances: list[str] = Field(default_factory=list, max_length=500)
    valid_until: date | None = None


class PermitOut(PermitIn, extra="ignore"):
    """A permit on file."""

    id: UUID


class LaboratoryRoundOut(Schema):
    """A round as a laboratory sees it: what is asked, never what is true."""

    id: UUID
    code: str
    title: str
    scheme: str
    organiser: str
    state: str
    time_zone: str
    deadline: datetime | None
    grace_hours: float
    instructions: str
    plan_digest: str
    enrolment_id: UUID | None
    enrolment_state: str
    laboratory: str
    menu: list[str] | None
    own_code: str
    items: list[dict[str, Any]]
    asked: list[list[str]] = Field(description="Pairs of item and measurand")


class AnnouncedOut(Schema):
    """A round that any laboratory may ask to take part in."""

    id: UUID
    scheme: str
    organiser: str
    code: str
    title: str
    state: str
    time_zone: str
    deadline: datetime | None


class ParticipantOut(Schema):
    """A code, and whether results came under it."""

    code: str
    submitted: bool


class LookUpOut(Schema):
    """Somebody learned which code one's laboratory has."""

    at: datetime
    role: str
    acting_for: str
    why: str


class ParcelOut(Schema):
    """A parcel."""

    id: UUID
    enrolment_id: UUID
    reference: str
    items: list[str]
    state: str
    carrier: str
    tracking: str
    prepared_at: datetime
    dispatched_at: datetime | None
    delivered_at: datetime | None
    damaged_at: datetime | None
    received_by: str
    condition_note: str
    replacement_of_id: UUID | None
    version: int


class ParcelQuery(PageQuery):
    """Which parcels."""

    state: str = Field("", max_length=20)


class PrepareIn(Schema, extra="forbid"):
    """For whom and with what; without either for everybody who has no parcel, with all they may receive."""

    enrolments: list[UUID] | None = Field(None, max_length=1000)
    items: list[str] | None = Field(None, max_length=200)


class LabelledOut(Schema):
    """A parcel and, this once, the address that its label carries."""

    parcel: ParcelOut
    label: str


class PreparationOut(Schema):
    """What was prepared, and the enrolments that may receive none of the items."""

    prepared: list[LabelledOut]
    left_out: list[UUID]


class LabelsIn(Schema, extra="forbid"):
    """Parcels whose labels are printed anew; without any, all that have not left."""

    parcels: list[UUID] | None = Field(None, max_length=1000)


class DispatchIn(Schema, extra="forbid"):
    """Who carries it."""

    carrier: str = Field("", max_length=80)
    tracking: str = Field("", max_length=80)


class DeliveryIn(Schema, extra="forbid"):
    """It has arrived."""

    received_by: str = Field("", max_length=120)
    note: str = Field("", max_length=1000)


class DamageIn(Schema, extra="forbid"):
    """What is damaged or missing."""

    note: str = Field(min_length=1, max_length=1000)


class ParcelEventOut(Schema):
    """Something that happened to a parcel."""

    at: datetime
    state: str
    via: str
    note: str
