"""Mail that this room sends. It leaves after the answer to the request, so that its duration tells nobody anything."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from comity.kernel.accounts.models import Invitation

log = logging.getLogger(__name__)
_carriers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")


def invitation_address(secret: str) -> str:
    """The link of an invitation. Its host is the node's own, never one that a request names."""
    return f"{settings.ADDRESS}{reverse('accounts:open_invitation', args=[secret])}"


def send_invitation(invitation: Invitation, secret: str) -> None:
    """Send the link to whom it is for, in their language."""
    with translation.override(invitation.language or settings.LANGUAGE_CODE):
        words = {"invitation": invitation, "address": invitation_address(secret)}
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", words).split())
        body = render_to_string("accounts/mail/invitation.txt", words)
    deliver(EmailMessage(subject, body, None, [invitation.email]))


def deliver(message: EmailMessage) -> None:
    """Hand over to the mail server, beside the request unless the settings say otherwise (tests)."""
    if settings.MAIL_BESIDE_REQUESTS:
        _carriers.submit(_send, message)
    else:
        _send(message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:  # whatever a mail server does, the request that asked for the mail has been answered
        log.exception("mail could not be delivered")
