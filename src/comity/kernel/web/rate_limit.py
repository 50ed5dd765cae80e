"""How many requests one actor, or one address without a token, may make in a minute.

Each process counts in its own memory: quick, and enough against a program that runs wild. With several processes the
bound is that many times higher; guessing passwords is bounded elsewhere, by allauth, for the whole node.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import origin_of

PER_MINUTE = 600
MOST_COUNTED = 10_000  # actors and addresses remembered at once; the longest silent are forgotten


class RateLimit(BaseThrottle):
    """A bucket per actor that refills evenly: `per_minute` at once, and then one every 60/`per_minute` seconds."""

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._waiting = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        """Take one from the bucket, if there is one."""
        key, now = who_asks(request), self._clock()
        with self._lock:
            left, seen = self._buckets.pop(key, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - seen) * self.per_minute / 60)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_COUNTED:
                self._buckets.popitem(last=False)
        self._waiting.seconds = 0.0 if allowed else (1 - left) * 60 / self.per_minute
        return allowed

    def wait(self) -> float:
        """Seconds until the next one, for the request just refused in this thread."""
        return max(1.0, getattr(self._waiting, "seconds", 1.0))


def who_asks(request: HttpRequest) -> str:
    """Whose bucket it is."""
    found = getattr(request, "auth", None)
    if isinstance(found, Actor):
        return f"user {found.user_id}"
    return f"address {origin_of(request)}"
