"""Files that are whole or refused: written aside, forced to disk, renamed; opened only at their full length.

A segment file is a line that names the format, a line with the length of the header, the header (JSON: name, type,
shape and place of every array), then the arrays, each on a boundary of 64 bytes, little-endian, ready to be mapped.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import ConflictError, InputError
from comity.base.messages import Message, message

MAGIC: Final = b"comity spectra segment 1\n"
ALIGNMENT: Final = 64
LARGEST_HEADER: Final = 1 << 20
LARGEST_MANIFEST: Final = 1 << 26
CONTEXT: Final = "spectra index"
REBUILD: Final = message(CONTEXT, "Restore the folder from a copy, or build the index again from the original files.")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """Type and shape of an array that a segment will hold."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return int(np.dtype(self.dtype).itemsize * np.prod(self.shape, dtype=np.int64))


class SegmentWriter:
    """Arrays of known size, filled in place in a file that gets its name only when it is whole."""

    def __init__(self, path: Path, shapes: Mapping[str, Shape], facts: Mapping[str, Any]) -> None:
        self.path = path
        self.aside = path.with_name(f".{path.name}.part")
        header, self._places, self._length = _layout(shapes, facts)
        with self.aside.open("wb") as file:
            file.write(header)
            file.truncate(self._length)
        self._map = np.memmap(self.aside, dtype=np.uint8, mode="r+", shape=(self._length,))
        self.arrays = {name: _view(self._map, shape, self._places[name]) for name, shape in shapes.items()}

    def commit(self) -> tuple[int, str]:
        """Force everything to disk and give the file its name; returns length and SHA-256."""
        self._map.flush()
        self.arrays = {}
        digest = digest_of(self.aside)
        with self.aside.open("rb+") as file:
            os.fsync(file.fileno())
        self.aside.replace(self.path)
        force_folder(self.path.parent)
        return self._length, digest


def read_segment(path: Path, length: int) -> tuple[dict[str, Any], dict[str, Array]]:
    """Facts and arrays of a segment, mapped and not yet read.

    Raises
    ------
    InputError
        The file is missing, shorter or longer than the index says, or not a segment; the file is named.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != length:
                raise damaged(path, message(CONTEXT, "The file has not the length that the index recorded."))
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise damaged(path, message(CONTEXT, "A file of the index is missing.")) from None
    return _parse(path, mapped)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by another in one step that survives a loss of power."""
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    force_folder(path.parent)


def force_folder(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Nobody else writes into `folder` meanwhile; the lock goes with the process that holds it."""
    import fcntl

    with (folder / ".lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                "index-locked",
                message(CONTEXT, "Another program is writing into this index."),
                where=str(folder),
                remedy=message(CONTEXT, "Try again when it is done."),
            ) from None
        yield


def damaged(path: Path, what: Message) -> InputError:
    """An error that names the file."""
    return InputError("index-damaged", what, where=str(path), remedy=REBUILD)


def _layout(shapes: Mapping[str, Shape], facts: Mapping[str, Any]) -> tuple[bytes, dict[str, int], int]:
    # The header's length depends on the places, and these on its length: places are counted from the header's end.
    places, end = {}, 0
    for name, shape in shapes.items():
        places[name] = end
        end += -(-shape.size // ALIGNMENT) * ALIGNMENT
    arrays = {name: [shape.dtype, list(shape.shape), places[name]] for name, shape in shapes.items()}
    text = json.dumps({"facts": dict(facts), "arrays": arrays}, separators=(",", ":")).encode()
    first = MAGIC + b"%010d\n" % len(text) + text
    base = -(-len(first) // ALIGNMENT) * ALIGNMENT
    return first.ljust(base, b" "), {name: base + place for name, place in places.items()}, base + end


def _parse(path: Path, mapped: mmap.mmap) -> tuple[dict[str, Any], dict[str, Array]]:
    begin = len(MAGIC) + 11
    foreign = damaged(path, message(CONTEXT, "The file is not a segment of an index."))
    if mapped[: len(MAGIC)] != MAGIC or not mapped[len(MAGIC) : begin - 1].isdigit():
        raise foreign
    size = int(mapped[len(MAGIC) : begin])
    if size > LARGEST_HEADER:
        raise foreign
    try:
        header = json.loads(mapped[begin : begin + size])
        base = -(-(begin + size) // ALIGNMENT) * ALIGNMENT
        arrays = {
            name: _view(mapped, Shape(dtype, tuple(shape)), base + place)
            for name, (dtype, shape, place) in header["arrays"].items()
        }
        return header["facts"], arrays
    except (ValueError, KeyError, TypeError):
        raise foreign from None


def _view(buffer: Any, shape: Shape, place: int) -> Array:
    return np.ndarray(shape.shape, dtype=shape.dtype, buffer=buffer, offset=place)
