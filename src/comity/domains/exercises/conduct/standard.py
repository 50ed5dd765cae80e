"""ISO/IEC 17043:2023 point by point, answered from the records of a round.

The points are in our own words; whoever needs the text of the standard buys it. A point is *met* where the records
show it, *open* where they could and do not (yet), *outside* where no record of this system can answer it: the organiser
shows that elsewhere, and the list says so instead of claiming it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from comity.base.messages import Message, message

State = Literal["met", "open", "outside"]


@dataclass(frozen=True, slots=True)
class Records:
    """What is on record of a round, as numbers and yes or no; nobody's name and no result."""

    plan_frozen: bool = False
    frozen_before_opening: bool = False
    deviations: int = 0
    deviations_shown: bool = True
    evaluations: int = 0
    homogeneity: int = 0
    stability: int = 0
    instructions: bool = False
    enrolled: int = 0
    coded: int = 0
    lookups: int = 0
    parcels: int = 0
    delivered: int = 0
    damaged: int = 0
    replaced: int = 0
    permits: int = 0
    submissions: int = 0
    receipts: int = 0
    late: int = 0
    closed: bool = False
    screened: bool = False
    findings: int = 0
    decided: int = 0
    undecided: int = 0
    document: bool = False
    released: bool = False
    individual_reports: int = 0
    summary: bool = False
    amendments: int = 0
    amendments_with_reason: int = 0
    told: int = 0
    statements: int = 0
    complaints: int = 0
    complaints_open: int = 0
    appeals: int = 0
    appeals_open: int = 0
    audit_entries: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One point: what is asked, how it stands, and what the records say."""

    clause: str
    requirement: Message
    state: State
    evidence: Message


Evidence = Callable[[Records], tuple[bool, Message]]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list; without evidence it is shown elsewhere."""

    clause: str
    requirement: Message
    evidence: Evidence | None = None


ELSEWHERE = message("standard", "Not answered by this system: the organiser shows it elsewhere.")


def checklist(records: Records) -> list[Answer]:
    """Every point with its answer, in the order of the standard."""
    return [_answer(point, records) for point in POINTS]


def _answer(point: Point, records: Records) -> Answer:
    if point.evidence is None:
        return Answer(point.clause, point.requirement, "outside", ELSEWHERE)
    met, evidence = point.evidence(records)
    return Answer(point.clause, point.requirement, "met" if met else "open", evidence)


def _confidential(r: Records) -> tuple[bool, Message]:
    text = (
        "{coded} of {enrolled} laboratories have a fresh code; {lookups} look-ups are on record, each with its reason."
    )
    whole = r.enrolled > 0 and r.coded >= r.enrolled
    return whole, message("standard", text, coded=r.coded, enrolled=r.enrolled, lookups=r.lookups)


def _plan(r: Records) -> tuple[bool, Message]:
    text = "The plan was frozen by its digest before the round opened; {deviations} changes since then, with reasons."
    if r.plan_frozen and r.frozen_before_opening:
        return True, message("standard", text, deviations=r.deviations)
    return False, message("standard", "The plan was not frozen before the round opened.")


def _design(r: Records) -> tuple[bool, Message]:
    text = "The plan states routes, estimators and criteria for {count} pairs of item and measurand."
    return r.evaluations > 0 and r.plan_frozen, message("standard", text, count=r.evaluations)


def _items(r: Records) -> tuple[bool, Message]:
    text = "Data on homogeneity for {homogeneity} and on stability for {stability} of {count} pairs."
    told = message("standard", text, homogeneity=r.homogeneity, stability=r.stability, count=r.evaluations)
    return r.evaluations > 0 and r.homogeneity == r.evaluations and r.stability == r.evaluations, told


def _parcels(r: Records) -> tuple[bool, Message]:
    text = "{parcels} parcels, {delivered} with delivery confirmed, {damaged} damaged or lost, {replaced} replaced."
    told = message("standard", text, parcels=r.parcels, delivered=r.delivered, damaged=r.damaged, replaced=r.replaced)
    return r.parcels > 0 and r.delivered + r.damaged + r.replaced >= r.parcels, told


