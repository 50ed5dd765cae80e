"""Permits, complaints and their answers as they arrive from another node (`affairs` says how they travel)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from comity.base.clock import now
from comity.domains.exercises.conduct.enrolling import check_permit, clean_menu
from comity.domains.exercises.guests.affairs import MOST
from comity.domains.exercises.guests.public_plan import instant
from comity.domains.exercises.models import Case, Enrolment, Notice, Permit
from comity.domains.exercises.services.holding import write_down_for
from comity.domains.exercises.states import CaseState, EnrolmentState
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.names import clean_name


def take_affairs(actor: Actor, enrolment: Enrolment, content: Mapping[str, Any]) -> None:
    """Permits and complaints that a laboratory's node names, taken in at the organiser's."""
    for one in content.get("permits", ())[:MOST]:
        _take_permit(actor, enrolment, one)
    if enrolment.state == EnrolmentState.ENROLLED:
        _take_cases(actor, enrolment, content.get("cases", ())[:MOST])


def take_answers(actor: Actor, enrolment: Enrolment, content: Mapping[str, Any]) -> None:
    """The organiser's answers, taken in at the laboratory's node, whose people are told."""
    from comity.domains.exercises.tasks import send_notices

    said_of = {UUID(one["id"]): one for one in content.get("cases", ())}
    for case in Case.objects.filter(pk__in=said_of, round=enrolment.round_id, laboratory=enrolment.laboratory_id):
        if case.state != CaseState.OPEN:
            continue
        one = said_of[case.pk]
        case.answer, case.upheld, case.state = one["answer"], one["upheld"], CaseState.ANSWERED.value
        case.answered_at, case.version = instant(one["at"]), case.version + 1
        case.save()
        Notice.objects.create(round=case.round, laboratory_id=case.laboratory_id, kind="answered", at=now())
        send_notices.enqueue(str(case.round_id))
        write_down_for(actor, "take in answer to case", enrolment, {"case": str(case.pk), "upheld": case.upheld})


def _take_permit(actor: Actor, enrolment: Enrolment, one: Mapping[str, Any]) -> None:
    key, number = UUID(one["id"]), clean_name(one.get("number", ""), longest=80, required=False)
    until = date.fromisoformat(one["valid_until"]) if one.get("valid_until") else None
    check_permit(one["state"], number, until)
    held = Permit.objects.filter(pk=key).first()
    same = Permit.objects.filter(enrolment=enrolment, direction=one["direction"], number=number).exclude(pk=key)
    if (held is not None and held.enrolment_id != enrolment.pk) or (number and same.exists()):
        return  # another laboratory's, or on file here already
    wanted = {
        "direction": one["direction"],
        "state": one["state"],
        "number": number,
        "authority": clean_name(one.get("authority", ""), required=False),
        "substances": clean_menu(one.get("substances", ()), None),
        "valid_until": until,
    }
    if held is not None and all(getattr(held, name) == value for name, value in wanted.items()):
        return
    Permit.objects.update_or_create(pk=key, defaults=wanted | {"enrolment": enrolment, "recorded_at": now()})
    detail = {"direction": one["direction"], "state": one["state"], "number": number}
    write_down_for(actor, "take in permit", enrolment, detail)


def _take_cases(actor: Actor, enrolment: Enrolment, told: Iterable[Mapping[str, Any]]) -> None:
    for one in told:
        if Case.objects.filter(pk=UUID(one["id"])).exists():
            continue
        Case.objects.create(
            pk=UUID(one["id"]),
            round=enrolment.round,
            laboratory=enrolment.laboratory,
            kind=one["kind"],
            text=one["text"],
            filed_at=now(),
        )
        write_down_for(actor, "take in case", enrolment, {"case": one["id"], "kind": one["kind"]})
