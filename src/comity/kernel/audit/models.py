"""One table: the audit trail. No foreign keys, so that an entry outlives everything it names."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

APPEND_ONLY = "the audit trail is only added to: nothing in it is changed or removed"


class Trail(models.QuerySet["AuditEntry"]):
    """Entries can be read and added."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def _raw_delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)


class AuditEntry(models.Model):
    """One thing that somebody did."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    user_id = models.UUIDField(null=True, db_index=True)
    acting_for = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    assignment_id = models.UUIDField(null=True)
    via = models.CharField(max_length=20)
    origin = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    party_id = models.UUIDField(null=True, db_index=True)
    object_ref = models.CharField(max_length=120, blank=True, db_index=True)
    detail = models.JSONField(default=dict)
    # With it the entry's commitment in the log can be opened; without it nobody can tell what was committed to.
    salt = models.BinaryField(max_length=32, default=b"")
    logged_as = models.BigIntegerField(null=True, unique=True, help_text="Key of the commitment's entry in the log.")

    objects = Trail.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_ref}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; an entry that is already there is not written again."""
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)
