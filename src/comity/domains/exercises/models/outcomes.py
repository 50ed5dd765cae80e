"""What comes of a round after its close: findings of the gates, scores in the database, notices to laboratories.

`Screening` and `Score` know codes and no laboratory; `Notice` knows a laboratory and no code.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.codes import ParticipantCode
from comity.domains.exercises.models.evaluations import RUN_STATES, EvaluationRun
from comity.domains.exercises.models.fields import AppendOnly, one_of
from comity.domains.exercises.models.rounds import Round
from comity.domains.exercises.states import RunState
from comity.kernel.accounts.models import User
from comity.kernel.parties.models import Party

NOTICE_KINDS = {
    "released": pgettext_lazy("kind of notice", "report released"),
    "amended": pgettext_lazy("kind of notice", "report amended"),
    "answered": pgettext_lazy("kind of notice", "case answered"),
}
PERFORMANCES = {
    "satisfactory": pgettext_lazy("performance", "satisfactory"),
    "questionable": pgettext_lazy("performance", "questionable"),
    "unsatisfactory": pgettext_lazy("performance", "unsatisfactory"),
    "not_scored": pgettext_lazy("performance", "not scored"),
}


class Screening(models.Model):
    """The gates, run before anything is averaged: what stands out, and what leaving it out would change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="screenings")
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in RUN_STATES.items()], default=RunState.QUEUED.value
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    step = models.CharField(max_length=200, blank=True)
    error = models.JSONField(null=True, blank=True)  # ComityError.to_data()
    inputs_digest = models.CharField(max_length=64, blank=True)
    results = models.PositiveIntegerField(default=0)  # rows that were looked at
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ("round", "-requested_at", "id")
        constraints = (
            one_of(RunState, "screening_state_known"),
            models.UniqueConstraint(
                fields=("round",),
                condition=Q(state__in=(RunState.QUEUED.value, RunState.RUNNING.value)),
                name="screening_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="screening_progress_percent"),
        )

    def __str__(self) -> str:
        return f"{self.round} {self.requested_at:%Y-%m-%d %H:%M}"


class Score(AppendOnly):
    """One score of an evaluation, as its document has it, so that rounds can be looked at together."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(EvaluationRun, on_delete=models.PROTECT, related_name="scores")
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, related_name="scores")
    item = models.CharField(max_length=32)
    measurand = models.CharField(max_length=32)
    title = models.CharField(max_length=200, blank=True)
    substance = models.CharField(max_length=200, blank=True)
    matrix = models.CharField(max_length=200, blank=True)
    technique = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=200, blank=True)  # as typed
    name = models.CharField(max_length=20, blank=True)  # z, z_prime, …; empty for what is not a number
    value = models.FloatField(null=True, blank=True)
    performance = models.CharField(max_length=20, choices=list(PERFORMANCES.items()))

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("code", "run"), name="score_of_code"),)
        constraints = (
            models.UniqueConstraint(fields=("run", "code", "item", "measurand"), name="score_once"),
            models.CheckConstraint(condition=Q(performance__in=tuple(PERFORMANCES)), name="score_performance_known"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.measurand} {self.performance}"


class Notice(models.Model):
    """A laboratory is told of something, on its home page and by mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=list(NOTICE_KINDS.items()))
    version = models.PositiveIntegerField(default=1)  # of the evaluation
    text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("laboratory", "read_at"), name="notice_unread"),)
        constraints = (models.CheckConstraint(condition=Q(kind__in=tuple(NOTICE_KINDS)), name="notice_kind_known"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.round}"
