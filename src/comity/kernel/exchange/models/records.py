"""Records of this node and of others, as they were signed; and what was said about them later."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.kernel.exchange.models.peers import Peer
from comity.kernel.exchange.rules import RecordState, What
from comity.kernel.handling.models import Labelled, LabelledQuerySet

RECORD_STATE_NAMES = {
    RecordState.CURRENT: pgettext_lazy("record", "current"),
    RecordState.SUPERSEDED: pgettext_lazy("record", "superseded"),
    RecordState.WITHDRAWN: pgettext_lazy("record", "withdrawn"),
    RecordState.RECALLED: pgettext_lazy("record", "recalled"),
}
WHAT_NAMES = {
    What.RECEIVED: pgettext_lazy("receipt", "received"),
    What.WITHDRAWN: pgettext_lazy("receipt", "withdrawn"),
    What.RECALLED: pgettext_lazy("receipt", "recalled"),
    What.NARROWED: pgettext_lazy("receipt", "narrowed"),
}


class Record(Labelled):
    """One version of a record: what its origin signed, and the fields that were disclosed to this node.

    `envelope`, `statement` and `fields` are the bytes that were signed or received (see `contents`); nothing here
    writes them anew. `fields` is empty where this node may not read the record (it passes it on sealed), and where its
    content was erased.
    """

    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    type_version = models.PositiveIntegerField()
    origin = models.CharField(max_length=200)
    originator = models.UUIDField()
    issued = models.DateTimeField()
    state = models.CharField(max_length=12, default=RecordState.CURRENT)
    supersedes = models.PositiveIntegerField(null=True)
    envelope = models.TextField()
    envelope_hash = models.CharField(max_length=64)
    statement = models.TextField()
    fields = models.TextField(blank=True)
    sealed = models.TextField(blank=True)
    log_entry = models.PositiveBigIntegerField(null=True)
    log_index = models.PositiveBigIntegerField(null=True)
    received_from = models.ForeignKey(Peer, null=True, on_delete=models.PROTECT, related_name="brought")
    at = models.DateTimeField()
    doubtful = models.BooleanField(default=False)

    objects = LabelledQuerySet["Record"].as_manager()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("origin", "record_id", "version"), name="record_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="record_version_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RecordState]), name="record_state_known"
            ),
        )
        indexes = (
            models.Index(fields=("type", "state"), name="record_type_state"),
            models.Index(fields=("-at", "-id"), name="record_newest"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.record_id}.{self.version}"

    @property
    def is_own(self) -> bool:
        """Whether this node signed it."""
        return self.received_from_id is None

    @property
    def content(self) -> dict[str, Any]:
        """The fields that this node was given. What a reader of this node sees of them, `handling` decides."""
        from comity.kernel.exchange.contents import content_of

        return content_of(self.fields)


class Notice(models.Model):
    """What an origin said later about a record: withdrawn, recalled, or narrowed to fewer readers."""

    id = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=200)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=12)
    label = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    issued = models.DateTimeField()
    envelope = models.TextField()
    envelope_hash = models.CharField(max_length=64, unique=True)
    log_entry = models.PositiveBigIntegerField(null=True)
    received_from = models.ForeignKey(Peer, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("origin", "record_id"), name="notice_record"),)

    def __str__(self) -> str:
        return f"{self.what} {self.record_id}.{self.version}"
