"""A whole node into one file, and back."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

import comity
from comity.base.clock import now, to_text
from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.kernel.audit.author import Author
from comity.kernel.audit.services import record
from comity.kernel.backup import databases
from comity.kernel.backup.archive import Manifest, described, refused, settle, unpack, write_archive

FILES = "files"  # the folder in a backup that stands for COMITY_DATA
NEVER_BACK = ("keys/last-signed",)  # what the log signed last: see the README


def back_up_node(actor: Author, target: Path) -> Manifest:
    """Write everything to `target`, which must not be there yet. The node may go on meanwhile."""
    target = target.resolve()
    if target.exists():
        raise ConflictError(
            "backup-there",
            message("backup", "There is a file {path} already.", path=str(target)),
            remedy=message("backup", "Choose another name: a backup is never written over."),
        )
    with transaction.atomic():
        record(actor, "back up node")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        kind = databases.kind()
        snapshot = Path(folder) / databases.SNAPSHOTS[kind]
        databases.take_snapshot(snapshot)
        places = {snapshot.name: snapshot, **dict(_kept(Path(settings.DATA), target))}
        members = tuple(described(name, path) for name, path in sorted(places.items()))
        manifest = Manifest(to_text(now()), comity.__version__, kind, members)
        write_archive(target, manifest, places)
    return manifest


def restore_node(actor: Author, source: Path, *, replace: bool = False) -> Manifest:
    """Make this node what the backup says. Nothing is touched before every byte of it has been verified."""
    data = Path(settings.DATA)
    _require_empty(replace=replace)
    databases.require_alone()
    with _folder(data, ".restore") as staged:
        manifest = unpack(source, staged)
        if manifest.database != databases.kind():
            raise refused(
                message("backup", "The backup is of another kind of database: {kind}.", kind=manifest.database)
            )
        snapshot = staged / databases.SNAPSHOTS[manifest.database]
        if not snapshot.exists():
            raise refused(message("backup", "The backup holds no database."))
        databases.check_snapshot(snapshot)
        _put(actor, data, staged, snapshot, manifest)
    return manifest


def _kept(data: Path, target: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the node but its database, drafts, and the backup itself."""
    database = databases.sqlite_file() if databases.kind() == "sqlite" else None
    left_out = {database, *(Path(f"{database}{end}") for end in databases.BESIDE), target} if database else {target}
    for folder, folders, names in os.walk(data):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            if not name.startswith(".") and path not in left_out and path.is_file() and not path.is_symlink():
                yield f"{FILES}/{path.relative_to(data).as_posix()}", path


def _require_empty(*, replace: bool) -> None:
    if not replace and _is_founded():
        raise ConflictError(
            "node-not-empty",
            message(
                "backup", "This node has been set up already; a restore would put an earlier state in their place."
            ),
            remedy=message("backup", "Restore into an empty COMITY_DATA, or add --replace to give up what is here."),
        )


def _is_founded() -> bool:
    from django.db.utils import DatabaseError

    if databases.kind() == "sqlite" and not databases.sqlite_file().exists():
        return False
    try:
        with connection.cursor() as cursor:
            if "parties_party" not in connection.introspection.table_names(cursor):
                return False
            cursor.execute("SELECT 1 FROM parties_party LIMIT 1")
            return cursor.fetchone() is not None
    except DatabaseError:  # something is there that cannot be read: not nothing
        return True


@contextmanager
def _folder(data: Path, name: str) -> Iterator[Path]:
    """A folder beside the files, on the same disk, that goes away."""
    made = data / f"{name}-{secrets.token_hex(4)}"
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put(actor: Author, data: Path, staged: Path, snapshot: Path, manifest: Manifest) -> None:
    """Exchange what is here for what was staged; when a step fails, the former state is put back."""
    with _folder(data, ".former") as former:
        moved: list[tuple[Path, Path]] = []
        saved = former / "before.dump"
        try:
            _exchange(data, staged / FILES, former, moved)
            if manifest.database == "sqlite":
                _exchange_sqlite(snapshot, former, moved)
            else:
                databases.take_snapshot(saved)
                databases.restore_postgresql(snapshot)
            _check(actor, manifest)
        except BaseException:
            connection.close()
            for was, now_at in reversed(moved):
                _move(now_at, was)
            if saved.exists():
                databases.restore_postgresql(saved)
            raise
        settle(data)


def _exchange(data: Path, fresh: Path, former: Path, moved: list[tuple[Path, Path]]) -> None:
    """Everything visible out of the node's folder, then everything staged in; `moved` says from where to where."""
    database = databases.sqlite_file() if databases.kind() == "sqlite" else None
    for path in sorted(data.iterdir()):
        if not path.name.startswith(".") and not (database and path.name.startswith(database.name)):
            _note_move(path, former / "files" / path.name, moved)
    for path in sorted(fresh.iterdir()) if fresh.exists() else ():
        _note_move(path, data / path.name, moved)
    for name in NEVER_BACK:
        memory = former / "files" / name
        if memory.exists():
            (data / name).parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copy2(memory, data / name)


def _exchange_sqlite(snapshot: Path, former: Path, moved: list[tuple[Path, Path]]) -> None:
    connection.close()
    place = databases.sqlite_file()
    for path in (place, *(Path(f"{place}{end}") for end in databases.BESIDE)):
        if path.exists():
            _note_move(path, former / "database" / path.name, moved)
    _note_move(snapshot, place, moved)


def _note_move(path: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    _move(path, target)
    moved.append((path, target))


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.is_dir():
        shutil.rmtree(target)
    shutil.move(path, target)


def _check(actor: Author, manifest: Manifest) -> None:
    """Bring the node to this version, and let it check itself; an entry in the trail says what happened."""
    from comity.kernel.ledger.auditing import audit_log

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("check", stdout=io.StringIO(), stderr=io.StringIO())
    found = audit_log().findings
    if found:
        raise refused(message("backup", "The log in the backup is damaged: {finding}", finding=found[0].render()))
    with transaction.atomic():
        record(actor, "restore node", detail={"made_at": manifest.made_at, "version": manifest.version})
