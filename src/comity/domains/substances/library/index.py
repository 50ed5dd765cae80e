"""The index of the library on disk, below `COMITY_DATA/spectra`, kept in step with the rows.

Rules
-----
1. The rows are the truth. A spectrum is added to the index after its row is committed; what was cut off between the two
   is found (`catch_up`) when a process first opens the index, when it lacks the newest row, and when a worker starts.
2. The index may hold what no row stands for any more; nobody is shown it, because a search begins with the rows that
   its reader may see. `rebuild` leaves it behind.
3. A rebuilt index is written beside the old one; the file `current` then names it, in one step.
4. One process writes at a time. Who waits too long leaves the work to the task queue: the row is there already.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Max
from numpy.typing import NDArray

from comity.base.errors import ConflictError
from comity.domains.substances.library.peaks import DIGITS, index_name, spectrum_of
from comity.domains.substances.models.library import LibrarySpectrum
from comity.science.spectra.index.files import only_writer, write_whole
from comity.science.spectra.index.library import MANIFEST, Index
from comity.science.spectra.index.segment import Segment
from comity.science.spectra.spectrum import Spectrum

FOLDER, CURRENT, FIRST = "spectra", "current", "library-000001"
PATIENCE = 2.0  # seconds that a request waits for another writer
BETWEEN_TRIES = 0.02
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The index as it is now, with the number of each position."""

    index: Index
    numbers: NDArray[np.int64]
    mark: tuple[str, int, int]


_opened: dict[Path, Opened] = {}
_of_segments: dict[tuple[Path, int, int], NDArray[np.int64]] = {}
MOST_KEPT = 1_000  # segments whose numbers are remembered


def folder() -> Path:
    """Where the library's index lies."""
    return Path(settings.DATA) / FOLDER


def opened() -> Opened:
    """The index, opened anew where somebody has written since; an empty one is made where there is none."""
    place, held = folder(), _opened.get(folder())
    if held is None:
        catch_up()
        return _open()
    return held if held.mark == _mark(place) else _open()


def in_step() -> Opened:
    """The index with at least the newest rows in it: the usual way to open it for a search.

    Times are kept in whole seconds, so several rows may be the newest.
    """
    held = opened()
    rows = LibrarySpectrum.objects.searched()
    last = rows.aggregate(last=Max("added_at"))["last"]
    newest = list(rows.filter(added_at=last).values_list("number", flat=True)) if last else []
    if not np.isin(newest, held.numbers).all():
        catch_up()
        held = opened()
    return held


def append(rows: Iterable[LibrarySpectrum]) -> bool:
    """Add rows that are committed: durable and searchable when this returns; false where another writer is too slow."""
    spectra = [_named(row) for row in rows]
    try:
        with _writing():
            Index.open(_ready()).add(spectra)
    except ConflictError:
        return False
    return True


def catch_up() -> int:
    """Add every row that the index lacks; how many."""
    with _writing():
        held = _open(_ready())
        wanted = np.fromiter(LibrarySpectrum.objects.searched().values_list("number", flat=True), np.int64)
        missing = np.setdiff1d(wanted, held.numbers)
        for start in range(0, missing.size, ROWS_AT_ONCE):
            part = missing[start : start + ROWS_AT_ONCE].tolist()
            Index.open(_ready()).add(_named(row) for row in LibrarySpectrum.objects.filter(number__in=part))
    return int(missing.size)


def rebuild() -> int:
    """Write the index anew from the rows and take it into use; how many spectra it holds."""
    with _writing():
        old = _ready()
        number = int(old.name.rpartition("-")[2]) + 1
        new = folder() / f"library-{number:06d}"
        shutil.rmtree(new, ignore_errors=True)
        index = Index.build(new, _all_rows()).merge()
        write_whole(folder() / CURRENT, new.name.encode())
        for left in folder().glob("library-*"):
            if left != new:
                shutil.rmtree(left, ignore_errors=True)
    return len(index)


def positions(held: Opened, numbers: Iterable[int]) -> NDArray[np.bool_]:
    """Which positions of the index carry one of these numbers."""
    return np.isin(held.numbers, np.fromiter(numbers, np.int64))


def _open(place: Path | None = None) -> Opened:
    """Open it; a folder that was exchanged meanwhile is looked for once more."""
    for last in (False, True):
        mark = _mark(folder())
        try:
            index = Index.open(place or _ready())
            break
        except (OSError, ValueError):
            if last or place is not None:
                raise
    numbers = np.concatenate([np.empty(0, np.int64), *map(_numbers_of, index.segments)])
    held = Opened(index, numbers, mark)
    _opened[folder()] = held
    return held


def _numbers_of(segment: Segment) -> NDArray[np.int64]:
    """The numbers of a segment: texts of one length, so they are read as one block."""
    stat = segment.path.stat()
    key = (segment.path, stat.st_mtime_ns, stat.st_ino)
    if key not in _of_segments:
        if len(_of_segments) >= MOST_KEPT:
            _of_segments.clear()
        texts = bytes(segment.arrays["text.identifier"])
        _of_segments[key] = np.frombuffer(texts, dtype=f"S{DIGITS}").astype(np.int64)
    return _of_segments[key]


def _ready() -> Path:
    """The folder in use; made where there is none."""
    place = folder()
    named = place / CURRENT
    if not named.exists():
        place.mkdir(parents=True, exist_ok=True)
        if not (place / FIRST / MANIFEST).exists():
            shutil.rmtree(place / FIRST, ignore_errors=True)
            Index.build(place / FIRST, [])
        write_whole(named, FIRST.encode())
    return place / named.read_text().strip()


def _mark(place: Path) -> tuple[str, int, int]:
    try:
        name = (place / CURRENT).read_text().strip()
        stat = (place / name / MANIFEST).stat()
    except OSError:
        return ("", 0, 0)
    return name, stat.st_mtime_ns, stat.st_ino


@contextmanager
def _writing() -> Iterator[None]:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(only_writer(place))
                break
            except ConflictError:
                if time.monotonic() > until:
                    raise
                time.sleep(BETWEEN_TRIES)
        yield


def _named(row: LibrarySpectrum) -> Spectrum:
    return spectrum_of(row, identifier=index_name(row.number))


def _all_rows() -> Iterator[Spectrum]:
    for row in LibrarySpectrum.objects.searched().order_by("added_at", "number").iterator(ROWS_AT_ONCE):
        yield _named(row)
