"""Files below `COMITY_DATA/blobs`, each under the SHA-256 of its content.

Rules: a file appears whole or not at all (written beside its place, forced to the disk, then renamed); it is never
changed, so writing the same content again is free and two writers cannot disturb each other; every reading compares
the digest, so that a damaged disk is noticed before anybody relies on what it says. Who may read what is decided by
the room that holds the digest: digests of other people's files are no secret, but they open nothing here.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from comity.base.errors import ComityError
from comity.base.messages import message

FOLDER = "blobs"
PART = 64 * 1024  # bytes that a download holds in memory at once
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a content is found again, and how large it is."""

    digest: str
    size: int


def keep(content: bytes) -> Stored:
    """Write `content` unless it is there already; it is on the disk when this returns."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if not _whole(place, len(content)):
        _write(place, content)
    return Stored(digest, len(content))


def keep_file(path: Path) -> Stored:
    """The same for a file that is there already, as one that a report was written to."""
    return keep(path.read_bytes())


def has(digest: str) -> bool:
    """Whether a content of that digest was written here; what it says, only reading compares."""
    return _place(digest).exists()


def read(digest: str) -> bytes:
    """The content, compared with its digest."""
    try:
        content = _place(digest).read_bytes()
    except FileNotFoundError as error:
        raise _lost(digest) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise _lost(digest)
    return content


def parts(digest: str) -> Iterator[bytes]:
    """The content bit by bit, after it was compared with its digest as a whole."""
    place = _place(digest)
    try:
        with place.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise _lost(digest)
    except FileNotFoundError as error:
        raise _lost(digest) from error
    return _parts(place)


def _parts(place: Path) -> Iterator[bytes]:
    with place.open("rb") as stream:
        while part := stream.read(PART):
            yield part


def _place(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise _lost(digest)
    return Path(settings.DATA) / FOLDER / digest[:2] / digest


def _whole(place: Path, size: int) -> bool:
    return place.exists() and place.stat().st_size == size


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
        _settle(place.parent)
    finally:
        draft.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The name of a file is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lost(digest: str) -> ComityError:
    return ComityError(
        "file-lost",
        message("file", "A file of this node is missing or damaged ({digest}).", digest=digest[:12]),
        remedy=message("file", "Tell whoever runs this node: it must be restored from the backup."),
    )
