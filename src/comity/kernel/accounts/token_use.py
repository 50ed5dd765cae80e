"""When tokens were last used: noted in memory, written together a moment later, so that no request waits for it.

In the last minute of a round hundreds of programs come with a token of their own; a write for each would keep results
waiting at the disk. What a process that is killed has not written yet is a matter of seconds, and of no result.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from comity.kernel.accounts.models import ApiToken

SECONDS = 5.0

log = logging.getLogger(__name__)
_lock = threading.Lock()
_noted: dict[UUID, datetime] = {}


def note_use(token_id: UUID, at: datetime) -> None:
    """A token has been used; the first one after a while starts the writing of all that follow soon."""
    if not settings.TOKEN_USE_BESIDE_REQUESTS:
        _write({token_id: at})
        return
    with _lock:
        first = not _noted
        _noted[token_id] = at
    if first:
        later = threading.Timer(SECONDS, write_noted)
        later.daemon = True
        later.start()


def write_noted() -> None:
    """Write what has been noted, in a thread of its own."""
    with _lock:
        noted = dict(_noted)
        _noted.clear()
    try:
        _write(noted)
    except DatabaseError:
        log.exception("the last use of %d tokens could not be written", len(noted))
    finally:
        connection.close()


def _write(noted: dict[UUID, datetime]) -> None:
    """In one statement; the latest of them stands for all, which is exact to some seconds."""
    if noted:
        ApiToken.objects.filter(pk__in=noted).update(last_used_at=max(noted.values()))
