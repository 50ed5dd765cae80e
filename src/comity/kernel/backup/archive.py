"""The backup's file: a tar with its manifest first. Reading one trusts nothing: names, kinds, sizes and digests are
compared before anything that was read is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from comity.base.errors import InputError
from comity.base.messages import Message, message

FORMAT: Final = "comity-backup/1"
MANIFEST: Final = "manifest.json"
LARGEST_MANIFEST = 512 * 1024 * 1024
MOST_FILES = 2_000_000
MOST_BYTES = 1024**4
PART = 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    version: str
    database: str  # sqlite | postgresql
    members: tuple[Member, ...]

    def to_bytes(self) -> bytes:
        """As it stands in the file."""
        files = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in self.members]
        head = {"format": FORMAT, "made_at": self.made_at, "version": self.version, "database": self.database}
        return (json.dumps(head | {"files": files}, indent=0, ensure_ascii=False) + "\n").encode()


def described(name: str, path: Path) -> Member:
    """Name, size and digest of a file as it is now."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Member(name, stream.tell(), digest)


def write_archive(target: Path, manifest: Manifest, places: Mapping[str, Path]) -> None:
    """Write a backup, whole or not at all, for its owner only; it is on the disk when this returns."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
                content = manifest.to_bytes()
                archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
                for member in manifest.members:
                    with places[member.name].open("rb") as source:
                        archive.addfile(_entry(member.name, member.size), source)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, target)  # unlike a rename, never over a file that is there
        settle(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> Manifest:
    """Read a whole backup into `folder`, verified; anything that is not as the manifest says is refused."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            members = iter(archive)
            manifest = _manifest(archive, next(members, None))
            expected = {one.name: one for one in manifest.members}
            for entry in members:
                _unpack(archive, entry, expected.pop(entry.name, None), folder)
    except (tarfile.TarError, EOFError) as error:
        raise refused(message("backup", "The file is no backup, or was cut off.")) from error
    if expected:
        raise refused(message("backup", "The backup lacks {count} of its files.", count=len(expected)))
    return manifest


def settle(folder: Path) -> None:
    """A name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refused(what: Message) -> InputError:
    """A backup that cannot be trusted."""
    remedy = message("backup", "Nothing was changed. Take another copy of the backup, or an older one.")
    return InputError("backup-unusable", what, remedy=remedy)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Manifest:
    if entry is None or entry.name != MANIFEST or not entry.isreg() or entry.size > LARGEST_MANIFEST:
        raise refused(message("backup", "The file is no backup of a node."))
    try:
        data = json.loads(_stream(archive, entry).read())
        members = tuple(Member(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in data["files"])
        found = Manifest(str(data["made_at"]), str(data["version"]), str(data["database"]), members)
    except (ValueError, KeyError, TypeError) as error:
        raise refused(message("backup", "The list of files in the backup cannot be read.")) from error
    _check(data, found)
    return found


def _check(data: Mapping[str, Any], manifest: Manifest) -> None:
    if data.get("format") != FORMAT:
        raise refused(message("backup", "The backup has a format that this version does not know."))
    names = [one.name for one in manifest.members]
    if len(names) > MOST_FILES or sum(one.size for one in manifest.members) > MOST_BYTES:
        raise refused(message("backup", "The backup is larger than a node can be."))
    if len(set(names)) != len(names) or not all(_sound(one) for one in manifest.members):
        raise refused(
            message("backup", "The list of files in the backup names a place outside of a node, or one twice.")
        )


def _sound(member: Member) -> bool:
    path = PurePosixPath(member.name)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\x00" not in member.name
    return inside and str(path) == member.name and member.size >= 0 and bool(DIGEST.fullmatch(member.sha256))


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, expected: Member | None, folder: Path) -> None:
    if expected is None or not entry.isreg() or entry.size != expected.size:
        raise refused(message("backup", "The backup holds “{name}”, which its list does not.", name=entry.name[:80]))
    place = folder / expected.name
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for part in _parts(_stream(archive, entry)):
            digest.update(part)
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())
    if digest.hexdigest() != expected.sha256:
        raise refused(message("backup", "“{name}” in the backup is damaged.", name=expected.name[:80]))


def _stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(entry)
    if stream is None:
        raise refused(message("backup", "The file is no backup of a node."))
    return stream


def _parts(stream: IO[bytes]) -> Iterable[bytes]:
    while part := stream.read(PART):
        yield part
