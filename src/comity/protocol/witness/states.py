"""Two places where a witness can keep its heads: memory, for tests and simulations, and a folder.

The folder's files are durable before `replace` returns; a lock on the folder makes compare-and-replace one step, also
between processes.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from threading import Lock

from comity.protocol.folder.durable import SECRET_MODE, locked, write_durably
from comity.protocol.note import MAXIMUM_BYTES


class MemoryState:
    """Heads in memory."""

    def __init__(self) -> None:
        self._heads: dict[str, bytes] = {}
        self._lock = Lock()

    def latest(self, origin: str) -> bytes | None:
        """The head last cosigned."""
        return self._heads.get(origin)

    def replace(self, origin: str, expected: bytes | None, note: bytes) -> bool:
        """Compare and replace."""
        with self._lock:
            if self._heads.get(origin) != expected:
                return False
            self._heads[origin] = note
            return True


class FolderState:
    """One file per log, named after the SHA-256 of its origin, and files of evidence beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def latest(self, origin: str) -> bytes | None:
        """The head last cosigned."""
        try:
            with (self.folder / self._name(origin)).open("rb") as file:
                return file.read(MAXIMUM_BYTES + 1)
        except FileNotFoundError:
            return None

    def replace(self, origin: str, expected: bytes | None, note: bytes) -> bool:
        """Compare and replace, under the folder's lock."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.folder):
            if self.latest(origin) != expected:
                return False
            write_durably(self.folder, {self._name(origin): note}, mode=SECRET_MODE)
            return True

    def keep_evidence(self, data: bytes) -> Path:
        """Keep a piece of evidence under the hash of its content; the answer is where."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"evidence-{sha256(data).hexdigest()[:16]}.json"
        with locked(self.folder):
            write_durably(self.folder, {path.name: data}, mode=SECRET_MODE)
        return path

    def _name(self, origin: str) -> str:
        return f"head-{sha256(origin.encode()).hexdigest()}"
