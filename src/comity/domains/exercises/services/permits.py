"""Permits to import or export controlled substances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct.enrolling import check_permit, clean_menu
from comity.domains.exercises.guests.asking import send_enrolment
from comity.domains.exercises.models import Permit
from comity.domains.exercises.services.holding import held_enrolment, write_down_for
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.names import clean_name

DIRECTIONS = ("import", "export")


@dataclass(frozen=True, slots=True)
class PermitDetails:
    """What is known of a permit: `needed`, `applied` for, `granted` or `refused`."""

    direction: str
    state: str
    number: str = ""
    authority: str = ""
    substances: Sequence[str] = ()
    valid_until: date | None = None


@transaction.atomic
def record_permit(actor: Actor, enrolment_id: UUID, details: PermitDetails, *, permit_id: UUID | None = None) -> Permit:
    """Note a permit of a laboratory's part in a round, or with `permit_id` what is new about one."""
    enrolment = held_enrolment(actor, enrolment_id, "record permit")
    if details.direction not in DIRECTIONS:
        what = message("permit", "A permit is for import or for export.")
        raise InputError("permit-direction-unknown", what, where="direction")
    number = clean_name(details.number, longest=80, where="number", required=False)
    check_permit(details.state, number, details.valid_until)
    permit = Permit(enrolment=enrolment)
    if permit_id is not None:
        permit = _permit(enrolment.pk, permit_id)
    _refuse_twice(permit, details.direction, number)
    permit.direction, permit.state, permit.number = details.direction, details.state, number
    permit.authority = clean_name(details.authority, where="authority", required=False)
    permit.substances = clean_menu(details.substances, None)
    permit.valid_until, permit.recorded_at = details.valid_until, now()
    permit.save()
    write_down_for(
        actor, "record permit", enrolment, {"direction": permit.direction, "state": permit.state, "number": number}
    )
    send_enrolment(actor, enrolment)
    return permit


def _permit(enrolment_id: UUID, permit_id: UUID) -> Permit:
    permit = Permit.objects.filter(pk=permit_id, enrolment_id=enrolment_id).first()
    if permit is None:
        raise NotFoundError
    return permit


def _refuse_twice(permit: Permit, direction: str, number: str) -> None:
    same = Permit.objects.filter(enrolment=permit.enrolment, direction=direction, number=number).exclude(pk=permit.pk)
    if number and same.exists():
        raise ConflictError("permit-there-already", message("permit", "This permit is on file already."))
