"""How far a job is, for the person who waits: in percent and in words, written at most twice a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

INTERVAL = 0.5  # seconds: a person sees no more, and the database has other things to write

Write = Callable[[int, str], None]


class Progress:
    """Stages of a job, each with its share of the whole: `Progress(write, {"gates": 20, "reports": 80})`."""

    def __init__(self, write: Write, shares: Mapping[str, int], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._shares = shares
        self._written_at = float("-inf")
        self._percent = 0

    def stage(self, name: str, done: int, total: int, words: str = "") -> None:
        """Within a stage `done` of `total` are done; `words` say what is being done."""
        whole = sum(self._shares.values())
        before = sum(share for other, share in self._before(name))
        here = self._shares[name] * (min(done, total) / total if total else 1)
        self._percent = max(self._percent, round(100 * (before + here) / whole))
        if self._clock() - self._written_at >= INTERVAL:
            self._written_at = self._clock()
            self._write(self._percent, words)

    def _before(self, name: str) -> list[tuple[str, int]]:
        names = list(self._shares)
        return [(other, self._shares[other]) for other in names[: names.index(name)]]
