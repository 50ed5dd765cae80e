"""Telling laboratories: a notice on their home page, and mail to those who manage them."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Notice, Round
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.domains.exercises.services.holding import write_down
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.services import record

log = logging.getLogger(__name__)
READERS = (Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER)


@transaction.atomic
def acknowledge_notice(actor: Actor, notice_id: UUID) -> Notice:
    """Somebody of the laboratory has read it; it no longer waits on the home page."""
    found = Notice.objects.select_related("laboratory", "round").filter(pk=notice_id).first()
    if found is None or found.laboratory_id not in own_laboratories(actor):
        raise NotFoundError
    actor.require("see own report", found.laboratory)
    if found.read_at is None:
        found.read_at, found.read_by_id = now(), actor.user_id
        found.save(update_fields=["read_at", "read_by"])
        record(actor, "acknowledge notice", party_id=found.laboratory_id, object_ref=f"notice:{found.pk}")
    return found


def mail_notices(actor: Actor, round_id: UUID) -> int:
    """Mail what has not been mailed yet; called in the background. How many notices.

    What a mail server refuses is tried again later by the task; the notice on the home page is there meanwhile.
    """
    waiting = list(
        Notice.objects.filter(round_id=round_id, mailed_at__isnull=True).select_related(
            "round__scheme__organiser", "laboratory"
        )
    )
    readers = _readers([notice.laboratory_id for notice in waiting])
    connection = get_connection()
    sent = [notice for notice in waiting if _mailed(notice, readers.get(notice.laboratory_id, ()), connection)]
    if sent:
        _write_down(actor, round_id, sent)
    return len(sent)


@transaction.atomic
def _write_down(actor: Actor, round_id: UUID, sent: Sequence[Notice]) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in sent]).update(mailed_at=now())
    round_ = Round.objects.select_related("scheme__organiser").get(pk=round_id)
    actor.require("run evaluation", round_.scheme.organiser)
    write_down(actor, "send notices", round_, {"notices": len(sent)})


def _readers(laboratories: Sequence[UUID]) -> Mapping[UUID, Sequence[Assignment]]:
    """Who manages each laboratory now, each person once."""
    found: dict[UUID, dict[UUID, Assignment]] = defaultdict(dict)
    active = Assignment.objects.active(now()).filter(party_id__in=laboratories, role__in=READERS)
    for assignment in active.select_related("user"):
        found[assignment.party_id].setdefault(assignment.user_id, assignment)
    return {laboratory: list(people.values()) for laboratory, people in found.items()}


def _mailed(notice: Notice, readers: Sequence[Assignment], connection: BaseEmailBackend) -> bool:
    try:
        for reader in readers:
            _mail(notice, reader, connection).send()
    except (OSError, SMTPException):
        log.exception("notice %s could not be mailed", notice.pk)
        return False
    return True


def _mail(notice: Notice, reader: Assignment, connection: BaseEmailBackend) -> EmailMessage:
    """It says that something is there, and where; never a result."""
    with translation.override(reader.user.language or settings.LANGUAGE_CODE):
        address = f"{settings.ADDRESS}{reverse('outcome:round', args=[notice.round_id])}"
        words = {"notice": notice, "round": notice.round, "address": address}
        subject = " ".join(render_to_string("exercises/mail/notice_subject.txt", words).split())
        body = render_to_string("exercises/mail/notice.txt", words)
    return EmailMessage(subject, body, None, [reader.user.email], connection=connection)
