"""Writing so that a crash leaves the old file or the new one, and nothing in between."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".new-"  # temporary files stand at the top of the folder, under names that no client asks for
FILE_MODE = 0o644
SECRET_MODE = 0o600


def write_durably(folder: Path, files: Mapping[str, bytes], *, mode: int = FILE_MODE) -> None:
    """Write files below `folder` by their paths; when this returns they survive a power cut.

    All are written and synced under temporary names first, then renamed, then the folders that changed are synced.
    """
    changed: set[Path] = set()
    for number, (path, data) in enumerate(files.items()):
        _write_synced(_unfinished(folder, number, path), data, mode)
        _make_folders(folder, (folder / path).parent, changed)
    for number, path in enumerate(files):
        target = folder / path
        _unfinished(folder, number, path).replace(target)
        changed.add(target.parent)
    for one in sorted(changed, key=lambda path: len(path.parts), reverse=True):
        sync_folder(one)


def remove_unfinished(folder: Path) -> None:
    """Remove temporary files that a crash has left."""
    for left in folder.glob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; whoever else wants it waits. The system frees it when the process ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unfinished(folder: Path, number: int, path: str) -> Path:
    return folder / f"{UNFINISHED}{number}-{path.rpartition('/')[2]}"


def _write_synced(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folders(top: Path, wanted: Path, changed: set[Path]) -> None:
    """Make missing folders; their parents have to be synced too."""
    missing = []
    while wanted != top and not wanted.is_dir():
        missing.append(wanted)
        wanted = wanted.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        changed.add(one.parent)
