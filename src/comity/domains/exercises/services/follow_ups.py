"""What a laboratory found out about a result that it must look into."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.models import FollowUp
from comity.domains.exercises.queries.affairs import get_follow_up
from comity.domains.exercises.services.holding import check_version
from comity.domains.exercises.states import FollowUpState
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record

LONGEST = 4000  # characters


@transaction.atomic
def update_follow_up(
    actor: Actor, follow_up_id: UUID, *, state: str, cause: str = "", action: str = "", version: int | None = None
) -> FollowUp:
    """Say what the cause was and what is done. Explained needs a cause, closed needs an action too."""
    found = get_follow_up(actor, follow_up_id)
    actor.require("update follow-up", found.laboratory)
    kept = FollowUp.objects.select_for_update(of=("self",)).select_related("laboratory", "round").get(pk=found.pk)
    check_version(kept.version, version)
    kept.cause, kept.action = _text(cause, "cause"), _text(action, "action")
    kept.state = _state(state, kept)
    kept.changed_at, kept.changed_by_id = now(), actor.user_id
    kept.version += 1
    kept.save()
    detail = {"state": kept.state, "item": kept.item, "measurand": kept.measurand}
    record(actor, "update follow-up", party_id=kept.laboratory_id, object_ref=f"follow-up:{kept.pk}", detail=detail)
    return kept


def _state(state: str, kept: FollowUp) -> str:
    if state not in set(FollowUpState):
        what = message("follow-up", "There is no such state.")
        raise InputError("follow-up-state", what, where="state")
    if state != FollowUpState.OPEN and not kept.cause:
        what = message("follow-up", "Say what the cause was.")
        raise InputError("follow-up-cause", what, where="cause")
    if state == FollowUpState.CLOSED and not kept.action:
        what = message("follow-up", "Say what was done about it.")
        raise InputError("follow-up-action", what, where="action")
    return state


def _text(text: str, where: str) -> str:
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(clean) > LONGEST:
        what = message("follow-up", "At most {most} characters.", most=LONGEST)
        raise InputError("text-too-long", what, where=where)
    return clean
