"""Accounts, the roles people hold for parties, invitations and tokens. Secrets are stored as digests only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.roles import Role
from comity.kernel.parties.models import Party

ROLE_NAMES = {
    Role.ADMINISTRATOR: pgettext_lazy("role", "administrator"),
    Role.COORDINATOR: pgettext_lazy("role", "coordinator"),
    Role.STATISTICIAN: pgettext_lazy("role", "statistician"),
    Role.LABORATORY_MANAGER: pgettext_lazy("role", "laboratory manager"),
    Role.ANALYST: pgettext_lazy("role", "analyst"),
    Role.QUALITY_MANAGER: pgettext_lazy("role", "quality manager"),
    Role.OBSERVER: pgettext_lazy("role", "observer"),
}
ROLE_CHOICES = [(role.value, name) for role, name in ROLE_NAMES.items()]


class Users(BaseUserManager["User"]):
    """Finds accounts by their address, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person's account. What they may do follows from their assignments, never from the account itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    person = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="account")
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.email

    def has_perm(self, *_args: Any) -> bool:
        """No: the policy table decides."""
        return False

    def has_module_perms(self, *_args: Any) -> bool:
        """No: the policy table decides."""
        return False


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, narrowed down."""

    def active(self, at: datetime) -> AssignmentQuerySet:
        """Those with which somebody can act at that moment."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=at),
            Q(party__ended_on__isnull=True) | Q(party__ended_on__gt=at.date()),
            since__lte=at,
            user__is_active=True,
        )


class Assignment(models.Model):
    """A person acts for a party in a role, from a moment on and until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("user", "party", "role"), condition=Q(until__isnull=True), name="assignment_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.party}"


class Invitation(models.Model):
    """Somebody is asked, by mail, to act for a party in a role. The link works once and for a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    language = models.CharField(max_length=10, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} → {self.party}"


class ApiToken(models.Model):
    """A program acts with one assignment of its owner, within scopes and until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=20)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
