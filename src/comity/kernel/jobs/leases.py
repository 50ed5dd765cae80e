"""One process at a time does a job, also when it was queued twice or its first process was killed.

    with leased(f"evaluation:{run.pk}") as lease:      # `BusyError` where another process is at it
        …
        lease.renew()                                  # `LostLeaseError` where another one has taken over

A process that is killed stops renewing, so that its job can be begun again after `SECONDS`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.kernel.jobs.models import Lease

SECONDS = 120
"""Longer than any step between two reports of progress, short enough that nobody waits for a dead process."""


class BusyError(ConflictError):
    """Another process does this job."""

    def __init__(self) -> None:
        super().__init__(
            "job-busy",
            message("job", "This is being done already."),
            remedy=message("job", "Wait until it is done."),
        )


class LostLeaseError(ConflictError):
    """Another process has taken the job over, because this one was silent for too long."""

    def __init__(self) -> None:
        super().__init__("job-lost", message("job", "Another process has taken this over."))


@dataclass(frozen=True, slots=True)
class Held:
    """The right of this process to do a job."""

    job: str
    holder: str

    def renew(self) -> None:
        """Still at it."""
        if not _mine(self).update(until=_until()):
            raise LostLeaseError

    def check(self) -> None:
        """Within a transaction: nobody can take the job over before it ends."""
        if _mine(self).select_for_update().first() is None:
            raise LostLeaseError


@contextmanager
def leased(job: str) -> Iterator[Held]:
    """The right to do a job, for as long as the block lasts."""
    held = _take(job)
    try:
        yield held
    finally:
        _mine(held).delete()


def is_held(job: str, at: datetime | None = None) -> bool:
    """Whether a process that is alive does this job."""
    return Lease.objects.filter(job=job, until__gt=at or now()).exists()


def _take(job: str) -> Held:
    holder = secrets.token_hex(16)
    with transaction.atomic():
        Lease.objects.filter(job=job, until__lte=now()).delete()
    try:
        with transaction.atomic():
            Lease.objects.create(job=job, holder=holder, until=_until())
    except IntegrityError as error:
        raise BusyError from error
    return Held(job, holder)


def _mine(held: Held) -> QuerySet[Lease]:
    return Lease.objects.filter(job=held.job, holder=held.holder)


def _until() -> datetime:
    return now() + timedelta(seconds=SECONDS)
