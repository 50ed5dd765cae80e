"""What laboratories report, exactly as typed. Knows the code and no laboratory."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.codes import ParticipantCode
from comity.domains.exercises.models.fields import AppendOnly
from comity.kernel.accounts.models import User

SOURCES = {
    "page": pgettext_lazy("source of a submission", "page"),
    "spreadsheet": pgettext_lazy("source of a submission", "spreadsheet"),
    "api": pgettext_lazy("source of a submission", "programming interface"),
    "command line": pgettext_lazy("source of a submission", "command line"),
}


class Draft(models.Model):
    """What one analyst has typed so far; nothing in it is checked or corrected."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, related_name="drafts")
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    comment = models.TextField(max_length=4000, blank=True)
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("saved_at", "id")
        constraints = (models.UniqueConstraint(fields=("code", "analyst"), name="draft_one_each"),)

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M}"


class DraftVersion(AppendOnly):
    """What a draft held before it was saved over: typed by hand, so worth keeping."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="earlier")
    version = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    comment = models.TextField(max_length=4000, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("draft", "version"), name="draft_version_once"),)

    def __str__(self) -> str:
        return f"{self.version} · {self.saved_at:%Y-%m-%d %H:%M}"


class Submission(models.Model):
    """One version of what was submitted. Only `nominated` and `verdict_at` ever change; corrections are new versions.

    `verdict_at`: when the laboratory saw the provisional verdict on this version, which stays nominated from then on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.JSONField(default=list)
    comment = models.TextField(max_length=4000, blank=True)
    submitted_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    nominated = models.BooleanField(default=False)
    receipt_digest = models.CharField(max_length=64, db_index=True)
    source = models.CharField(max_length=20, choices=list(SOURCES.items()))
    idempotency_key = models.CharField(max_length=80, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)

    repeated = False  # never kept: this is the answer to something that was sent again

    class Meta:
        ordering = ("submitted_at", "version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="submission_version_once"),
            models.UniqueConstraint(fields=("code",), condition=Q(nominated=True), name="submission_one_nominated"),
            models.UniqueConstraint(
                fields=("code", "idempotency_key"), condition=~Q(idempotency_key=""), name="submission_key_once"
            ),
            models.CheckConstraint(condition=Q(source__in=tuple(SOURCES)), name="submission_source_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="submission_version_counts"),
            models.CheckConstraint(
                condition=Q(verdict_at__isnull=True) | Q(nominated=True), name="submission_verdict_on_nominated"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} · {self.submitted_at:%Y-%m-%d %H:%M}"
