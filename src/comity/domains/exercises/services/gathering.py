"""What is on record of a round, as the evaluation takes it. Codes only; the services that call it ask the policy."""

from __future__ import annotations

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.conduct.inputs import Decided, Inputs, Sent, gather
from comity.domains.exercises.models import Enrolment, GateDecision, Round, Submission
from comity.domains.exercises.queries.organising import plan_of
from comity.domains.exercises.states import EnrolmentState


def inputs_of(round_: Round) -> Inputs:
    """The frozen plan, the nominated submissions of those who take part, and the decisions so far."""
    plan = plan_of(round_)
    if plan is None:
        raise ConflictError("plan-missing", message("round", "The round has no plan."))
    return gather(plan, round_.deadline, round_.grace_hours, _sent(round_), decisions_of(round_))


def decisions_of(round_: Round) -> list[Decided]:
    """Every decision at the gates, in the order in which they were taken."""
    rows = GateDecision.objects.filter(round=round_).order_by("id")
    return [Decided(*row) for row in rows.values_list("item", "measurand", "code__code", "action", "reason")]


def _sent(round_: Round) -> list[Sent]:
    """One submission of each code: the nominated one, or the latest where none is."""
    taking_part = Enrolment.objects.filter(round=round_, state=EnrolmentState.ENROLLED).values("laboratory_id")
    rows = Submission.objects.filter(code__round=round_, code__laboratory_id__in=taking_part)
    chosen: dict[str, Sent] = {}
    ordered = rows.order_by("code_id", "nominated", "version")  # the last one of each code is the one that counts
    for code, submitted_at, cells in ordered.values_list("code__code", "submitted_at", "rows"):
        chosen[code] = Sent(code, submitted_at, cells)
    return list(chosen.values())
