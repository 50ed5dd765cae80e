"""What the interface takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from comity.domains.directory.rules import ScopeState
from comity.kernel.parties.api import PartyOut
from comity.kernel.parties.rules import Kind
from comity.kernel.web.pagination import PageQuery

Word = Annotated[str, Field(max_length=40)]
Words = Annotated[list[Word], Field(max_length=60)]


class DirectoryQuery(PageQuery):
    """Which entries; conditions add up."""

    text: str = Field("", max_length=200, description="Words, each found in name, place, country or discipline")
    kind: Kind | None = None
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2")
    discipline: str = Field("", max_length=60, description="A code of the vocabulary, or `group:` and a group")
    network: UUID | None = Field(None, description="Members of this party today")
    accredited: bool = Field(default=False, description="With an accredited scope that holds today")
    with_ended: bool = False


class SummaryOut(PartyOut):
    """An entry in a list."""

    city: str
    latitude: float | None
    longitude: float | None
    disciplines: list[str]


class ProfileIn(Schema):
    """What a party says about itself; the whole is replaced."""

    about: str = Field("", max_length=2000)
    website: str = Field("", max_length=400)
    address: str = Field("", max_length=200)
    city: str = Field("", max_length=80)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    languages: Words = Field(default_factory=list)
    disciplines: Words = Field(default_factory=list)
    listed: bool = True


class ContactIn(Schema):
    """A way to reach a party."""

    function: str = Field(max_length=80)
    person: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    languages: Words = Field(default_factory=list)


class ContactOut(ContactIn):
    """A contact point that the caller may see."""

    id: UUID
    version: int


class ScopeIn(Schema):
    """What a body has accredited."""

    standard: str = Field(max_length=80)
    body: str = Field(max_length=120)
    number: str = Field("", max_length=80)
    discipline: str = Field("", max_length=40)
    since: date | None = None
    until: date | None = None
    url: str = Field("", max_length=400)


class ScopeOut(ScopeIn):
    """An accredited scope, and whether it holds today."""

    id: UUID
    withdrawn_on: date | None
    state: ScopeState
    version: int


class WithdrawIn(Schema):
    """The day from which on a scope holds no more; today without one."""

    on: date | None = None


class FactOut(Schema):
    """Something known from elsewhere, with source and the day it was looked up."""

    key: str
    statement: str
    source: str
    source_url: str
    looked_up: str


class EntryOut(ProfileIn):
    """One entry. Memberships stand at /parties/{id}/memberships and /members."""

    party: PartyOut
    version: int
    scopes: list[ScopeOut]
    contacts: list[ContactOut]
    hidden_contacts: int = Field(description="Contact points that name a person and are not shown to this caller")
    facts: list[FactOut]


class ProfileChangeOut(Schema):
    """One change of an entry."""

    at: datetime
    verb: str
    person: str
    detail: dict[str, Any]


class DisciplineOut(Schema):
    """One discipline of the vocabulary."""

    code: str
    name: str
    group: str


class FaultOut(Schema):
    """Why an entry of a file cannot be used: place, reason, remedy."""

    code: str
    place: str
    what: str
    value: str
    remedy: str


class ImportOut(Schema):
    """What a file did, or would do."""

    kept: bool
    created: int
    changed: int
    unchanged: int
    faults: list[FaultOut]
    fault_count: int


class ReferenceOut(Schema):
    """What loading the reference data did."""

    parties: int
    facts: int
