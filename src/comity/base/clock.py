"""The only place that reads the time. Everything else takes the time as an argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant in UTC, to the second."""
    return _told.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def as_if(instant: datetime) -> Iterator[None]:
    """Within this block it is `instant`: for inventing the past of a demonstration, never for work."""
    token = _told.set(instant.astimezone(UTC).replace(microsecond=0))
    try:
        yield
    finally:
        _told.reset(token)


def to_text(instant: datetime) -> str:
    """ISO 8601 in UTC, as in `2026-03-31T16:00:00Z`; `instant` must carry a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
