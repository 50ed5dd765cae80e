"""Complaints and appeals: a laboratory files one, the coordinator answers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct import life
from comity.domains.exercises.guests.asking import send_enrolment
from comity.domains.exercises.guests.telling import tell_answer
from comity.domains.exercises.models import Case, Enrolment, Notice
from comity.domains.exercises.models.affairs import CASE_KINDS
from comity.domains.exercises.queries.affairs import get_case
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.services.holding import check_version, write_down
from comity.domains.exercises.states import CaseState, EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record

SHORTEST, LONGEST = 10, 8000  # characters


@transaction.atomic
def file_case(actor: Actor, round_id: UUID, *, laboratory_id: UUID, kind: str, text: str) -> Case:
    """Complain about a round, or appeal against how one's results were judged."""
    enrolment = (
        Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
        .filter(round_id=round_id, laboratory_id=laboratory_id, state=EnrolmentState.ENROLLED)
        .first()
    )
    if enrolment is None or laboratory_id not in own_laboratories(actor):
        raise NotFoundError
    actor.require("file case", enrolment.laboratory)
    _check_kind(kind, enrolment.round.state)
    case = Case.objects.create(
        round=enrolment.round,
        laboratory=enrolment.laboratory,
        kind=kind,
        text=_text(text, "text"),
        filed_by_id=actor.user_id,
        filed_at=now(),
    )
    record(actor, "file case", party_id=case.laboratory_id, object_ref=f"case:{case.pk}", detail={"kind": kind})
    send_enrolment(actor, enrolment)
    return case


@transaction.atomic
def answer_case(actor: Actor, case_id: UUID, *, answer: str, upheld: bool, version: int | None = None) -> Case:
    """Answer it once and for all; the laboratory is told. What follows for the scores is a new evaluation."""
    case = get_case(actor, case_id)
    actor.require("answer case", case.round.scheme.organiser)
    kept = Case.objects.select_for_update(of=("self",)).select_related("round__scheme__organiser").get(pk=case.pk)
    check_version(kept.version, version)
    if kept.state != CaseState.OPEN:
        raise ConflictError(
            "case-answered",
            message("case", "This case has been answered already."),
            remedy=message("case", "Read the answer; the laboratory can file another case."),
        )
    kept.answer, kept.upheld, kept.state = _text(answer, "answer"), upheld, CaseState.ANSWERED.value
    kept.answered_by_id, kept.answered_at = actor.user_id, now()
    kept.version += 1
    kept.save()
    write_down(actor, "answer case", kept.round, {"case": str(kept.pk), "upheld": upheld})
    _tell(actor, kept)
    return kept


def _tell(actor: Actor, case: Case) -> None:
    from comity.domains.exercises.tasks import send_notices

    Notice.objects.create(round=case.round, laboratory_id=case.laboratory_id, kind="answered", at=now())
    send_notices.enqueue(str(case.round_id))
    related = Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
    enrolment = related.filter(round=case.round_id, laboratory=case.laboratory_id).first()
    if enrolment is not None:
        tell_answer(actor, enrolment)


def _check_kind(kind: str, state: str) -> None:
    if kind not in CASE_KINDS:
        what = message("case", "There are complaints and appeals.")
        raise InputError("case-kind-unknown", what, where="kind")
    if kind == "appeal" and state not in life.PUBLISHED:
        raise ConflictError(
            "nothing-judged",
            message("case", "Nothing has been judged in this round yet."),
            where="kind",
            remedy=message("case", "File a complaint, or wait for your report."),
        )


def _text(text: str, where: str) -> str:
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not SHORTEST <= len(clean) <= LONGEST:
        what = message("case", "A text of {least} to {most} characters is needed.", least=SHORTEST, most=LONGEST)
        raise InputError("case-text", what, where=where)
    return clean
