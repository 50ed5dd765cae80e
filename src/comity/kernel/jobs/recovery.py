"""Work that was cut off: found again when a worker starts.

A room names a plain function in `COMITY_UNFINISHED`: it puts the room's jobs that no living process does any more back
into the queue, and returns how many. Every job can be repeated safely, so doing this once too often does no harm.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string


def resume_unfinished() -> int:
    """Put every unfinished job that nobody does back into the queue; how many."""
    return sum(import_string(path)() for path in getattr(settings, "COMITY_UNFINISHED", ()))
