"""Who is doing which job at the moment."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """A process may do a job until a moment, and renews that as it gets on; a process that died does not."""

    job = models.CharField(primary_key=True, max_length=120)
    holder = models.CharField(max_length=32)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.job
