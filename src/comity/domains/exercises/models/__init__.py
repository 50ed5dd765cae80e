"""What a round leaves behind in the database.

Names and results are kept apart: `Enrolment`, `Parcel` and `Permit` know the laboratory and no code; `Draft`,
`Submission` and `GateDecision` know the code and no laboratory. `ParticipantCode`, the key store, is the only bridge,
and only the laboratory itself and `services.look_up_code` may cross it.
"""

from comity.domains.exercises.models.affairs import Case, FollowUp, Statement
from comity.domains.exercises.models.codes import CodeLookup, ParticipantCode
from comity.domains.exercises.models.enrolments import Enrolment, Permit
from comity.domains.exercises.models.evaluations import EvaluationRun, GateDecision, ReportFile
from comity.domains.exercises.models.guests import (
    Announcement,
    Crossing,
    EarlyRecord,
    GuestRound,
    PartyElsewhere,
    PlanCommitment,
)
from comity.domains.exercises.models.outcomes import Notice, Score, Screening
from comity.domains.exercises.models.parcels import Parcel, ParcelEvent
from comity.domains.exercises.models.rounds import PlanDeviation, Round, Scheme
from comity.domains.exercises.models.submissions import Draft, DraftVersion, Submission

__all__ = [
    "Announcement",
    "Case",
    "CodeLookup",
    "Crossing",
    "Draft",
    "DraftVersion",
    "EarlyRecord",
    "Enrolment",
    "EvaluationRun",
    "FollowUp",
    "GateDecision",
    "GuestRound",
    "Notice",
    "Parcel",
    "ParcelEvent",
    "ParticipantCode",
    "PartyElsewhere",
    "Permit",
    "PlanCommitment",
    "PlanDeviation",
    "ReportFile",
    "Round",
    "Scheme",
    "Score",
    "Screening",
    "Statement",
    "Submission",
]
