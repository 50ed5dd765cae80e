"""How much memory programs take together: the proportional set size of all their processes, children included.

Memory that several processes share (the interpreter, libraries) counts once, divided among them; that is what the
machine must have. The kernel says it in `/proc/PID/smaps_rollup`.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.25  # seconds between two looks
KILOBYTES = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
MEGABYTE = 1024.0


class Watch:
    """Looks at processes and all their descendants until it is stopped, and remembers the largest sum."""

    def __init__(self, *roots: int) -> None:
        self.roots = list(roots)
        self.without: set[int] = set()  # processes that do not count, though what they start does
        self.most = 0.0
        self.most_of_one = 0.0
        self.processes = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(EVERY):
            sizes = [megabytes(pid) for pid in family(*self.roots) - self.without]
            self.most_of_one = max(self.most_of_one, *sizes, 0.0)
            if sum(sizes) > self.most:
                self.most, self.processes = sum(sizes), len(sizes)


@contextlib.contextmanager
def watched(*roots: int) -> Iterator[Watch]:
    """A watch for as long as the block lasts."""
    watch = Watch(*roots)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()


def family(*roots: int) -> set[int]:
    """These processes and all that they have started, as far as they live."""
    children: dict[int, list[int]] = {}
    for place in PROC.iterdir():
        if place.name.isdigit() and (parent := _parent(place)) is not None:
            children.setdefault(parent, []).append(int(place.name))
    found, waiting = set(), [pid for pid in roots if (PROC / str(pid)).exists()]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def megabytes(pid: int) -> float:
    """The proportional set size of one process; nothing once it has ended."""
    with contextlib.suppress(OSError):
        if sizes := KILOBYTES.search((PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")):
            return int(sizes[1]) / MEGABYTE
    return 0.0


def _parent(place: Path) -> int | None:
    with contextlib.suppress(OSError):
        return int((place / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    return None
