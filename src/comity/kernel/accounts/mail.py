"""Mail that this room sends."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from comity.kernel.accounts.models import Invitation


def invitation_address(secret: str) -> str:
    """The link of an invitation. Its host is the node's own, never one that a request names."""
    return f"{settings.ADDRESS}{reverse('accounts:open_invitation', args=[secret])}"


def send_invitation(invitation: Invitation, secret: str) -> None:
    """Send the link to whom it is for, in their language."""
    with translation.override(invitation.language or settings.LANGUAGE_CODE):
        words = {
            "invitation": invitation,
            "address": invitation_address(secret),
            "role": invitation.get_role_display(),
        }
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", words).split())
        body = render_to_string("accounts/mail/invitation.txt", words)
    send_mail(subject, body, None, [invitation.email])
