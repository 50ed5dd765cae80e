"""What programs send and get about the outcome of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from comity.domains.exercises.conduct.deciding import Finding, Result
from comity.domains.exercises.conduct.standard import Answer
from comity.domains.exercises.conduct.tallies import RegionLine
from comity.domains.exercises.models import EvaluationRun, GateDecision, ReportFile, Round, Score, Screening
from comity.domains.exercises.queries.outcome import Decision
from comity.kernel.parties.regions import region_name

Action = Literal["keep", "exclude"]


class OutcomeReasonIn(Schema):
    """A reason."""

    reason: str = Field("", max_length=1000, description="Needed for every evaluation after the first")


class ScreeningOut(Schema):
    """A run of the gates."""

    id: UUID
    state: str
    progress: int = Field(description="Percent")
    requested_at: datetime
    finished_at: datetime | None


class FindingOut(Schema):
    """Something that stands out."""

    number: int
    item: str
    measurand: str
    gate: str
    codes: list[str]
    results: list[str] = Field(description="As typed, in the order of the codes")
    what: str
    suggestion: str
    waits: bool = Field(description="Whether it waits for a decision")
    consequence: dict[str, float | None] | None = Field(description="What leaving it out would change")
    action: str
    reason: str


class FindingsOut(Schema):
    """The findings of the latest finished run of the gates, and the latest run."""

    screening: UUID | None = Field(description="Give it with a decision")
    latest: ScreeningOut | None
    findings: list[FindingOut]


class GateDecisionIn(Schema):
    """A decision about findings."""

    screening_id: UUID
    findings: list[int] = Field(min_length=1, max_length=1000)
    action: Action
    reason: str = Field(max_length=1000)


class DecisionOut(Schema):
    """A decision about one result."""

    item: str
    measurand: str
    code: str
    gate: str
    action: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, made: GateDecision) -> DecisionOut:
        """From the record."""
        return cls(
            item=made.item,
            measurand=made.measurand,
            code=made.code.code,
            gate=made.gate,
            action=made.action,
            reason=made.reason,
            at=made.at,
        )


class RunOut(Schema):
    """An evaluation."""

    id: UUID
    version: int
    state: str
    progress: int = Field(description="Percent")
    step: str
    reason: str
    requested_at: datetime
    finished_at: datetime | None
    released_at: datetime | None
    document_digest: str
    error: dict[str, Any] | None


class ScoreOut(Schema):
    """One score."""

    code: str
    item: str
    measurand: str
    result: str
    technique: str
    name: str
    value: float | None
    performance: str

    @staticmethod
    def resolve_code(score: Score) -> str:
        """The code alone."""
        return score.code.code


class FileOut(Schema):
    """A report as a file."""

    id: UUID
    audience: str
    name: str
    format: str
    language: str
    digest: str
    size: int
    version: int

    @staticmethod
    def resolve_version(file: ReportFile) -> int:
        """Of the evaluation."""
        run: EvaluationRun = file.run
        return run.version


class StateOut(Schema):
    """Where a round stands."""

    id: UUID
    state: str
    version: int

    @classmethod
    def of(cls, round_: Round) -> StateOut:
        """From the record."""
        return cls(id=round_.pk, state=round_.state, version=round_.version)


class RegionOut(Schema):
    """One line of the table by region; without numbers where it would point at somebody."""

    region: str
    country: str
    shown: bool
    laboratories: int | None
    scores: int | None
    satisfactory: int | None

    @classmethod
    def of(cls, line: RegionLine) -> RegionOut:
        """From a line."""
        group = (*line.group, "", "")
        return cls(
            region=region_name(group[0]) if group[0] else "",
            country=group[1],
            shown=line.shown,
            laboratories=line.laboratories,
            scores=line.tally.scored if line.tally else None,
            satisfactory=line.tally.satisfactory if line.tally else None,
        )


class PointOut(Schema):
    """One point of ISO/IEC 17043."""

    clause: str
    requirement: str
    state: str
    evidence: str

    @classmethod
    def of(cls, answer: Answer) -> PointOut:
        """From an answer."""
        return cls(
            clause=answer.clause,
            requirement=str(answer.requirement),
            state=answer.state,
            evidence=str(answer.evidence),
        )


class CaseIn(Schema):
    """A complaint or an appeal."""

    laboratory_id: UUID
    kind: Literal["complaint", "appeal"]
    text: str = Field(max_length=8000)


class CaseAnswerIn(Schema):
    """The answer to a case."""

    answer: str = Field(max_length=8000)
    upheld: bool
    version: int


class OutcomeNoticeOut(Schema):
    """A laboratory is told of something."""

    id: UUID
    round_id: UUID
    laboratory_id: UUID
    kind: str
    version: int = Field(description="The version of the evaluation that it is about")
    text: str
    at: datetime
    read_at: datetime | None


class CaseOut(Schema):
    """A case."""

    id: UUID
    laboratory_id: UUID
    kind: str
    state: str
    text: str
    filed_at: datetime
    answer: str
    upheld: bool | None
    answered_at: datetime | None
    version: int


class FollowUpIn(Schema):
    """What was found out about a result."""

    state: Literal["open", "explained", "closed"]
    cause: str = Field("", max_length=4000)
    action: str = Field("", max_length=4000)


class FollowUpOut(Schema):
    """A result to look into."""

    id: UUID
    round_id: UUID
    laboratory_id: UUID
    item: str
    measurand: str
    score_name: str
    score: float | None
    performance: str
    state: str
    cause: str
    action: str
    created_at: datetime
    version: int


class StatementIn(Schema):
    """For whom a statement is issued."""

    laboratory_id: UUID
    language: str = Field("en", max_length=10)


class StatementOut(Schema):
    """A statement of participation."""

    id: UUID
    number: str
    language: str
    digest: str
    issued_at: datetime


def findings_out(
    latest: Screening | None, screening: Screening | None, found: Sequence[Finding], decided: Mapping[Result, Decision]
) -> FindingsOut:
    """Findings with what was decided about them."""
    return FindingsOut(
        screening=screening.pk if screening else None,
        latest=ScreeningOut.from_orm(latest) if latest else None,
        findings=[_finding(one, decided) for one in found],
    )


def _finding(one: Finding, decided: Mapping[Result, Decision]) -> FindingOut:
    held = [decided[result] for result in one.concerned if result in decided]
    return FindingOut(
        number=one.number,
        item=one.item,
        measurand=one.measurand,
        gate=one.gate,
        codes=list(one.codes),
        results=list(one.results),
        what=str(one.message),
        suggestion=str(one.suggestion or ""),
        waits=one.asks and len(held) < len(one.codes),
        consequence=dict(one.consequence) if one.consequence else None,
        action=held[0].action if held else "",
        reason=held[0].reason if held else "",
    )
