"""Mail about a round to the people of a laboratory: an invitation, a deadline that moved.

Each mail is a task of its own, queued in the transaction of what it tells: nothing is lost when the mail server is
away or the node is stopped, and nobody gets it twice because it could not be delivered to another. It is written at the
moment it is sent: an invitation that was answered meanwhile is not sent. It says that something is there, and where.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from comity.base.clock import now
from comity.domains.exercises.models import Enrolment
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role

log = logging.getLogger(__name__)

RECIPIENTS: Final[Mapping[str, tuple[Role, ...]]] = {
    "invited": (Role.LABORATORY_MANAGER,),
    "deadline": (Role.LABORATORY_MANAGER, Role.ANALYST),
}
STILL_SO: Final[Mapping[str, EnrolmentState]] = {
    "invited": EnrolmentState.INVITED,
    "deadline": EnrolmentState.ENROLLED,
}
TRIED_AGAIN_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""Three days and a half in all; what has not been delivered then stands in the log and on the pages."""


def queue_mails(kind: str, enrolments: list[Enrolment]) -> None:
    """One task for each person of these laboratories whom it concerns; in the transaction of what it tells."""
    from comity.domains.exercises.tasks import mail_person

    places = {enrolment.laboratory_id: enrolment for enrolment in enrolments}
    active = Assignment.objects.active(now()).filter(party_id__in=places, role__in=RECIPIENTS[kind])
    for laboratory, person in sorted(set(active.values_list("party_id", "user_id")), key=str):
        mail_person.enqueue(kind, str(places[laboratory].pk), str(person))


def send_mail(kind: str, enrolment_id: UUID, user_id: UUID) -> bool:
    """Write and send one mail; whether nothing is left to do about it."""
    found = Enrolment.objects.select_related("laboratory", "round__scheme__organiser").filter(pk=enrolment_id).first()
    if found is None or found.state != STILL_SO[kind] or found.round.state not in (RoundState.DRAFT, RoundState.OPEN):
        return True
    active = Assignment.objects.active(now()).filter(user=user_id, party=found.laboratory, role__in=RECIPIENTS[kind])
    reader = active.select_related("user").first()
    if reader is None:
        return True
    try:
        _written(kind, found, reader).send()
    except (OSError, SMTPException):
        log.exception("a mail (%s) about enrolment %s could not be delivered", kind, found.pk)
        return False
    return True


def next_try(attempt: int) -> timedelta | None:
    """How long to wait after so many attempts; None: no more."""
    return TRIED_AGAIN_AFTER[attempt] if attempt < len(TRIED_AGAIN_AFTER) else None


def _written(kind: str, enrolment: Enrolment, reader: Assignment) -> EmailMessage:
    round_ = enrolment.round
    local = round_.deadline.astimezone(ZoneInfo(round_.time_zone)) if round_.deadline else None
    with translation.override(reader.user.language or settings.LANGUAGE_CODE):
        address = f"{settings.ADDRESS}{reverse('exercises:round', args=[round_.pk])}"
        words: dict[str, Any] = {"round": round_, "laboratory": enrolment.laboratory, "address": address}
        words |= {"deadline": local, "time_zone": round_.time_zone}
        subject = " ".join(render_to_string(f"exercises/mail/{kind}_subject.txt", words).split())
        body = render_to_string(f"exercises/mail/{kind}.txt", words)
    return EmailMessage(subject, body, None, [reader.user.email])
