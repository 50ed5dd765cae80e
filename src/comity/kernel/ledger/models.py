"""Entries of the log, the tiles of its tree, its signed heads; and the logs of partners that this node watches.

An entry is a salted commitment: whoever reads the log learns how much happened, not what. The salt and the content
stand with the record itself, where they can be erased without a change to the tree.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

APPEND_ONLY = "the log is only added to: no entry is changed or removed"


class Entries(models.QuerySet["LogEntry"]):
    """Entries can be read and added; only the sequencer gives them their place."""

    def waiting(self) -> Entries:
        """Entries that are on disk and have no place in the tree yet, in the order in which they get it."""
        return self.filter(index=None).order_by("id")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)


class LogEntry(models.Model):
    """One leaf of the tree."""

    id = models.BigAutoField(primary_key=True)
    index = models.BigIntegerField(null=True, unique=True)
    leaf_hash = models.BinaryField(max_length=32, db_index=True)
    entry = models.BinaryField(max_length=65_535)

    objects = Entries.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(name="ledger_index_counts", condition=Q(index=None) | Q(index__gte=0)),)
        indexes = (models.Index(fields=["id"], name="ledger_waiting", condition=Q(index=None)),)

    def __str__(self) -> str:
        return f"entry {self.index}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; an entry that is already there is not written again."""
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)


class Head(models.Model):
    """The tree as it stands: one row, locked by whoever adds to it."""

    ONLY = 1

    id = models.SmallAutoField(primary_key=True)
    size = models.BigIntegerField(default=0)
    range_hashes = models.BinaryField(default=b"", help_text="Hashes of the perfect subtrees, from left to right.")

    def __str__(self) -> str:
        return f"head of {self.size}"


class Tile(models.Model):
    """A full tile of 256 hashes; partial tiles are read from the entries."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["level", "number"], name="ledger_one_tile"),)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"


class SignedHead(models.Model):
    """A checkpoint that this node signed: from then on it answers for every entry before it."""

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField(help_text="The checkpoint with our own signature.")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["origin", "size"], name="ledger_one_head_per_size"),)

    def __str__(self) -> str:
        return f"signed head of {self.size}"


class Cosignature(models.Model):
    """A witness's line under one of our checkpoints."""

    head = models.ForeignKey(SignedHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    verifier_key = models.TextField(default="")
    line = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["head", "witness"], name="ledger_one_line_per_witness"),)

    def __str__(self) -> str:
        return f"{self.witness} under {self.head_id}"


class WatchedLog(models.Model):
    """A partner's log for which this node is a witness: the newest head that it has cosigned."""

    origin = models.CharField(max_length=200, unique=True)
    verifier_key = models.TextField()
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32, default=b"")
    note = models.TextField(blank=True, help_text="The newest checkpoint that we cosigned, as its log signed it.")
    seen_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.origin


class ForkEvidence(models.Model):
    """Two heads signed by one log that cannot both be true; kept for ever, and shown to anyone who may see the log."""

    origin = models.CharField(max_length=200, db_index=True)
    first_note = models.TextField()
    second_note = models.TextField()
    reason = models.CharField(max_length=60)
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"fork of {self.origin}"
