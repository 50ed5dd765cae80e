"""What the interface for programs remembers: answers given under an idempotency key."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RememberedAnswer(models.Model):
    """The answer to a request that carried a key: the same request with the same key gets it again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="remembered_answer_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
