"""Decisions at the gates, evaluations in the background and the files they make. Knows codes and no laboratory."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.codes import ParticipantCode
from comity.domains.exercises.models.fields import AppendOnly, one_of
from comity.domains.exercises.models.rounds import Round
from comity.domains.exercises.states import RunState
from comity.kernel.accounts.models import User

RUN_STATES = {
    RunState.QUEUED: pgettext_lazy("state of an evaluation", "waiting"),
    RunState.RUNNING: pgettext_lazy("state of an evaluation", "running"),
    RunState.DONE: pgettext_lazy("state of an evaluation", "done"),
    RunState.FAILED: pgettext_lazy("state of an evaluation", "failed"),
}
AUDIENCES = ("laboratory", "participants", "coordinator")


class GateDecision(AppendOnly):
    """Whether a suspect result enters the consensus. Of several for the same result, the last one holds."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="gate_decisions")
    item = models.CharField(max_length=32)
    measurand = models.CharField(max_length=32)
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, related_name="gate_decisions")
    gate = models.CharField(max_length=40)
    action = models.CharField(max_length=10)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("round", "item", "measurand"), name="gate_decision_place"),)
        constraints = (
            models.CheckConstraint(condition=Q(action__in=("keep", "exclude")), name="gate_decision_action_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="gate_decision_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.measurand} {self.action}"


class EvaluationRun(models.Model):
    """One evaluation of a round. A correction is a further run with a reason; none replaces another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    version = models.PositiveIntegerField()
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in RUN_STATES.items()], default=RunState.QUEUED.value
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    step = models.CharField(max_length=200, blank=True)
    error = models.JSONField(null=True, blank=True)  # ComityError.to_data()
    reason = models.CharField(max_length=1000, blank=True)
    document_digest = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("round", "-version")
        constraints = (
            one_of(RunState, "run_state_known"),
            models.UniqueConstraint(fields=("round", "version"), name="run_version_once"),
            models.UniqueConstraint(
                fields=("round",),
                condition=Q(state__in=(RunState.QUEUED.value, RunState.RUNNING.value)),
                name="run_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="run_progress_percent"),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE.value) | ~Q(document_digest=""), name="run_done_with_document"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round} v{self.version}"


class ReportFile(models.Model):
    """A file that an evaluation made; its content lies under its digest. Without a code it is the round's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(EvaluationRun, on_delete=models.PROTECT, related_name="files")
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, null=True, related_name="reports")
    audience = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("audience", "name", "language", "format")
        constraints = (
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="report_audience_known"),
            models.CheckConstraint(
                condition=Q(audience="laboratory", code__isnull=False)
                | (~Q(audience="laboratory") & Q(code__isnull=True)),
                name="report_code_for_laboratory",
            ),
            models.UniqueConstraint(
                fields=("run", "audience", "name", "format", "language"),
                condition=Q(code__isnull=True),
                name="report_file_once_per_round",
            ),
            models.UniqueConstraint(
                fields=("run", "code", "name", "format", "language"),
                condition=Q(code__isnull=False),
                name="report_file_once_per_code",
            ),
        )

    def __str__(self) -> str:
        return self.name
