"""Taking part, for both sides; permits, codes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.domains.exercises import queries, services
from comity.domains.exercises.api import schemas as out
from comity.domains.exercises.models import Enrolment, Permit
from comity.domains.exercises.queries import LaboratoryRound, Participant
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

router = Router(tags=["rounds"])
ROUND = "/rounds/{uuid:round_id}"
ENROLMENT = "/enrolments/{uuid:enrolment_id}"


@router.get(f"{ROUND}/enrolments", response=Page[out.EnrolmentListOut], operation_id="list_enrolments")
def enrolments(request: HttpRequest, round_id: UUID, query: Query[out.EnrolmentQuery]) -> KeysetPage[Enrolment]:
    """The laboratories of a round by name, for the coordinator."""
    rows = queries.enrolments(acting(request), round_id, state=query.state, text=query.q)
    asked = f"enrolments {round_id} {query.state} {query.q}"
    return keyset_page(rows, order=("laboratory__name",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.post(f"{ROUND}/invitations", response={201: list[out.EnrolmentOut]}, operation_id="invite_laboratories")
@idempotent
def invite(request: HttpRequest, round_id: UUID, data: out.LaboratoriesIn) -> Status[list[Enrolment]]:
    """Invite laboratories; the answer holds the new invitations."""
    return Status(201, services.invite_laboratories(acting(request), round_id, data.laboratories))


@router.get("/enrolments", response=Page[out.EnrolmentOut], operation_id="list_own_enrolments")
def own(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage[Enrolment]:
    """What one's own laboratories take part in or are invited to, newest first."""
    rows = queries.laboratory_rounds(acting(request))
    return keyset_page(rows, order=("-created_at",), limit=query.limit, cursor=query.cursor, asked="own enrolments")


@router.get("/announced", response=list[out.AnnouncedOut], operation_id="list_announced_rounds")
def announced(request: HttpRequest) -> list[dict[str, Any]]:
    """Rounds that any laboratory may ask to take part in."""
    names = ("id", "code", "title", "state", "time_zone", "deadline")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "scheme": one.scheme.title,
            "organiser": one.scheme.organiser.name,
        }
        for one in queries.announced_rounds(acting(request))[:200]
    ]


@router.post(f"{ROUND}/requests", response={201: out.EnrolmentOut}, operation_id="request_enrolment")
@idempotent
def ask(request: HttpRequest, round_id: UUID, data: out.RequestIn) -> Status[Enrolment]:
    """Ask for a place in an announced round."""
    made = services.request_enrolment(acting(request), round_id, data.laboratory, menu=data.menu, note=data.note)
    return Status(201, made)


@router.get(ENROLMENT, response=out.EnrolmentOut, operation_id="get_enrolment")
def enrolment(request: HttpRequest, response: HttpResponse, enrolment_id: UUID) -> Enrolment:
    """One enrolment, for the coordinator or the laboratory itself."""
    return _tagged(response, queries.get_enrolment(acting(request), enrolment_id))


@router.get(f"{ENROLMENT}/round", response=out.LaboratoryRoundOut, operation_id="get_laboratory_round")
def seen(request: HttpRequest, enrolment_id: UUID) -> dict[str, Any]:
    """The round as the laboratory sees it."""
    actor = acting(request)
    found = queries.get_enrolment(actor, enrolment_id)
    actor.require("see own enrolment", found.laboratory)
    return _seen(queries.get_laboratory_round(actor, found.round_id, laboratory_id=found.laboratory_id))


@router.post(f"{ENROLMENT}/answer", response=out.EnrolmentOut, operation_id="answer_invitation")
def answer(request: HttpRequest, enrolment_id: UUID, data: out.InvitationAnswerIn) -> Enrolment:
    """The laboratory accepts an invitation or declines it."""
    return services.answer_invitation(acting(request), enrolment_id, **data.dict())


@router.post(f"{ENROLMENT}/decision", response=out.EnrolmentOut, operation_id="decide_request")
def decide(request: HttpRequest, enrolment_id: UUID, data: out.RequestDecisionIn) -> Enrolment:
    """The organiser takes a laboratory in that has asked, or refuses it."""
    return services.decide_request(acting(request), enrolment_id, **data.dict())


@router.post(f"{ENROLMENT}/withdrawal", response=out.EnrolmentOut, operation_id="withdraw_enrolment")
def withdraw(request: HttpRequest, enrolment_id: UUID, data: out.EnrolmentReasonIn) -> Enrolment:
    """Leave the round, or take a laboratory out of it."""
    return services.withdraw_enrolment(acting(request), enrolment_id, reason=data.reason)


@router.put(f"{ENROLMENT}/menu", response=out.EnrolmentOut, operation_id="set_menu")
def menu(request: HttpRequest, response: HttpResponse, enrolment_id: UUID, data: out.MenuIn) -> Enrolment:
    """Say what the laboratory may lawfully receive; If-Match names the version that was read."""
    actor = acting(request)
    found = queries.get_enrolment(actor, enrolment_id)
    require_match(request, found.pk, found.version)
    changed = services.set_menu(actor, enrolment_id, data.substances, version=found.version)
    return _tagged(response, changed)


@router.get(f"{ENROLMENT}/permits", response=list[out.PermitOut], operation_id="list_permits")
def permits(request: HttpRequest, enrolment_id: UUID) -> list[Permit]:
    """The permits on file."""
    return list(queries.permits(acting(request), enrolment_id))


@router.post(f"{ENROLMENT}/permits", response={201: out.PermitOut}, operation_id="record_permit")
@idempotent
def record_permit(request: HttpRequest, enrolment_id: UUID, data: out.PermitIn) -> Status[Permit]:
    """Note a permit."""
    return Status(201, services.record_permit(acting(request), enrolment_id, services.PermitDetails(**data.dict())))


@router.put(f"{ENROLMENT}/permits/{{uuid:permit_id}}", response=out.PermitOut, operation_id="change_permit")
def change_permit(request: HttpRequest, enrolment_id: UUID, permit_id: UUID, data: out.PermitIn) -> Permit:
    """Note what is new about a permit."""
    details = services.PermitDetails(**data.dict())
    return services.record_permit(acting(request), enrolment_id, details, permit_id=permit_id)


@router.get(f"{ENROLMENT}/look-ups", response=list[out.LookUpOut], operation_id="list_code_look_ups")
def look_ups(request: HttpRequest, enrolment_id: UUID) -> list[dict[str, Any]]:
    """Everybody who learned which code one's own laboratory has."""
    actor = acting(request)
    found = queries.get_enrolment(actor, enrolment_id)
    return [
        {"at": one.at, "role": one.role, "acting_for": one.acting_for.name if one.acting_for else "", "why": one.why}
        for one in queries.code_lookups(actor, found.round_id, found.laboratory_id)[:1000]
    ]


@router.get(f"{ROUND}/participants", response=list[out.ParticipantOut], operation_id="list_participants")
def participants(request: HttpRequest, round_id: UUID) -> list[Participant]:
    """The codes of a round, for those who work with codes."""
    return queries.participants(acting(request), round_id)


def _tagged(response: HttpResponse, found: Enrolment) -> Enrolment:
    set_etag(response, found.pk, found.version)
    return found


def _seen(found: LaboratoryRound) -> dict[str, Any]:
    names = out.LaboratoryRoundOut.model_fields.keys() - {"items", "asked"}
    return {
        **{name: getattr(found, name) for name in names},
        "items": [asdict(item) for item in found.plan.items],
        "asked": [list(pair) for pair in found.plan.asked],
    }
