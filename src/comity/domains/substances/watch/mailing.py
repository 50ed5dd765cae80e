"""Mail to subscribers: that there is an alert, and where; never what stands in it.

Each mail is a task of its own, queued in the transaction of what it tells. Whether its reader may still see the alert
is asked again when it is sent.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.mailing import next_try
from comity.domains.substances.models import Alert, AlertState, Subscription
from comity.domains.substances.watch.queries import about_of, get_alert
from comity.domains.substances.watch.rules import concerns
from comity.kernel.accounts.authentication import actor_for
from comity.kernel.accounts.models import Assignment

log = logging.getLogger(__name__)

__all__ = ["next_try", "queue_mails", "send_mail", "subscribers"]


def queue_mails(alert: Alert) -> None:
    """One task for each person who has asked to be told by mail."""
    from comity.domains.substances.watch.tasks import mail_subscriber

    for party, user in subscribers(alert):
        mail_subscriber.enqueue(str(alert.pk), alert.state, str(party), str(user))


def subscribers(alert: Alert) -> list[tuple[UUID, UUID]]:
    """Parties and people whose subscriptions ask for this alert; whether they may see it is asked at sending."""
    about = about_of(alert)
    rows = Subscription.objects.filter(by_mail=True).values_list("party_id", "user_id", "topic", "value")
    found = {(party, user) for party, user, topic, value in rows if concerns(topic, value, about)}
    return sorted(found, key=str)


def send_mail(key: UUID, state: str, party: UUID, user: UUID) -> bool:
    """Write and send one mail; whether nothing is left to do about it."""
    reader = Assignment.objects.active(now()).filter(party=party, user=user).select_related("user", "party").first()
    if reader is None:
        return True
    try:
        alert = get_alert(actor_for(reader, via="page"), key)
    except NotFoundError:
        return True
    if alert.state != state:  # published and retracted in the meantime: only the last is told
        return True
    try:
        _written(alert, reader).send()
    except (OSError, SMTPException):
        log.exception("a mail about alert %s could not be delivered", alert.pk)
        return False
    return True


def _written(alert: Alert, reader: Assignment) -> EmailMessage:
    with translation.override(reader.user.language or settings.LANGUAGE_CODE):
        words = {
            "alert": alert,
            "retracted": alert.state == AlertState.RETRACTED,
            "address": f"{settings.ADDRESS}{reverse('watch:alert', args=[alert.pk])}",
            "settings": f"{settings.ADDRESS}{reverse('watch:subscriptions')}",
        }
        subject = " ".join(render_to_string("substances/watch/mail_subject.txt", words).split())
        body = render_to_string("substances/watch/mail.txt", words)
    return EmailMessage(subject, body, None, [reader.user.email])
