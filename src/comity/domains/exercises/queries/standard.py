"""The records of a round, counted for the list of ISO/IEC 17043. Numbers only: the list is shown to assessors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from comity.domains.exercises.conduct import life
from comity.domains.exercises.conduct.deciding import findings_from, open_findings
from comity.domains.exercises.conduct.standard import Answer, Records, checklist
from comity.domains.exercises.models import (
    Case,
    CodeLookup,
    Enrolment,
    EvaluationRun,
    GateDecision,
    Notice,
    Parcel,
    ParticipantCode,
    Permit,
    ReportFile,
    Round,
    Screening,
    Statement,
    Submission,
)
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.outcome import released_run
from comity.domains.exercises.states import CaseState, EnrolmentState, ParcelState, RunState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.queries import entries_about


def standard_checklist(actor: Actor, round_id: UUID) -> list[Answer]:
    """The list for one round of the actor's organisation."""
    round_ = get_organised_round(actor, round_id)
    return checklist(
        Records(
            **_of_plan(round_),
            **_of_participants(round_),
            **_of_results(round_),
            **_of_reports(round_),
            **_of_affairs(round_),
        )
    )


def _of_plan(round_: Round) -> dict[str, Any]:
    planned = round_.plan.get("evaluations", [])
    frozen, opened = round_.plan_frozen_at, round_.opened_at
    return {
        "plan_frozen": frozen is not None,
        "frozen_before_opening": frozen is not None and (opened is None or frozen <= opened),
        "deviations": round_.deviations.count(),
        "evaluations": len(planned),
        "homogeneity": sum(bool(one.get("homogeneity")) for one in planned),
        "stability": sum(bool(one.get("stability")) for one in planned),
        "instructions": bool(round_.instructions.strip()),
    }


def _of_participants(round_: Round) -> dict[str, Any]:
    enrolled = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED)
    states = list(Parcel.objects.filter(enrolment__round=round_).values_list("state", flat=True))
    return {
        "enrolled": enrolled.count(),
        "coded": ParticipantCode.objects.filter(
            round=round_, laboratory_id__in=enrolled.values("laboratory_id")
        ).count(),
        "lookups": CodeLookup.objects.filter(code__round=round_).count(),
        "parcels": len(states),
        "delivered": states.count(ParcelState.DELIVERED),
        "damaged": states.count(ParcelState.DAMAGED),
        "replaced": states.count(ParcelState.REPLACED),
        "permits": Permit.objects.filter(enrolment__round=round_).count(),
    }


def _of_results(round_: Round) -> dict[str, Any]:
    if round_.state not in life.SHOWING_RESULTS:
        return {}  # who has reported what is nobody's business before the close
    sent = Submission.objects.filter(code__round=round_)
    screening = Screening.objects.filter(round=round_, state=RunState.DONE).order_by("-requested_at", "-id").first()
    found = [one for one in findings_from(screening.findings) if one.asks] if screening else []
    decided = set(GateDecision.objects.filter(round=round_).values_list("item", "measurand", "code__code"))
    left = len(open_findings(found, decided))
    return {
        "closed": True,
        "submissions": sent.count(),
        "receipts": sent.filter(~Q(receipt_digest="")).count(),
        "late": sent.filter(late=True).count(),
        "screened": screening is not None,
        "findings": len(found),
        "decided": len(found) - left,
        "undecided": left,
    }


def _of_reports(round_: Round) -> dict[str, Any]:
    released = EvaluationRun.objects.filter(round=round_, released_at__isnull=False)
    amendments = list(released.order_by("version").values_list("reason", flat=True))[1:]
    holding = released_run(round_.pk)
    reports = ReportFile.objects.filter(run=holding) if holding else ReportFile.objects.none()
    return {
        "document": EvaluationRun.objects.filter(round=round_, state=RunState.DONE).exists(),
        "released": holding is not None,
        "individual_reports": reports.filter(audience="laboratory").values("code_id").distinct().count(),
        "summary": reports.filter(audience="participants").exists(),
        "amendments": len(amendments),
        "amendments_with_reason": sum(bool(reason) for reason in amendments),
        "told": Notice.objects.filter(round=round_, kind="amended").count(),
        "statements": Statement.objects.filter(round=round_).count(),
    }


def _of_affairs(round_: Round) -> dict[str, Any]:
    cases = list(Case.objects.filter(round=round_).values_list("kind", "state"))
    trail = entries_about(round_.scheme.organiser_id).filter(object_ref=f"round:{round_.pk}")
    return {
        "complaints": sum(kind == "complaint" for kind, _ in cases),
        "complaints_open": cases.count(("complaint", CaseState.OPEN)),
        "appeals": sum(kind == "appeal" for kind, _ in cases),
        "appeals_open": cases.count(("appeal", CaseState.OPEN)),
        "audit_entries": trail.count(),
    }
