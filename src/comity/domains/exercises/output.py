"""A directory that appears whole or not at all, and that is replaced only when nobody else put anything into it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.base.messages import message
from comity.kernel.tables import Place, PlacedError

MARKER = ".comity-output.json"
"""Lists what Comity wrote; a directory with other content is not replaced."""


@contextmanager
def whole_directory(out: Path) -> Iterator[Path]:
    """A temporary neighbour to write into, which takes the name `out` at the end, or vanishes on any failure."""
    out = out.resolve()
    check_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield staging
        (staging / MARKER).write_text(json.dumps(_files(staging)), encoding="utf-8")
        staging.chmod(0o755)
        _put_in_place(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_replaceable(out: Path) -> None:
    """Refuse a place that holds anything that Comity did not write."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not out.is_dir() or listed(out) is None or set(_files(out)) - set(listed(out) or ()) - {MARKER}:
        raise PlacedError(
            "output-exists",
            message("exercises", "The place exists already and holds something that Comity did not write."),
            place=Place(str(out)),
            remedy=message("exercises", "Choose another directory with --out, or empty this one."),
        )


def _put_in_place(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old / out.name)
    staging.rename(out)
    shutil.rmtree(old)


def _files(directory: Path) -> list[str]:
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if not path.is_dir())


def listed(directory: Path) -> list[str] | None:
    """The files that Comity wrote into `directory`, or None where it did not write it."""
    try:
        listed = json.loads((directory / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return [str(name) for name in listed] if isinstance(listed, list) else None
