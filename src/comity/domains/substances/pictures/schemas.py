"""What programs ask and get. Numbers of the pictures stand in the answers as they stand in the files of the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema


class ScopeQuery(Schema):
    """What is counted."""

    group: str = Field("", max_length=20, description="A structural group.")
    country: str = Field("", max_length=2, description="Two letters, ISO 3166-1.")
    kind: str = Field("", max_length=12, description="A kind of report.")
    substance: UUID | None = None
    purpose: str = Field("", max_length=40, description="What the reader reads for, where labels ask for it.")


class TrendQuery(ScopeQuery):
    """How it is counted and judged."""

    by: Literal["substance", "group", "effect", "country"] = "substance"
    period: Literal["week", "month"] = "week"
    against: Literal["", "nothing"] = Field("", description="Judged against all reports, or against nothing.")
    method: Literal["", "farrington", "ears"] = ""
    series: str = Field("", max_length=40, description="The series whose course is wanted; else the most remarkable.")


class MarketQuery(Schema):
    """Which groups, and of which reports."""

    by: Literal["group", "effect"] = "group"
    country: str = Field("", max_length=2)
    kind: str = Field("", max_length=12)
    purpose: str = Field("", max_length=40)


class LinksQuery(Schema):
    """Which profiles, and what makes a series."""

    substance: UUID | None = None
    method: str = Field("", max_length=80)
    joining: Literal["complete", "connected"] = "complete"
    purpose: str = Field("", max_length=40)


class CompareQuery(Schema):
    """Which seizures beside each other."""

    report: list[UUID] = Field(min_length=1, max_length=12)
    harmonisation: str = Field("", max_length=200)
    purpose: str = Field("", max_length=40)


class TrendsOut(Schema):
    """Every series in the last period, one of them over time, first events, and who reports."""

    question: dict[str, Any]
    method: dict[str, Any]
    until: str | None
    reports: int
    tests: int
    series: list[dict[str, Any]]
    course: dict[str, Any] | None
    firsts: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    inexact: int


class MarketOut(Schema):
    """Groups with their findings and shares by month."""

    question: dict[str, Any]
    months: list[str]
    totals: list[int]
    groups: list[dict[str, Any]]
    reports: int


class SpreadOut(Schema):
    """Countries in the order in which something came to them."""

    question: dict[str, Any]
    name: str | None
    months: list[str]
    countries: list[dict[str, Any]]
    reporting_without: list[str]
    reports: int


class LinksOut(Schema):
    """Series of linked seizures, and the model behind them."""

    groups: list[dict[str, Any]]
    substance: UUID | None
    method: str | None
    model: dict[str, Any] | None
    trouble: str | None
    compared: int
    left_out: int
    profiles: int
    series: list[dict[str, Any]]


class ComparedOut(Schema):
    """Seizures, each with each."""

    seizures: list[dict[str, Any]]
    harmonisation: str | None
    refused: str | None
    model: dict[str, Any] | None
    comparisons: list[dict[str, Any]]
    distances: list[dict[str, Any]]


class PurposeOnly(Schema):
    """The purpose that is stated, for labels that ask for one."""

    purpose: str = Field("", max_length=40)


class KnownSeriesIn(Schema):
    """Seizures of one source, by what that is known, and the label as data."""

    reports: list[UUID] = Field(min_length=2, max_length=200)
    name: str = Field(min_length=1, max_length=120)
    reason: str = Field(min_length=1, max_length=500)
    label: dict[str, Any]


class SeriesReasonIn(Schema):
    """Why it is not known any more."""

    reason: str = Field(min_length=1, max_length=500)


class KnownSeriesOut(Schema):
    """A known series, with those of its seizures that the caller may see."""

    id: UUID
    name: str
    reason: str
    stated_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str
    reports: list[UUID]
    label: dict[str, Any]
