"""What follows a round: complaints and appeals, what a laboratory must look into, statements of participation."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.fields import one_of
from comity.domains.exercises.models.rounds import Round
from comity.domains.exercises.states import CaseState, FollowUpState
from comity.kernel.accounts.models import User
from comity.kernel.parties.models import Party

CASE_KINDS = {
    "complaint": pgettext_lazy("kind of case", "complaint"),
    "appeal": pgettext_lazy("kind of case", "appeal"),
}
CASE_STATES = {
    CaseState.OPEN: pgettext_lazy("state of a case", "open"),
    CaseState.ANSWERED: pgettext_lazy("state of a case", "answered"),
}
FOLLOW_UP_STATES = {
    FollowUpState.OPEN: pgettext_lazy("state of a follow-up", "open"),
    FollowUpState.EXPLAINED: pgettext_lazy("state of a follow-up", "explained"),
    FollowUpState.CLOSED: pgettext_lazy("state of a follow-up", "closed"),
}


class Case(models.Model):
    """A laboratory complains about a round, or appeals against how it was judged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=20, choices=list(CASE_KINDS.items()))
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in CASE_STATES.items()], default=CaseState.OPEN.value
    )
    text = models.TextField(max_length=8000)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()
    answer = models.TextField(max_length=8000, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-filed_at", "id")
        constraints = (
            one_of(CaseState, "case_state_known"),
            models.CheckConstraint(condition=Q(kind__in=tuple(CASE_KINDS)), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN.value) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="case_answered_with_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.round}"


class FollowUp(models.Model):
    """A result that a laboratory must look into; nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="follow_ups")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="follow_ups")
    item = models.CharField(max_length=32)
    measurand = models.CharField(max_length=32)
    score_name = models.CharField(max_length=20, blank=True)
    score = models.FloatField(null=True, blank=True)
    performance = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in FOLLOW_UP_STATES.items()], default=FollowUpState.OPEN.value
    )
    cause = models.TextField(max_length=4000, blank=True)
    action = models.TextField(max_length=4000, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-created_at", "item", "measurand")
        constraints = (
            one_of(FollowUpState, "follow_up_state_known"),
            models.UniqueConstraint(fields=("round", "laboratory", "item", "measurand"), name="follow_up_once"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.measurand}"


class Statement(models.Model):
    """A statement that a laboratory took part; its number can be checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statements")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    number = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=10, default="en")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-issued_at", "id")
        constraints = (models.UniqueConstraint(fields=("round", "laboratory", "language"), name="statement_once"),)

    def __str__(self) -> str:
        return self.number