def _instructions(r: Records) -> tuple[bool, Message]:
    if r.instructions:
        return True, message("standard", "The round has instructions for participants.")
    return False, message("standard", "The round has no instructions for participants.")


def _recorded(r: Records) -> tuple[bool, Message]:
    text = (
        "{submissions} submissions as typed, all versions kept, {receipts} with a receipt and its digest, {late} late."
    )
    told = message("standard", text, submissions=r.submissions, receipts=r.receipts, late=r.late)
    return r.closed and r.submissions > 0 and r.receipts == r.submissions, told


def _outliers(r: Records) -> tuple[bool, Message]:
    text = "The gates found {findings} suspect results; {decided} were decided with a reason, {undecided} wait."
    told = message("standard", text, findings=r.findings, decided=r.decided, undecided=r.undecided)
    return r.screened and r.undecided == 0, told


def _evaluated(r: Records) -> tuple[bool, Message]:
    if r.document:
        text = "The evaluation is one document with inputs, plan, seed and versions; it can be recomputed from itself."
        return True, message("standard", text)
    return False, message("standard", "There is no evaluation yet.")


def _reported(r: Records) -> tuple[bool, Message]:
    text = "{count} individual reports are released."
    told = message("standard", text, count=r.individual_reports)
    return r.released and r.summary and r.individual_reports > 0, told


def _amended(r: Records) -> tuple[bool, Message]:
    if not r.amendments:
        return True, message("standard", "No report has been amended.")
    text = "{count} amendments, {reasons} with a reason; {told} notices to those concerned."
    told = message("standard", text, count=r.amendments, reasons=r.amendments_with_reason, told=r.told)
    return r.amendments == r.amendments_with_reason, told


def _statements(r: Records) -> tuple[bool, Message]:
    text = "{count} statements of participation were issued; each can be checked by its number."
    return r.released, message("standard", text, count=r.statements)


def _trail(r: Records) -> tuple[bool, Message]:
    text = "{count} entries of the audit trail: who, acting for whom, what, when, from where."
    return r.audit_entries > 0, message("standard", text, count=r.audit_entries)


def _complaints(r: Records) -> tuple[bool, Message]:
    text = "{count} complaints, {waiting} not answered yet."
    return r.complaints_open == 0, message("standard", text, count=r.complaints, waiting=r.complaints_open)


def _appeals(r: Records) -> tuple[bool, Message]:
    text = "{count} appeals, {waiting} not answered yet."
    return r.appeals_open == 0, message("standard", text, count=r.appeals, waiting=r.appeals_open)


POINTS = (
    Point("4.1", message("standard", "Impartiality")),
    Point("4.2", message("standard", "Confidentiality of participants and of what they report"), _confidential),
    Point("5", message("standard", "Structure and responsibilities of the organiser")),
    Point("6.2", message("standard", "Competence and authorisation of people")),
    Point("6.4", message("standard", "Services from outside, as carriers and measuring laboratories")),
    Point("7.2.1", message("standard", "A documented plan, made before the round"), _plan),
    Point("7.2.2", message("standard", "A documented statistical design"), _design),
    Point("7.3.2", message("standard", "Homogeneity and stability of the items"), _items),
    Point("7.3.4", message("standard", "Packing, dispatch and confirmed delivery"), _parcels),
    Point("7.3.5", message("standard", "Instructions for participants"), _instructions),
    Point("7.4.1 a", message("standard", "Results recorded as reported, and nothing lost"), _recorded),
    Point("7.4.1 b", message("standard", "Suspect results and outliers treated by a stated procedure"), _outliers),
    Point("7.4.2", message("standard", "A valid evaluation of performance"), _evaluated),
    Point("7.4.3 a", message("standard", "Reports to participants"), _reported),
    Point("7.4.3 b", message("standard", "Amended reports with their reason, and those concerned told"), _amended),
    Point("7.4.3 c", message("standard", "Statements of participation"), _statements),
    Point("7.5.1", message("standard", "Technical records with every change on record"), _trail),
    Point("7.6", message("standard", "Complaints"), _complaints),
    Point("7.7", message("standard", "Appeals"), _appeals),
    Point("8", message("standard", "The management system")),
)
