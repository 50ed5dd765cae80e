"""The states that things of a round go through, and their names; pure."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """Where a round stands in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    EVALUATED = "evaluated"
    RELEASED = "released"
    AMENDED = "amended"


class EnrolmentState(StrEnum):
    """Whether a laboratory takes part."""

    INVITED = "invited"
    REQUESTED = "requested"
    ENROLLED = "enrolled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class PermitState(StrEnum):
    """How far a permit for controlled substances has come."""

    NEEDED = "needed"
    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"


class ParcelState(StrEnum):
    """Where a parcel is."""

    PREPARED = "prepared"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    DAMAGED = "damaged"
    REPLACED = "replaced"


class RunState(StrEnum):
    """How far an evaluation in the background has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CaseState(StrEnum):
    """Whether a complaint or an appeal has its answer."""

    OPEN = "open"
    ANSWERED = "answered"


class FollowUpState(StrEnum):
    """How far a laboratory has come with a result that it must look into."""

    OPEN = "open"
    EXPLAINED = "explained"
    CLOSED = "closed"


class CrossingState(StrEnum):
    """How far a submission has come on its way from the laboratory's node to the organiser's."""

    WAITING = "waiting"
    SENT = "sent"
    TAKEN = "taken"
    REFUSED = "refused"
