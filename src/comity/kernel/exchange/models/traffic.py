"""What goes to each peer, what came from it, and who has acknowledged what."""

from __future__ import annotations

from django.db import models

from comity.kernel.exchange.models.peers import Peer
from comity.kernel.exchange.models.records import Notice, Record


class Outgoing(models.Model):
    """One item in the outbox of a peer. Sequences of a peer have no gap, and `digest` runs over all items so far."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="outbox")
    sequence = models.PositiveBigIntegerField()
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="sent")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="sent")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("peer", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("peer", "sequence"), name="outgoing_sequence_once"),
            models.CheckConstraint(
                condition=models.Q(record=None, notice__isnull=False) | models.Q(record__isnull=False, notice=None),
                name="outgoing_one_thing",
            ),
        )
        indexes = (models.Index(fields=("record", "peer"), name="outgoing_record"),)

    def __str__(self) -> str:
        return f"{self.peer_id} {self.sequence}"


class Cursor(models.Model):
    """How far a peer's outbox for us has been taken in, and the digest over everything so far."""

    peer = models.OneToOneField(Peer, on_delete=models.PROTECT, related_name="cursor", primary_key=True)
    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.peer_id} {self.count}"


class ReceiptNote(models.Model):
    """A signed receipt of one node for records of one origin, as it was signed; it may still be on its way."""

    node = models.CharField(max_length=200)
    for_origin = models.CharField(max_length=200)
    envelope = models.TextField()
    envelope_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    to_peer = models.ForeignKey(Peer, null=True, on_delete=models.PROTECT, related_name="receipts_due")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("to_peer", "sent_at"), name="receipt_note_due"),)

    def __str__(self) -> str:
        return f"{self.node} → {self.for_origin}"


class Receipt(models.Model):
    """A node acknowledges one record: that it has it, or that it has acted on its withdrawal, recall or narrowing."""

    note = models.ForeignKey(ReceiptNote, on_delete=models.PROTECT, related_name="receipts")
    node = models.CharField(max_length=200)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="receipts")
    what = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("record", "node", "what"), name="receipt_once"),)

    def __str__(self) -> str:
        return f"{self.node} {self.what} {self.record_id}"


class Refusal(models.Model):
    """An item of a peer that was not taken in, with the reason and what is kept of it as evidence."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="refusals")
    sequence = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)
    reason = models.JSONField(default=dict)
    record_ref = models.CharField(max_length=120, blank=True)
    item = models.TextField()
    item_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("peer", "sequence"), name="refusal_once"),)

    def __str__(self) -> str:
        return f"{self.peer_id} {self.sequence} {self.code}"
