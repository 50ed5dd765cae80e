"""Permits and complaints of a laboratory at another node: they travel with its enrolment, and answers with ours.

Each list is said whole in every version, as everything in these records is: order, repetition and the loss of an older
version change nothing. A permit and a complaint keep the identifier that they have at the laboratory's node. Nobody
takes one back by leaving it out, and what the organiser has answered stays as it was filed.
"""

from __future__ import annotations

from typing import Any

from comity.domains.exercises.guests.public_plan import said
from comity.domains.exercises.models import Case, Enrolment
from comity.domains.exercises.states import CaseState

MOST = 100  # permits, and complaints, that one laboratory says of one round


def affairs_of(enrolment: Enrolment) -> dict[str, Any]:
    """What the laboratory's node says of permits and complaints; nothing where there are none."""
    permits = [
        {
            "id": str(one.pk),
            "direction": one.direction,
            "state": one.state,
            "number": one.number,
            "authority": one.authority,
            "substances": list(one.substances),
            "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        }
        for one in enrolment.permits.all()[:MOST]
    ]
    cases = [
        {"id": str(one.pk), "kind": one.kind, "text": one.text, "at": said(one.filed_at)} for one in _cases(enrolment)
    ]
    return ({"permits": permits} if permits else {}) | ({"cases": cases} if cases else {})


def answers_to(enrolment: Enrolment) -> dict[str, Any]:
    """What the organiser's node says of the laboratory's complaints; nothing where none was answered."""
    answered = [
        {"id": str(one.pk), "answer": one.answer, "upheld": bool(one.upheld), "at": said(one.answered_at)}
        for one in _cases(enrolment)
        if one.state == CaseState.ANSWERED
    ]
    return {"cases": answered} if answered else {}


def _cases(enrolment: Enrolment) -> list[Case]:
    found = Case.objects.filter(round=enrolment.round_id, laboratory=enrolment.laboratory_id)
    return list(found.order_by("filed_at", "id")[:MOST])
