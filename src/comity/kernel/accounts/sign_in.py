"""How allauth signs people in here: by invitation only, every event on record, no difference for unknown addresses.

Where allauth would answer faster for an address that has no account (it sends no mail then), we do the same work and
throw the mail away. Mail leaves after the answer, so that a slow mail server tells nothing either.
"""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from comity.kernel.accounts import mail
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import origin_of
from comity.kernel.accounts.models import User
from comity.kernel.audit.services import record

UNKNOWN_ACCOUNT = "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is closed; accounts come from invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """No."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, with a fresh session key, and write it down."""
        super().login(request, user)
        note(request, user, "sign in")

    def logout(self, request: HttpRequest) -> None:
        """Sign out and write it down."""
        if isinstance(request.user, User):
            note(request, request.user, "sign out")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down a failed attempt: whose account, never what was typed."""
        typed = str(credentials.get("email", "")).strip().lower()
        note(request, User.objects.filter(email=typed).first(), "sign-in failed")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Every change of password, second factor or passkey comes past here: on record, then told to its owner."""
        note(self.request or allauth_context.request, user, template_prefix.rpartition("/")[2].replace("_", " "))
        super().send_notification_mail(template_prefix, user, context, email)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """A link to an account that is open; a closed one gets none."""
        note(self.request or allauth_context.request, user, "password reset asked for")
        if user.is_active:
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, deliver after the answer; mail to addresses without an account is thrown away."""
        words = {"request": allauth_context.request, "email": email, "site_address": settings.ADDRESS, **context}
        message = self.render_mail(template_prefix, email, words)
        if template_prefix == UNKNOWN_ACCOUNT:
            note(allauth_context.request, None, "password reset asked for")
            return
        mail.deliver(message)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors and passkeys; their secrets are encrypted with the node's key."""

    def encrypt(self, text: str) -> str:
        """What is stored of a secret."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What a passkey is filed under on the person's device."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.person.name}


def note(request: HttpRequest, user: User | None, verb: str) -> None:
    """Write down what happened to an account."""
    actor = Actor(
        user_id=user.pk if user else None, person_id=user.person_id if user else None, origin=origin_of(request)
    )
    with transaction.atomic():
        ref = f"user:{user.pk}" if user else ""
        record(actor, verb, party_id=actor.person_id, object_ref=ref)


def _box() -> Fernet:
    """The key for second factors, derived from the node's key for this purpose only (RFC 5869)."""
    key = HKDF(SHA256(), length=32, salt=None, info=b"comity: second factors").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
