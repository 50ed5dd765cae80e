"""What a release or an amendment brings about, in its transaction: things to look into, and who is told.

A correction tells those whom it concerns: the laboratories for which a score or a judgement changed. What they were to
look into follows: what is no longer questionable is closed, with the reason, what is new is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.conduct.outcomes import Outcome, Pair, concerned, to_look_into
from comity.domains.exercises.models import EvaluationRun, FollowUp, GateDecision, Notice, ParticipantCode, Round, Score
from comity.domains.exercises.states import FollowUpState

FIELDS = ("item", "measurand", "title", "substance", "matrix", "technique", "result", "name", "value", "performance")


def take_effect(round_: Round, run: EvaluationRun, *, reason: str = "") -> None:
    """Called by the step that releases `run`; `reason` is that of an amendment."""
    _refuse_outdated(round_, run)
    before = EvaluationRun.objects.filter(round=round_, released_at__isnull=False).exclude(pk=run.pk)
    previous = before.order_by("-version").first()
    found = kept_outcomes(run)
    laboratories = dict(ParticipantCode.objects.filter(round=round_).values_list("code", "laboratory_id"))
    told = {one.code for one in found} if previous is None else concerned(kept_outcomes(previous), found)
    follow_up_on(round_, laboratories, found, reason)
    tell_laboratories(round_, run, sorted(laboratories[code] for code in told), reason)


def kept_outcomes(run: EvaluationRun) -> list[Outcome]:
    """The scores of an evaluation as the database keeps them."""
    rows = Score.objects.filter(run=run).order_by("id").values_list("code__code", *FIELDS)
    return [Outcome(*row) for row in rows]


def _refuse_outdated(round_: Round, run: EvaluationRun) -> None:
    if GateDecision.objects.filter(round=round_, at__gt=run.requested_at).exists():
        raise ConflictError(
            "decided-since",
            message("round", "A decision at the gates was taken after this evaluation."),
            remedy=message("round", "Evaluate once more, so that the reports agree with the decisions."),
        )


def follow_up_on(round_: Round, laboratories: Mapping[str, UUID], found: Iterable[Outcome], reason: str) -> None:
    """What these laboratories, by code, must look into from now on."""
    wanted = _wanted(laboratories, found)
    at = now()
    rows = FollowUp.objects.filter(round=round_, laboratory_id__in=laboratories.values())
    known = {(one.laboratory_id, (one.item, one.measurand)): one for one in rows}
    for key, follow_up in known.items():
        if key in wanted:
            _renew(follow_up, wanted[key])
        elif follow_up.state != FollowUpState.CLOSED:
            follow_up.state, follow_up.performance = FollowUpState.CLOSED.value, "satisfactory"
            follow_up.action = follow_up.action or reason
        follow_up.version += 1
        follow_up.changed_at = at
        follow_up.save()
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                round=round_,
                laboratory_id=laboratory,
                item=one.item,
                measurand=one.measurand,
                score_name=one.name,
                score=one.value,
                performance=one.performance,
                created_at=at,
                changed_at=at,
            )
            for (laboratory, _), one in wanted.items()
            if (laboratory, one.pair) not in known
        ],
        batch_size=500,
    )


def _wanted(laboratories: Mapping[str, UUID], found: Iterable[Outcome]) -> dict[tuple[UUID, Pair], Outcome]:
    by_code: dict[str, list[Outcome]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    return {
        (laboratories[code], pair): one for code, some in by_code.items() for pair, one in to_look_into(some).items()
    }


def _renew(follow_up: FollowUp, one: Outcome) -> None:
    changed = (follow_up.score, follow_up.performance) != (one.value, one.performance)
    follow_up.score_name, follow_up.score, follow_up.performance = one.name, one.value, one.performance
    if changed:
        follow_up.state = FollowUpState.OPEN.value


def tell_laboratories(round_: Round, run: EvaluationRun, laboratories: Iterable[UUID], reason: str) -> None:
    """A notice for each, on its home page and by mail."""
    from comity.domains.exercises.tasks import send_notices

    kind = "amended" if reason else "released"
    Notice.objects.bulk_create(
        [
            Notice(round=round_, laboratory_id=laboratory, kind=kind, version=run.version, text=reason, at=now())
            for laboratory in laboratories
        ],
        batch_size=500,
    )
    send_notices.enqueue(str(round_.pk))
