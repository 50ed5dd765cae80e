"""Schemes and their rounds. The plan of a round is the one of `comity.domains.exercises.plan`, as plain data."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.fields import AppendOnly, one_of
from comity.domains.exercises.states import RoundState
from comity.kernel.accounts.models import User
from comity.kernel.parties.models import Party

ROUND_STATES = {
    RoundState.DRAFT: pgettext_lazy("state of a round", "in preparation"),
    RoundState.OPEN: pgettext_lazy("state of a round", "open"),
    RoundState.CLOSED: pgettext_lazy("state of a round", "closed"),
    RoundState.EVALUATED: pgettext_lazy("state of a round", "evaluated"),
    RoundState.RELEASED: pgettext_lazy("state of a round", "released"),
    RoundState.AMENDED: pgettext_lazy("state of a round", "amended"),
}


class Scheme(models.Model):
    """A series of rounds by one organiser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organiser = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="schemes")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=4000, blank=True)
    discipline = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("title", "id")
        constraints = (models.UniqueConstraint(fields=("organiser", "title"), name="scheme_title_once"),)

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One round, from its draft to its release. `version` grows with every change: whoever saves says what they saw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=32)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in ROUND_STATES.items()], default=RoundState.DRAFT.value
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    deadline = models.DateTimeField(null=True, blank=True)
    grace_hours = models.FloatField(default=0.0)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    open_to_requests = models.BooleanField(default=False)
    instructions = models.TextField(max_length=20_000, blank=True)
    plan = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    plan_frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=1000, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (models.Index(fields=("state", "deadline"), name="round_state_deadline"),)
        constraints = (
            one_of(RoundState, "round_state_known"),
            models.UniqueConstraint(fields=("scheme", "code"), name="round_code_once"),
            models.CheckConstraint(condition=Q(grace_hours__gte=0, grace_hours__lte=720), name="round_grace_bounded"),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="round_capacity_some"),
            models.CheckConstraint(
                condition=Q(plan_frozen_at__isnull=True, plan_digest="")
                | (Q(plan_frozen_at__isnull=False) & ~Q(plan_digest="")),
                name="round_frozen_with_digest",
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT.value) | Q(plan_frozen_at__isnull=False, deadline__isnull=False),
                name="round_open_only_frozen",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class PlanDeviation(AppendOnly):
    """A change of the plan after it was frozen: what, from which digest to which, and why. Reports show it."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deviations")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, default="change")  # change | measurement | deadline
    reason = models.CharField(max_length=1000)
    digest_before = models.CharField(max_length=64)
    digest_after = models.CharField(max_length=64)
    changes = models.JSONField(default=list)  # [{"key": …, "before": …, "after": …}]

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="deviation_has_reason"),
            models.CheckConstraint(condition=Q(kind__in=("change", "measurement", "deadline")), name="deviation_kind"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"
