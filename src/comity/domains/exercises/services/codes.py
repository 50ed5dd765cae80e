"""Confidential codes: given once, at random, and looked up only on record."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct.codes import clean_code, fresh_code
from comity.domains.exercises.conduct.life import clean_reason
from comity.domains.exercises.guests.telling import tell_answer
from comity.domains.exercises.models import CodeLookup, Enrolment, ParticipantCode
from comity.domains.exercises.services.holding import held_round, write_down
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Which laboratory a code stands for; knowing this is on record."""

    code: str
    laboratory: Party


@transaction.atomic
def look_up_code(
    actor: Actor, round_id: UUID, code: str = "", why: str = "", *, laboratory_id: UUID | None = None
) -> LookedUp:
    """Learn whose code this is, or with `laboratory_id` which code a laboratory has.

    The look-up, who made it and why are kept for ever, and the laboratory sees them.
    """
    round_ = held_round(actor, round_id, "look up code")
    reason = clean_reason(why, where="why")
    if bool(code.strip()) == (laboratory_id is not None):
        what = message("round", "Name either a code or a laboratory.")
        raise InputError("look-up-what", what, where="code")
    found = ParticipantCode.objects.filter(round=round_).select_related("laboratory")
    wanted = found.filter(code=clean_code(code)) if code.strip() else found.filter(laboratory_id=laboratory_id)
    key = wanted.first()
    if key is None:
        raise NotFoundError
    CodeLookup.objects.create(
        code=key, user_id=actor.user_id, acting_for_id=actor.party_id, role=actor.role, why=reason, at=now()
    )
    write_down(actor, "look up code", round_, {"code": key.code, "why": reason})
    _tell(actor, key)
    return LookedUp(key.code, key.laboratory)


def _tell(actor: Actor, key: ParticipantCode) -> None:
    """A laboratory of another node reads there who learned its code."""
    related = Enrolment.objects.select_related("laboratory", "round__scheme__organiser")
    enrolment = related.filter(round_id=key.round_id, laboratory_id=key.laboratory_id).first()
    if enrolment is not None:
        tell_answer(actor, enrolment)


def issue_code(enrolment: Enrolment) -> ParticipantCode:
    """The laboratory's code for this round; who comes back after leaving has the same one. No audit entry holds it.

    The caller keeps the places of the round, so no two codes are drawn at once.
    """
    there = ParticipantCode.objects.filter(round_id=enrolment.round_id, laboratory_id=enrolment.laboratory_id).first()
    if there is not None:
        return there
    taken = set(ParticipantCode.objects.filter(round_id=enrolment.round_id).values_list("code", flat=True))
    code = fresh_code(taken, secrets.choice)
    return ParticipantCode.objects.create(round_id=enrolment.round_id, laboratory_id=enrolment.laboratory_id, code=code)
