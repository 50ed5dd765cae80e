"""What programs send and get."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from comity.kernel.exchange.limits import LARGEST_CARD
from comity.kernel.web.pagination import PageQuery


class NodeOut(Schema):
    """This node as others know it."""

    origin: str = Field(description="Name of its log")
    fingerprint: str = Field(description="SHA-256 over origin and keys, in hexadecimal")
    card: str = Field(description="The signed card, to give to others")
    serial: int = Field(description="Number of the card")


class NodeKeyOut(Schema):
    """A key of this node, its public half."""

    purpose: str = Field(description="record, request, sealing, log or witness")
    public: str = Field(description="A verifier key, or the base64 of an X25519 key")
    since: datetime
    until: datetime | None = Field(description="When it was replaced")
    compromised_at: datetime | None = Field(description="Since when it is said to be stolen")
    signs_until: date | None = Field(description="Last day on which a replaced key of the log signs heads too")


class PeerOut(Schema):
    """Another node."""

    id: UUID
    origin: str = Field(description="Name of its log")
    name: str
    address: str
    party_id: UUID = Field(description="The organisation that runs it")
    state: str = Field(description="introduced, confirmed, suspended or ended")
    fingerprint: str
    relay: bool = Field(description="It passes on to us what others have signed")
    served: bool = Field(description="We pass on to it what others have signed")
    queued: int = Field(description="Items put into its outbox")
    queued_digest: str = Field(description="Digest over these items")
    acknowledged: int = Field(description="Items that it says it has")
    received: int = Field(description="Items received from it")
    received_digest: str = Field(description="Digest over what was received")
    fault: str = Field(description="What is wrong with it; empty when nothing is")


class CardIn(Schema):
    """The card of another node."""

    card: str = Field(max_length=LARGEST_CARD)


class AgreementIn(Schema):
    """What may pass."""

    may_send: bool = False
    may_receive: bool = False
    purposes: list[str] = Field(default_factory=list, max_length=20)
    roles: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="Roles that send it or ask it here; none: every role with the right",
    )


class AgreementOut(AgreementIn):
    """What was agreed about one record type."""

    record_type: str
    since: datetime


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=500)


class SynchronisedOut(Schema):
    """What a turn with a peer brought."""

    taken: int
    refused: int
    through: int = Field(description="Items of its outbox that are here now")
    digest: str
    complete: bool = Field(description="Whether everything that was there is here")
    codes: dict[str, int] = Field(description="Why items were refused, and how many")


LONGEST_PURPOSE = 40  # characters, as on a label


class RecordPurposeQuery(Schema):
    """What a record is wanted for, where its label asks."""

    purpose: str = Field(default="", max_length=LONGEST_PURPOSE, description="What the record is wanted for")


class RecordQuery(PageQuery):
    """Which records."""

    type: str = Field("", max_length=80, description="Only of this record type")
    direction: str = Field("", pattern="^(left|came|)$", description="left, came, or both")
    purpose: str = Field(default="", max_length=LONGEST_PURPOSE, description="What the records are wanted for")


class RecordOut(Schema):
    """One version of a record; `content` is empty where the label does not let the asker see it."""

    key: UUID = Field(description="Key at this node")
    record_id: UUID
    version: int
    type: str
    type_version: int
    origin: str
    originator: UUID
    issued: datetime
    state: str = Field(description="current, superseded, withdrawn or recalled")
    label: dict[str, Any]
    content: dict[str, Any] | None
    withheld: int = Field(description="Fields that are there and not shown")
    doubtful: bool = Field(description="Signed with a key that was stolen")
    log_index: int | None = Field(description="Place in the log of its origin")


class AcknowledgementOut(Schema):
    """How one node stands to a record of ours."""

    node: str
    name: str
    received: bool
    done: list[str]
    missing: list[str] = Field(description="What it was told and has not acknowledged")


class RecordIn(Schema):
    """A record to publish."""

    type: str = Field(max_length=80)
    content: dict[str, Any]
    label: dict[str, Any] = Field(description="Without an originator: the party acted for")
    field_labels: dict[str, dict[str, Any]] = Field(default_factory=dict, description="By JSON Pointer")
    recipients: list[str] | None = Field(None, max_length=500, description="Origins of the only nodes to which it goes")
    sealed: bool = Field(default=False, description="Only the recipients can read it")
    supersedes: UUID | None = Field(None, description="Key of the version that this one follows")


class NarrowedLabelIn(Schema):
    """A stricter label for a record that has left."""

    label: dict[str, Any] = Field(description="The whole new label; its originator stays")


class NarrowIn(NarrowedLabelIn, ReasonIn):
    """A stricter label, and why."""


class NarrowingOut(Schema):
    """What a stricter label would do."""

    erasing: list[str] = Field(description="Nodes at which nobody may see it any more")
    keeping: list[str] = Field(description="Nodes that keep it under the stricter label")
    parties: list[UUID] = Field(description="Parties known to this node that see it now and would not any more")


class NoticeOut(Schema):
    """What was said about a record."""

    what: str
    record_id: UUID
    version: int
    issued: datetime
